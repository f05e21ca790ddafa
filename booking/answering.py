"""Leads from an answer to the next of the same pile, so that reception need not go back.

A link to a visit names its pile as `back`, and the forms of the visit's page carry it along. Only
these names lead anywhere, so no address of anybody else can be typed there.
"""

from dataclasses import dataclass
from operator import attrgetter

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone

from booking.models import Appointment, Booking
from booking.models.deadlines import KEPT_IN_QUEUE
from booking.models.state import State
from inbox.counting import MOST
from inbox.onward import BACK, go_on

REQUESTS, REQUESTS_BY_VISIT = "requests", "requests-by-visit"
SPAM, OFFERS, NO_ROOM = "spam", "offers", "no-room"
TO_PHONE, ATTENDANCE = "to-phone", "attendance"
BY_VISIT = "visit"  # the order of the requests in the first screen's address
STALE = "-"  # before a column in descending order


@dataclass(frozen=True)
class Pile:
    """Visits that wait for the same kind of answer, as a queryset, in the order of these columns.

    The last column decides between all rows.
    """

    rows: callable
    order: tuple

    def following(self, one, user):
        """The visit after this one, whether or not it is still there; or the first; or None."""
        rows = self.rows().visible_to(user).exclude(pk=one.pk).order_by(*self.order)
        return rows.filter(self.after(one)).first() or rows.first()

    def after(self, one):
        later, same = Q(pk__in=[]), Q()
        for column in self.order:
            name = column.removeprefix(STALE)
            value = attrgetter(name)(one)
            later |= same & Q(**{f"{name}__{'lt' if column[0] == STALE else 'gt'}": value})
            same &= Q(**{name: value})
        return later


def to_phone():
    """Visits of patients whom no email has told what they should know."""
    unreached = list(Booking.objects.undelivered().values_list("pk", flat=True)[:MOST])
    to_come = Appointment.objects.to_come().of_patients().filter(booking__in=unreached)
    return Appointment.objects.filter(Q(needs_call=True) | Q(pk__in=to_come))


def suspected_spam():
    since = timezone.now() - KEPT_IN_QUEUE
    return Appointment.objects.filter(state=State.SPAM, starts_at__gt=since)


def without_room():
    return Appointment.objects.filter(pk__in=[one.pk for one in Appointment.objects.stranded()])


PILES = {
    REQUESTS: Pile(Appointment.objects.waiting, ("booking_id", "starts_at", "pk")),
    REQUESTS_BY_VISIT: Pile(Appointment.objects.waiting, ("starts_at", "pk")),
    SPAM: Pile(suspected_spam, ("starts_at", "pk")),
    OFFERS: Pile(Appointment.objects.unanswered_offers, ("held_until", "pk")),
    NO_ROOM: Pile(without_room, ("starts_at", "pk")),
    TO_PHONE: Pile(to_phone, ("starts_at", "pk")),
    ATTENDANCE: Pile(Appointment.objects.unmarked, ("-starts_at", "-pk")),
}


def by_visit(order):
    return order == BY_VISIT


def asked(request):
    """The name of the pile in the address or the form, or "" if there is no such pile."""
    name = request.POST.get(BACK) or request.GET.get(BACK, "")
    return name if name in PILES else ""


def pile_of(one):
    """The pile of a visit that was found in another way, as in a search; "" if in none."""
    return {State.REQUESTED: REQUESTS, State.SPAM: SPAM}.get(one.state, "")


def opened(one, pile):
    """The address of a visit's page, from which an answer leads to the next of that pile."""
    return one.get_admin_url() + (f"?{BACK}={pile}" if pile else "")


def answered(request, one, said, pile):
    """Say what was done, and show the next visit of that pile, or this one if it was in none."""
    if pile and not is_unanswered(one, pile):
        return go_on(request, said, one, PILES[pile].following(one, request.user), pile)
    messages.success(request, said)
    return redirect(opened(one, pile))


def is_unanswered(one, pile):
    """Whether this request still needs an answer, for example because it was only moved."""
    is_request = pile in (REQUESTS, REQUESTS_BY_VISIT)
    return is_request and Appointment.objects.waiting().filter(pk=one.pk).exists()
