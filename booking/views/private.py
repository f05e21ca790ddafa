from functools import wraps

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antispam.guard import public_form
from booking import diary
from booking.choice import ChoiceForm
from booking.conflicts import DiaryBusy, NoLongerPossible, TimeTaken
from booking.models import Booking, FormerLink, Therapist
from booking.models.state import State
from booking.picker import Picker


class Stale(Exception):
    """The link was good once. It shows nothing any more, and says what happened."""


def of_patient(token):
    """The booking that a private link opens. A wrong link says nothing: Http404.

    Raises Stale for a link that was replaced, or whose visits are over for a while.
    """
    booking = Booking.objects.filter(token=token).first()
    if booking is None:
        if FormerLink.objects.filter(token=token).exists():
            raise Stale
        raise Http404
    if booking.link_ends_at() < timezone.now():
        raise Stale
    return booking


def private(view):
    """A page behind a private link: kept by no cache, found by no search engine.

    The view gets the booking in place of the token. Whoever has the link sees the page, so it
    shows no contact details. What was done meanwhile by somebody else shows on the page itself.
    """

    @never_cache
    @public_form
    @wraps(view)
    def guarded(request, token, **kwargs):
        try:
            booking = of_patient(token)
            response = view(request, booking, **kwargs)
        except Stale:
            response = render(request, "booking/gone.html", status=410)
        except NoLongerPossible:  # its text is for staff: it names who was faster
            response = show(request, booking, status=409, problem=CHANGED)
        except DiaryBusy:
            response = show(request, booking, status=503, problem=BUSY)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


CHANGED = (
    "Something has changed meanwhile, so nothing was done just now. Below is how things stand."
)
BUSY = "The diary is busy right now, and nothing was changed. Please try again."
TAKEN = "That time has just been taken. Your visit has not moved. Please choose another time."


def show(request, booking, status=200, problem=""):
    visits = list(booking.visits())
    states = [visit.state for visit in visits]
    waiting = [visit for visit in visits if visit.state == State.REQUESTED and visit.stands()]
    context = {
        "booking": booking,
        "visits": visits,
        "problem": problem,
        "waiting": waiting,
        "confirmed": State.CONFIRMED in states,
        "is_over": all(state in State.over() for state in states),
        "can_cancel_all": sum(visit.can_be_changed_by_patient() for visit in visits) > 1,
    }
    return render(request, "booking/appointment.html", context, status=status)


def back_to(booking):
    return HttpResponseRedirect(booking.get_absolute_url(), status=303)


@private
@require_safe
def appointment(request, booking):
    return show(request, booking)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, booking, pk=None):
    """Ask first: mail scanners follow links, so only the button cancels. Without pk, all visits."""
    chosen = [get_object_or_404(booking.visits(), pk=pk)] if pk else booking.visits()
    visits = [one for one in chosen if one.can_be_changed_by_patient()]
    if not visits:
        return back_to(booking)
    what = visits[0] if pk else booking
    if request.method == "POST":
        what.cancel(seen=seen(request))
        return back_to(booking)
    context = {"booking": booking, "visits": visits, "what": what}
    return render(request, "booking/cancel.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, booking, pk):
    """Another time for one visit: choose, look at it once more, then the button moves it."""
    one = get_object_or_404(booking.visits(), pk=pk)
    if not one.can_be_changed_by_patient() or one.state == State.OFFERED:
        return back_to(booking)
    choice = ChoiceForm(request.POST or request.GET)
    starts = choice.chosen("start")
    if not starts:
        return choose_new_time(request, booking, one, choice)
    if starts[0] == one.starts_at:  # the button twice
        return back_to(booking)
    asked = therapists_for(one, choice)
    try:
        rules = diary.for_moving(one)
        ((start, therapist),) = diary.share_out(
            one.service, asked, starts[:1], rules=rules, but=one
        )
        if request.method == "POST":
            one.move(therapist, start, seen=seen(request))
            return back_to(booking)
    except DiaryBusy:
        raise
    except TimeTaken:
        return choose_new_time(request, booking, one, choice, status=409, problem=TAKEN)
    context = {"booking": booking, "visit": one, "start": start, "therapist": therapist}
    return render(request, "booking/move.html", context)


def therapists_for(one, choice):
    """The therapist of the visit while they offer it, or everyone who does."""
    offering = list(Therapist.objects.offering(one.service))
    wanted = choice.chosen("therapist") or one.therapist
    return [wanted] if wanted in offering and not choice.chosen("anyone") else offering


def choose_new_time(request, booking, one, choice, status=200, problem=""):
    asked = therapists_for(one, choice)

    def go(**changes):
        return choice.step("move", args=[booking.token, one.pk], **{"start": None} | changes)

    starts = diary.open_times_of_any(one.service, asked, rules=diary.for_moving(one), but=one)
    picker = Picker(
        [start for start in starts if start != one.starts_at],
        day=choice.chosen("day") or diary.local_day(one.starts_at),
        part=choice.chosen("part"),
        today=timezone.localdate(),
        go=go,
    )
    context = {
        "booking": booking,
        "visit": one,
        "problem": problem,
        "therapist": asked[0] if len(asked) == 1 else None,
        "anyone": go(anyone=True),
        "others": Therapist.objects.offering(one.service).count() > 1,
        **picker.context(choice.chosen("part"), lambda start: go(start=[start], day=None)),
    }
    return render(request, "booking/choose_new_time.html", context, status=status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, booking, pk):
    """The time that reception offers: the patient accepts it or lets it go, by a button."""
    one = get_object_or_404(booking.appointments.select_related("instead_of"), pk=pk)
    answer = {"accept": one.accept, "refuse": one.refuse}.get(request.POST.get("answer"))
    if one.state != State.OFFERED or not one.stands():
        return back_to(booking)
    if answer:
        try:
            answer(seen=seen(request))
        except DiaryBusy:
            raise
        except TimeTaken:
            return show(request, booking, status=409, problem=OFFER_TAKEN)
        return back_to(booking)
    return render(request, "booking/offer.html", {"booking": booking, "visit": one})


OFFER_TAKEN = (
    "We are sorry: the time we offered was kept for you for a while, and has been taken since."
)


@private
@require_POST
def earlier(request, booking, pk):
    """Ask to be told of an earlier time, or no longer."""
    one = get_object_or_404(booking.visits(), pk=pk)
    one.wish_for_earlier(request.POST.get("wanted") == "yes")
    return back_to(booking)


def seen(request):
    """The version of the page that the button stood on; 0, which is none, if it is not sound."""
    number = request.POST.get("seen", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
