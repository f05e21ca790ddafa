from booking.models.appointment import Appointment
from booking.models.booking import Booking
from booking.models.exports import Export
from booking.models.flow_words import FlowWords
from booking.models.late_changes import LateChangePolicy
from booking.models.links import CalendarFeed, FormerLink
from booking.models.notes import VisitNote
from booking.models.outside_calendars import BusyElsewhere, OutsideCalendar
from booking.models.patient import Patient, PatientNote
from booking.models.questions import ServiceQuestion
from booking.models.record_views import RecordView
from booking.models.rules import BookingRules
from booking.models.schedule import Closure, WorkingHours
from booking.models.sentences import ReadySentence
from booking.models.service import Service
from booking.models.state import Event
from booking.models.texts import Text
from booking.models.therapist import Offering, Therapist
from booking.models.waiting import WaitingListChange, WaitingListEntry
from booking.moving_in.book_import import BookImport
from booking.moving_in.imported import ImportedRow
from booking.moving_in.imported_people import ImportedPerson
from booking.moving_in.twins import ProbableTwin

__all__ = [
    "Appointment",
    "BookImport",
    "Booking",
    "BookingRules",
    "BusyElsewhere",
    "CalendarFeed",
    "Closure",
    "Event",
    "Export",
    "FlowWords",
    "FormerLink",
    "ImportedPerson",
    "ImportedRow",
    "LateChangePolicy",
    "Offering",
    "OutsideCalendar",
    "Patient",
    "PatientNote",
    "ProbableTwin",
    "ReadySentence",
    "RecordView",
    "Service",
    "ServiceQuestion",
    "Text",
    "Therapist",
    "VisitNote",
    "WaitingListChange",
    "WaitingListEntry",
    "WorkingHours",
]
