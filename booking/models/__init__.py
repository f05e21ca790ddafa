from booking.models.appointment import Appointment
from booking.models.booking import Booking
from booking.models.event import Event
from booking.models.link import CalendarFeed, FormerLink
from booking.models.rules import BookingRules
from booking.models.schedule import Closure, WorkingHours
from booking.models.service import Offering, Service, Therapist

__all__ = [
    "Appointment",
    "Booking",
    "BookingRules",
    "CalendarFeed",
    "Closure",
    "Event",
    "FormerLink",
    "Offering",
    "Service",
    "Therapist",
    "WorkingHours",
]
