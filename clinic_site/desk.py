from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from booking import waiting_list
from booking.models import Appointment, Booking
from clinic_site import mail_queue
from clinic_site.undelivered import LOOK
from comments.models import Comment
from contact.models import Message
from inbox.counting import counted, in_words
from pages.models import Page, Revision

ALWAYS_SHOWN = (Appointment, Comment, Message)  # even when nothing is waiting


def waiting(user):
    """The work that is waiting for this person: a `pile` for each kind."""
    piles = []
    if user.has_perm("booking.view_appointment"):
        piles += [requests(), suspected_requests(), floods()]
    if user.has_perm("comments.view_comment"):
        piles += [inbox(Comment), suspected_spam(Comment)]
    if user.has_perm("contact.view_message"):
        piles += [inbox(Message), suspected_spam(Message)]
    if user.has_perm("booking.view_appointment"):
        piles += [never_answered(), offers_to_follow_up(), unanswered_offers()]
        piles += [unreached_patients(), stranded_visits(), earlier_times()]
    if user.has_perm(LOOK):
        piles.append(undelivered_mail())
    if user.has_perm("pages.view_page") and user.has_perm("pages.view_revision"):
        piles += [overdue_pages(), pages_never_reviewed()]
    return [pile for pile in piles if pile["count"] or pile["url"] in map(list_url, ALWAYS_SHOWN)]


def requests():
    """A course counts as one request."""
    waiting = Appointment.objects.waiting()
    held = waiting.holding(timezone.now()).values("pk")
    lapsed = bookings_of(waiting.exclude(pk__in=held))
    also = f" ({in_words(lapsed)} with a time no longer held)" if lapsed else ""
    count = bookings_of(waiting)
    one, many = f"appointment request{also}", f"appointment requests{also}"
    return pile(count, one, many, list_url(Appointment))


def suspected_requests():
    said = "marked as spam: please check"
    url = f"{list_url(Appointment)}?state=spam"
    count = counted(Booking.objects.suspected_spam().values("pk"))
    return pile(count, f"appointment request {said}", f"appointment requests {said}", url)


def floods():
    """More requests than one person would send, which can be declined at once."""
    count = sum(one["count"] for one in Booking.objects.floods())
    url = reverse("admin:booking_appointment_flood")
    return pile(count, "request", "requests from one visitor: please check", url)


def inbox(model):
    return pile(counted(model.objects.waiting()), *one_and_many(model), list_url(model))


def suspected_spam(model):
    """What a rule has marked as spam and nobody has checked: it may be wrong."""
    said = "marked as spam: please check"
    url = f"{list_url(model)}?state=spam"
    one, many = one_and_many(model)
    return pile(counted(model.objects.suspected_spam()), f"{one} {said}", f"{many} {said}", url)


def never_answered():
    said = "to phone: their request ended without an answer"
    return without_answer("never", "to_call", f"patient {said}", f"patients {said}")


def offers_to_follow_up():
    said = "to follow up: the hold has ended, or ends within a day"
    return without_answer("follow-up", "offers_to_follow_up", f"offer {said}", f"offers {said}")


def unanswered_offers():
    said = "without an answer from the patient"
    return without_answer("offered", "unanswered_offers", f"offer {said}", f"offers {said}")


def without_answer(name, rows, one, many):
    """A course counts as one, as it does among the requests."""
    count = bookings_of(getattr(Appointment.objects, rows)())
    return pile(count, one, many, f"{list_url(Appointment)}?state=all&answer={name}")


def stranded_visits():
    url = f"{list_url(Appointment)}?state=all&room=none"
    one, many = "visit that no longer fits the schedule", "visits that no longer fit the schedule"
    return pile(len(Appointment.objects.stranded()), one, many, url)


def unreached_patients():
    url = f"{list_url(Appointment)}?state=all&mail=undelivered"
    said = "to phone: our email was not delivered"
    count = counted(Booking.objects.undelivered())
    return pile(count, f"patient {said}", f"patients {said}", url)


def earlier_times():
    url = reverse("admin:booking_appointment_waiting_list")
    return pile(
        waiting_list.count(),
        "patient on the waiting list could have an earlier time",
        ("patients on the waiting list could have an earlier time"),
        url,
    )


def undelivered_mail():
    count = counted(mail_queue.undelivered())
    return pile(count, "undelivered email", "undelivered emails", reverse("admin:undelivered"))


def overdue_pages():
    url = f"{list_url(Page)}?review=overdue"
    said = "overdue for review"
    return pile(counted(Revision.objects.overdue()), f"page {said}", f"pages {said}", url)


def pages_never_reviewed():
    url = f"{list_url(Page)}?review=never"
    said = "never reviewed"
    return pile(counted(Revision.objects.never_reviewed()), f"page {said}", f"pages {said}", url)


def pile(count, one, many, url=None):
    """`number` is the count as people read it: a count above MOST is only "more than" that."""
    what = ngettext(one, many, count)
    return {"count": count, "number": in_words(count), "what": what, "url": url}


def bookings_of(visits):
    return counted(visits.order_by().values("booking").distinct())


def one_and_many(model):
    return model._meta.verbose_name, model._meta.verbose_name_plural


def list_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
