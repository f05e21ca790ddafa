from booking.admin.book_import import BookImportAdmin
from booking.admin.flow_words import FlowWordsAdmin
from booking.admin.late_changes import LateChangePolicyAdmin
from booking.admin.patients import PatientAdmin
from booking.admin.queue import AppointmentAdmin
from booking.admin.schedule import BookingRulesAdmin, ClosureAdmin, ServiceAdmin
from booking.admin.sentences import ReadySentenceAdmin
from booking.admin.therapists import TherapistAdmin
from booking.admin.waiting import WaitingListEntryAdmin

__all__ = [
    "AppointmentAdmin",
    "BookImportAdmin",
    "BookingRulesAdmin",
    "ClosureAdmin",
    "FlowWordsAdmin",
    "LateChangePolicyAdmin",
    "PatientAdmin",
    "ReadySentenceAdmin",
    "ServiceAdmin",
    "TherapistAdmin",
    "WaitingListEntryAdmin",
]
