"""What is written when, to whom. Each is queued in the transaction of the change it tells of.

Until a visit is confirmed, mail to the patient carries nothing that the sender typed: anyone can
type anyone's address. Subjects and bodies carry no health detail.
"""

from django.conf import settings

from pages.mail import send


def requested(appointment):
    context = {"appointment": appointment, "booking": appointment.booking}
    reference = appointment.booking.reference
    send(
        [appointment.booking.email],
        f"We have your appointment request {reference}",
        "mail/booking/requested.txt",
        context,
    )
    send(
        [settings.RECEPTION_EMAIL],
        f"New appointment request {reference}",
        "mail/booking/to_reception.txt",
        context,
    )


def confirmed(appointment):
    to_patient(appointment, "Your appointment is confirmed", "mail/booking/confirmed.txt")


def declined(appointment):
    to_patient(appointment, "About your appointment request", "mail/booking/declined.txt")


def cancelled(appointment, by):
    to_patient(appointment, "Your appointment is cancelled", "mail/booking/cancelled.txt")
    if not by:
        reference = appointment.booking.reference
        send(
            [settings.RECEPTION_EMAIL],
            f"Cancelled by the patient: {reference}",
            "mail/booking/cancelled_to_reception.txt",
            {"appointment": appointment, "booking": appointment.booking},
        )


def to_patient(appointment, subject, template):
    booking = appointment.booking
    send(
        [booking.email],
        f"{subject} ({booking.reference})",
        template,
        {"appointment": appointment, "booking": booking},
    )
