from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from mailer.models import PRIORITY_DEFERRED
from mailer.models import Message as Mail

from booking import diary
from booking.models import Appointment, Booking
from booking.openings import fitting
from comments.models import Comment
from contact.models import Message

SLOW = timedelta(minutes=5)  # a mail that has waited so long says that nobody delivers


def waiting(user):
    """What waits for this person, each with its count and the list where it is dealt with."""
    piles = []
    if user.has_perm("booking.view_appointment"):
        piles.append(requests())
    if user.has_perm("comments.view_comment"):
        piles.append(inbox("comment", Comment))
    if user.has_perm("contact.view_message"):
        piles.append(inbox("message", Message))
    if user.has_perm("booking.view_appointment"):
        seldom = (unreached_patients(), stranded_visits(), earlier_times(), undelivered_mail())
        piles += [pile for pile in seldom if pile["count"]]
    return piles


def requests():
    """A course is one request, though it asks for several visits."""
    count = (
        Booking.objects.filter(appointments__in=Appointment.objects.waiting()).distinct().count()
    )
    return pile(count, "appointment request", "appointment requests", list_url(Appointment))


def inbox(one, model):
    count = model.objects.waiting().count()
    return pile(count, one, f"{one}s", list_url(model))


def stranded_visits():
    url = f"{list_url(Appointment)}?state=all&room=none"
    place = "without room in the diary"
    return pile(len(diary.stranded()), f"visit {place}", f"visits {place}", url)


def unreached_patients():
    url = f"{list_url(Appointment)}?state=all&mail=undelivered"
    said = "to phone: our e-mail was not delivered"
    count = Booking.objects.undelivered().count()
    return pile(count, f"patient {said}", f"patients {said}", url)


def earlier_times():
    url = reverse("admin:booking_appointment_earlier")
    return pile(fitting(), "patient could come earlier", "patients could come earlier", url)


def undelivered_mail():
    slow = Q(when_added__lt=timezone.now() - SLOW)
    mails = Mail.objects.filter(Q(priority=PRIORITY_DEFERRED) | slow)
    return pile(mails.count(), "undelivered mail", "undelivered mails")


def pile(count, one, many, url=None):
    return {"count": count, "what": one if count == 1 else many, "url": url}


def list_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
