from booking.models.appointment import Appointment
from booking.models.booking import Booking
from booking.models.event import Event
from booking.models.rules import BookingRules
from booking.models.schedule import Closure, Service, Therapist, WorkingHours

__all__ = [
    "Appointment",
    "Booking",
    "BookingRules",
    "Closure",
    "Event",
    "Service",
    "Therapist",
    "WorkingHours",
]
