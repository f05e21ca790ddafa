"""Patients whom no email has told what they should know, and undelivered email and texts."""

from dataclasses import dataclass

from django.urls import reverse

from booking.answering import TO_PHONE, opened
from booking.models import Appointment, Booking, Text
from clinic_site import mail_queue, undelivered, undelivered_texts
from clinic_site.desk.section import MOST_ROWS, Section, bookings_of, list_url

MOST_READ = 25  # emails of the queue, each a pickle to be read


@dataclass
class ToPhone:
    """A patient to phone. `mail` is the undelivered email, if it is still in the queue."""

    visit: Appointment
    is_unanswered: bool
    mail: undelivered.Undelivered | None = None

    @property
    def booking(self):
        return self.visit.booking

    @property
    def url(self):
        return opened(self.visit, TO_PHONE)


def to_count():
    return {
        "ended": bookings_of(Appointment.objects.to_call()),
        "unreached": Booking.objects.undelivered().values("pk"),
        "texts": Text.objects.undelivered().order_by().values("pk"),
    }


def mail_to_count():
    return {"mail": mail_queue.undelivered().values("pk")}


def sections(counts, may_see_mail):
    mails = first_mails(counts) if may_see_mail else []
    patients = to_phone({one.booking.pk: one for one in mails if one.booking}, counts)
    yield patients
    if may_see_mail:
        shown = {row.mail.row.pk for row in patients.rows if row.mail}
        yield mail([one for one in mails if one.row.pk not in shown], counts, len(shown))
        yield texts(counts)


def mail_alone(counts):
    """For somebody who may see email and no appointments."""
    yield mail(first_mails(counts), counts)


def first_mails(counts):
    return undelivered.listed(MOST_READ) if counts["mail"] else []


def to_phone(mails, counts):
    """Those whose request ended without an answer first: they have waited longest."""
    count_of_ended, count_of_unreached = counts["ended"], counts["unreached"]
    ended = ended_unanswered() if count_of_ended else []
    rows = {one.booking_id: ToPhone(one, is_unanswered=True) for one in ended}
    for one in firsts_of_unreached() if count_of_unreached else []:
        if one.booking_id not in rows:
            rows[one.booking_id] = ToPhone(one, False, mails.get(one.booking_id))
    shown = list(rows.values())[:MOST_ROWS]
    found = Section("phoning", "Patients to phone", shown, count_of_ended + count_of_unreached)
    if found.count > len(shown):
        lists = [
            (count_of_ended, "whose request ended without an answer", "answer=never"),
            (count_of_unreached, "whose email was not delivered", "mail=undelivered"),
        ]
        found.links += [
            (f"All {count} {what}", list_url(Appointment, f"state=all&{query}"))
            for count, what, query in lists
            if count
        ]
    return found


def ended_unanswered():
    visits = Appointment.objects.to_call().select_related("booking", "service", "therapist")
    return visits.order_by("starts_at")[:MOST_ROWS]


def firsts_of_unreached():
    keys = Booking.objects.undelivered().order_by("mailed_at").values("pk")[:MOST_ROWS]
    visits = Appointment.objects.to_come().filter(booking__in=keys, instead_of=None)
    return visits.select_related("booking", "service", "therapist").order_by("starts_at")


def texts(counts):
    count = counts["texts"]
    rows = undelivered_texts.listed(MOST_ROWS) if count else []
    found = Section("texts", "Undelivered text messages", rows, count)
    return found.link_to_all("undelivered text messages", f"{reverse('admin:undelivered')}#texts")


def mail(mails, counts, shown_elsewhere=0):
    count = counts["mail"] - shown_elsewhere
    found = Section("mail", "Undelivered email", mails[:MOST_ROWS], max(count, 0))
    return found.link_to_all("undelivered emails", reverse("admin:undelivered"))
