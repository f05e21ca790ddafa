"""Another time for a visit, behind the private link: chosen by the patient, or offered to them."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking import free_times
from booking.conflicts import PatientHasVisit, ScheduleBusy, TimeTaken
from booking.models import Appointment
from booking.models.one_patient import OtherVisits
from booking.models.rules import rules_for_moving
from booking.models.state import State
from booking.patient import controls
from booking.patient.picker import Picker
from booking.patient.private_page import BUSY, back_to, private, show_booking
from booking.patient.url_state import UrlState
from inbox.guard import retry_later, too_many
from typed.seen import seen_version

TAKEN = "That time has just been taken. Your visit has not moved. Please choose another time."
YOURS = (
    "You already have a visit or a request that clashes with that time. "
    "Your visit has not moved. Please choose another time, or phone us."
)
SAME_TIME = "Your visit is already at this time, so nothing has changed."
OFFER_MEETS = (
    "You already have a visit or a request at the time we offered. Please phone us, or move or "
    "cancel that one first."
)
OFFER_TAKEN = "Sorry, the time we offered has been taken: we were no longer holding it."


@private
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, booking, pk):
    """Another time for one visit: choose it, check it, then the button moves the visit."""
    one = get_object_or_404(booking.visits(), pk=pk)
    change = {State.OFFERED: one.ask_instead}.get(one.state, one.move)
    if not (one.can_be_moved_by_patient() or one.can_ask_instead()):
        return back_to(booking)
    url_state = UrlState(request.POST or request.GET)
    starts = url_state.chosen("start")
    if not starts:
        return choose_new_time(request, booking, one, url_state)
    if starts[0] == one.starts_at:
        if request.method == "POST" and seen_version(request.POST) != one.version:
            return back_to(booking)  # a double click
        return choose_new_time(request, booking, one, url_state, problem=SAME_TIME)
    asked = therapists_for(one, url_state)
    wait = too_many(request, "move") if request.method == "POST" else None
    problem, status = wait.words if wait else "", 200
    try:
        busy, rules = Appointment.objects.busy(but=one), rules_for_moving(one)
        visits = lengths(one, url_state, asked)
        ((start, therapist),) = free_times.share_out(visits, starts[:1], busy, rules=rules)
        if not suits(one)(start):
            return choose_new_time(request, booking, one, url_state, status=409, problem=YOURS)
        if request.method == "POST" and not wait:
            change(therapist, start, seen=seen_version(request.POST))
            return back_to(booking)
    except ScheduleBusy:
        problem, status = BUSY, 503
    except PatientHasVisit:
        return choose_new_time(request, booking, one, url_state, status=409, problem=YOURS)
    except TimeTaken:
        return choose_new_time(request, booking, one, url_state, status=409, problem=TAKEN)
    end = start + visits[therapist].duration
    context = {"booking": booking, "visit": one, "start": start, "end": end, "therapist": therapist}
    response = render(request, "booking/move.html", context | {"problem": problem}, status=status)
    return retry_later(response, wait) if wait else response


def therapists_for(one, url_state):
    """The visit's own therapist if they still offer its service; otherwise everyone who does."""
    offering = url_state.catalogue.therapists(one.service)
    wanted = url_state.chosen("therapist") or one.therapist
    return [wanted] if wanted in offering and not url_state.chosen("anyone") else offering


def suits(one):
    """A test for starts: not this visit's or one offered, and no other visit of the patient's."""
    others = OtherVisits(one.booking)
    length = one.ends_at - one.starts_at
    known = {one.starts_at, *(offered.starts_at for offered in one.open_offers())}
    return lambda start: start not in known and not others.meeting(start, start + length, but=one)


def lengths(one, url_state, asked):
    """The Visit that each of those asked needs for it."""
    needed = one.needs_in(url_state.catalogue)
    return {therapist: visit for therapist, visit in needed.items() if therapist in asked}


def choose_new_time(request, booking, one, url_state, status=200, problem=""):
    asked = therapists_for(one, url_state)

    def go(**changes):
        changes = {"start": None, "month": None} | changes
        if "therapist" in changes:
            changes["anyone"] = not changes["therapist"]
        return url_state.step("move", args=[booking.token, one.pk], **changes)

    times = free_times.OpenTimes(
        lengths(one, url_state, asked),
        Appointment.objects.busy(but=one),
        rules=rules_for_moving(one),
        suits=suits(one),
    )
    picker = Picker(
        times,
        day=url_state.chosen("day") or timezone.localdate(one.starts_at),
        month=url_state.chosen("month"),
        time_of_day=url_state.chosen("time_of_day"),
        go=go,
        take=go(day=None),
    )
    therapist = asked[0] if len(asked) == 1 else None
    context = {
        "booking": booking,
        "visit": one,
        "problem": problem,
        "therapist": therapist,
        "controls": controls.Control.worth_showing(
            controls.of_therapist(url_state.catalogue.therapists(one.service), therapist, go),
            controls.of_time_of_day(picker.times_of_day, picker.time_of_day, go),
        ),
        **picker.context(),
    }
    return render(request, "booking/choose_new_time.html", context, status=status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, booking, pk):
    """Accept one of the times that reception offers together, or decline them all.

    They are shown on the private page, where older emails still lead by way of this address.
    """
    one = get_object_or_404(booking.appointments, pk=pk)
    answer = {"accept": one.accept, "refuse": one.refuse}.get(request.POST.get("answer"))
    if answer and one.state == State.OFFERED and one.is_to_come():
        try:
            answer(seen=seen_version(request.POST))
        except ScheduleBusy:
            return show_booking(request, booking, status=503, problem=BUSY)
        except PatientHasVisit:
            return show_booking(request, booking, status=409, problem=OFFER_MEETS)
        except TimeTaken:
            return show_booking(request, booking, status=409, problem=OFFER_TAKEN)
    return back_to(booking)
