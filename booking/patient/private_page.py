from datetime import timedelta
from functools import wraps

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking.conflicts import NoLongerPossible, ScheduleBusy
from booking.models import Booking, Event, RecordView
from booking.models.links import LinkExpired
from booking.models.state import (
    CONFIRMED_AT_ONCE,
    JOINED_WAITING_LIST,
    LEFT_WAITING_LIST,
    LINK_OPENED,
    OFFER_DECLINED,
    TEXTS_ENDED,
    TIME_KEPT,
    WILL_COME,
    State,
)
from booking.patient.boarding_pass import boarding_pass
from booking.patient.lost_link import LinkForm
from clinic.tokens import forgiving
from inbox.guard import public_form
from typed.seen import ChangedMeanwhile, seen_version


def behind_link(screen):
    """A page behind a private link: never cached, never indexed, and noted as that screen.

    The view receives the booking instead of the token. Anyone with the link sees the page, so it
    shows no contact details. If someone else has changed the booking, the page shows the change.
    """

    def decorate(view):
        @never_cache
        @forgiving
        @public_form
        @wraps(view)
        def guarded(request, token, **kwargs):
            try:
                booking = Booking.objects.behind(token)
                response = view(request, booking, **kwargs)
                if response.status_code < 300:
                    RecordView.objects.note_by_patient(screen, booking)
            except Booking.DoesNotExist:
                raise Http404 from None
            except LinkExpired:
                response = link_gone(request)
            except (ChangedMeanwhile, NoLongerPossible):  # their text is for staff: it names them
                response = show_booking(request, booking, status=409, problem=CHANGED)
            response["X-Robots-Tag"] = "noindex"
            return response

        return guarded

    return decorate


private = behind_link(RecordView.Screen.PRIVATE)


def link_gone(request):
    """410, with the form that sends the newest link."""
    return render(request, "booking/gone.html", {"link_form": LinkForm()}, status=410)


CHANGED = (
    "Something has changed in the meantime, so nothing was done. This page now shows the latest."
)
BUSY = (
    "The schedule is busy right now, and nothing was changed. Please wait a moment and try again."
)


def show_booking(request, booking, status=200, problem=""):
    events = newest_events(booking)
    said = {"problem": problem}
    if events:  # none about visits as they were brought in from another appointment book
        said |= {"done": just_done(*events), "is_new": is_new(events[0])}
    context = {"booking": booking, **boarding_pass(booking), **said}
    return render(request, "booking/appointment.html", context, status=status)


JUST_NOW = timedelta(minutes=10)
DONE = {
    "moved": "Your visit has a new time.",
    "moved request": "We have noted the new time. Reception still has to confirm it.",
    State.CANCELLED: "We no longer hold this time, and we have told reception.",
    State.WITHDRAWN: "We no longer hold this time, and we have told reception.",
    "accepted": "Thank you. The time is yours.",
    "offer declined, request": (
        "Thank you for telling us. We will look for another time for you and let you know."
    ),
    "offer declined, visit": "Thank you for telling us. Your visit stays as it is.",
    CONFIRMED_AT_ONCE: "Thank you. Your appointment is confirmed.",
    OFFER_DECLINED: "Thank you for telling us. We no longer hold that time.",
    JOINED_WAITING_LIST: "We will let you know if an earlier time opens up.",
    LEFT_WAITING_LIST: "You are no longer on the waiting list.",
    WILL_COME: "Thank you for telling us. We look forward to seeing you.",
    TIME_KEPT: "Thank you. We are holding this for you until reception answers.",
    LINK_OPENED: (
        "Thank you. Reception will answer your request. We are not holding a time for it, as it "
        "may be taken by now."
    ),
    TEXTS_ENDED: "You will get no more text messages about this appointment.",
}


def newest_events(booking):
    """The last event of its visits, and the one before."""
    events = Event.objects.filter(appointment__booking=booking).order_by("-pk")
    return list(events.select_related("appointment")[:2])


def is_new(last):
    """Whether it was just confirmed as it was stored: the patient may not have its link yet."""
    at_once = last.verb == CONFIRMED_AT_ONCE and last.actor == Event.Actor.SYSTEM
    return at_once and last.at > timezone.now() - JUST_NOW


def just_done(last, *before):
    """What the patient has just done here, as a sentence; "" if someone else has acted since.

    Taken from the stored events, so that no address can claim something that did not happen.
    """
    if last.actor != Event.Actor.PATIENT or last.at < timezone.now() - JUST_NOW:
        return ""
    verb = last.verb
    if verb == "moved" and before[0].verb == "accepted":
        verb = "accepted"
    elif verb == "moved" and last.appointment.state == State.REQUESTED:
        verb = "moved request"
    elif verb == OFFER_DECLINED and last.appointment.instead_of_id:
        verb = "offer declined, visit"
    elif verb == OFFER_DECLINED and last.appointment.state == State.REQUESTED:
        verb = "offer declined, request"
    return DONE.get(verb, "")


def back_to(booking):
    return HttpResponseRedirect(booking.get_absolute_url(), status=303)


@private
@require_safe
def appointment(request, booking):
    return show_booking(request, booking)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, booking, pk=None):
    """Ask first: mail scanners follow links, so only the button cancels. Without pk, all visits."""
    chosen = [get_object_or_404(booking.visits(), pk=pk)] if pk else booking.visits()
    visits = [one for one in chosen if one.can_be_changed_by_patient()]
    if not visits:
        return back_to(booking)
    what = visits[0] if pk else booking
    problem, status = "", 200
    if request.method == "POST":
        try:
            what.cancel(seen=seen_version(request.POST))
            return back_to(booking)
        except ScheduleBusy:
            problem, status = BUSY, 503
    staying = [] if pk else [one for one in chosen if one.is_to_come() and one not in visits]
    context = {"booking": booking, "visits": visits, "what": what, "staying": staying}
    return render(request, "booking/cancel.html", context | {"problem": problem}, status=status)


@private
@require_POST
def earlier(request, booking, pk):
    """Join the waiting list for an earlier time, or leave it."""
    one = get_object_or_404(booking.visits(), pk=pk)
    act = one.join_waiting_list if request.POST.get("wanted") == "yes" else one.leave_waiting_list
    act()
    return back_to(booking)


@private
@require_POST
def will_come(request, booking, pk):
    get_object_or_404(booking.visits(), pk=pk).will_come(seen=seen_version(request.POST))
    return back_to(booking)


@private
@require_POST
def end_texts(request, booking):
    booking.end_texts()
    return back_to(booking)
