"""How an email about bookings is addressed, noted and given its calendar file."""

from email.mime.text import MIMEText

from django.conf import settings
from django.utils import timezone

from clinic.mail import Letter, send_all
from inbox.mail_limits import may_be_mailed


def to_patient(visits, subject, template, files=(), is_asked_for=False, also=(), **context):
    """Email the patient, unless a stranger may have asked for it and the address has had too many.

    `also` has other letters, sent in any case: together, they cost little more than one.
    """
    booking = visits[0].booking
    if is_asked_for and booking.email and not may_be_mailed(booking.email):
        note([booking], booking.HELD_BACK)
        send_all(also)
        return
    context |= {"visits": visits, "booking": booking}
    tell([booking], f"{subject} ({booking.reference})", template, context, files, also)


def tell(bookings, subject, template, context, files=(), also=()):
    """Email the patient, and note on each booking which email was the last."""
    if address := bookings[0].email:
        letter = Letter([address], subject, f"mail/booking/{template}.txt", context, files)
        note(bookings, send_all([letter, *also])[0])
    else:
        send_all(also)


def note(bookings, mail_id):
    rows = type(bookings[0]).objects.filter(pk__in=[one.pk for one in bookings])
    rows.update(mail_id=mail_id, mailed_at=timezone.now())


def to_reception(visits, subject, news, was=None):
    send_all([for_reception(visits, subject, news, was)])


def for_reception(visits, subject, news, was=None):
    """What has happened and where to see it. Only the admin shows whose visit it is."""
    one = visits[0]
    return Letter(
        [settings.RECEPTION_EMAIL],
        f"{subject} {one.booking.reference}",
        "mail/booking/to_reception.txt",
        {
            "news": news,
            "visits": visits,
            "was": was,
            "booking": one.booking,
            "admin_url": (one.instead_of or one).get_admin_url(),
        },
    )


def calendar_file(visits, method):
    """The attachments that put these visits into a calendar (REQUEST) or take them out (CANCEL)."""
    from booking.ical import for_email  # only when needed: it takes time and memory to load

    if not visits:
        return []
    content, method = for_email(visits, method)
    # As base64, so that no mail server rewraps its lines.
    part = MIMEText(content.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    name = f"visit-{visits[0].pk}.ics" if len(visits) == 1 else "visits.ics"
    part.add_header("Content-Disposition", "attachment", filename=name)
    return [part]
