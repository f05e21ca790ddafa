from booking.admin.queue import AppointmentAdmin
from booking.admin.schedule import BookingRulesAdmin, ClosureAdmin, ServiceAdmin, TherapistAdmin

__all__ = [
    "AppointmentAdmin",
    "BookingRulesAdmin",
    "ClosureAdmin",
    "ServiceAdmin",
    "TherapistAdmin",
]
