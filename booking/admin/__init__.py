from booking.admin.queue import AppointmentAdmin
from booking.admin.schedule import BookingRulesAdmin, ClosureAdmin, ServiceAdmin, TherapistAdmin
from booking.admin.waiting import WaitingListEntryAdmin
from booking.admin.sentences import ReadySentenceAdmin

__all__ = [
    "AppointmentAdmin",
    "BookingRulesAdmin",
    "ClosureAdmin",
    "ReadySentenceAdmin",
    "ServiceAdmin",
    "TherapistAdmin",
    "WaitingListEntryAdmin",
]
