"""What is written when, to whom. Each is queued in the transaction of the change it tells of.

Until a visit is confirmed, mail to the patient carries nothing that the sender typed: anyone can
type anyone's address. Subjects and bodies carry no health detail.
"""

from django.conf import settings

from pages.mail import send


def requested(visits):
    to_patient(visits, "We have your appointment request", "requested")
    to_reception(visits, "New appointment request", "to_reception")


def confirmed(visits):
    to_patient(visits, "Your appointment is confirmed", "confirmed")


def declined(visits):
    to_patient(visits, "About your appointment request", "declined")


def cancelled(visits, by):
    to_patient(visits, "Your appointment is cancelled", "cancelled")
    if not by:
        to_reception(visits, "Cancelled by the patient:", "cancelled_to_reception")


def offered(visit):
    pass


def accepted(visit):
    pass


def refused(visit):
    pass


def moved(visit, was, by):
    pass


def hold_lapsed(booking):
    pass


def reminder(visit):
    pass


def links(bookings):
    pass


def to_patient(visits, subject, template):
    booking = visits[0].booking
    send(
        [booking.email],
        f"{subject} ({booking.reference})",
        f"mail/booking/{template}.txt",
        {"visits": visits, "appointment": visits[0], "booking": booking},
    )


def to_reception(visits, subject, template):
    booking = visits[0].booking
    send(
        [settings.RECEPTION_EMAIL],
        f"{subject} {booking.reference}",
        f"mail/booking/{template}.txt",
        {"visits": visits, "appointment": visits[0], "booking": booking},
    )
