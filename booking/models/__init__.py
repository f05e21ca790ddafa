from booking.models.appointment import Appointment, Event
from booking.models.booking import Booking
from booking.models.schedule import Closure, Service, Therapist, WorkingHours

__all__ = ["Appointment", "Booking", "Closure", "Event", "Service", "Therapist", "WorkingHours"]
