from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from booking import free_times
from booking.models import Appointment
from booking.patient import controls
from booking.patient.details_form import details_in
from booking.patient.picker import Picker
from booking.patient.url_state import UrlState
from clinic.watched import Topic, kept
from inbox.guard import public_form

# Not no-store, so that “Back” shows the page again, even one posted with typed details.
kept_for_back = cache_control(private=True, no_cache=True)


@kept(Topic.PAGES, Topic.TIMES, by_query=True)
@kept_for_back
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def choose_time(request):
    """The treatments; once one is chosen, its available times, soonest first.

    A post changes nothing: it keeps what was typed while another time is chosen.
    """
    url_state = UrlState.of(request)
    catalogue, therapists = url_state.catalogue, url_state.narrow()
    service, visits = url_state.chosen("service"), visits_wanted(url_state)
    treatments = treatments_to_choose(url_state)
    context = {
        "treatments": treatments,
        "online": [one for one in treatments if one[0].is_online],
        "start_with": [one for one in url_state.services() if one.is_first],
        "service": service,
        "therapist": url_state.chosen("therapist"),
        "visits": visits,
        "carried": carried(request),
        "typed": any(request.POST.get(name) for name in ("name", "email", "phone", "note")),
    }
    if len(catalogue.services) > 1:
        context["another_treatment"] = another(url_state, service=None, therapist=None)
    if not service:
        context["with_anyone"] = another(url_state, therapist=None)
    times = None
    if service and service.is_online:
        asked = therapists_asked(url_state)
        times = free_times.OpenTimes(catalogue.visits(service, asked), Appointment.objects.busy())
        context |= times_to_choose(url_state, times, therapists, visits)
        context["schedules"] = times.schedules
        context["minutes"] = catalogue.minutes(service, asked)
        context["price"] = catalogue.price(service, asked)
    context["bookable"] = free_times.has_hours(catalogue.everyone, times and times.schedules)
    return render(request, "booking/choose.html", context)


def another(url_state, **changes):
    """The step to this page with another choice."""
    return url_state.step("choose", **{"start": None, "month": None} | changes)


def treatments_to_choose(url_state):
    """Each service with its shortest and longest duration (minutes), its price, and the step to
    its times.

    With a therapist, and no service yet: theirs, with them.
    """
    catalogue = url_state.catalogue
    with_them = None if url_state.chosen("service") else url_state.chosen("therapist")
    asked = [with_them] if with_them else None
    return [
        (
            one,
            catalogue.minutes(one, asked),
            catalogue.price(one, asked),
            another(url_state, service=one, therapist=with_them),
        )
        for one in url_state.services()
    ]


def times_to_choose(url_state, times, therapists, visits):
    """The controls and the days to choose from, each time with the step that takes it."""
    chosen, therapist = url_state.chosen("start"), url_state.chosen("therapist")
    time_of_day = url_state.chosen("time_of_day")

    def go(**changes):
        return another(url_state, **changes)

    picker = Picker(
        times,
        day=url_state.chosen("day"),
        month=url_state.chosen("month"),
        time_of_day=time_of_day,
        go=go,
        # The next step is the plan of a course or, for a single visit, the patient's details.
        take=url_state.step("course" if visits > 1 else "request", start=None, month=None),
    )
    context = picker.context() | {
        # The time in the address was chosen earlier, and may no longer be available.
        "gone": bool(chosen) and chosen[0] not in times.on(timezone.localdate(chosen[0])),
        "controls": controls.Control.worth_showing(
            controls.of_therapist(therapists, therapist, go),
            controls.of_visits(url_state.chosen("service").longest_course, visits, go),
            controls.of_time_of_day(picker.times_of_day, time_of_day, go),
        ),
    }
    return (
        context if context["next_open"] else context | elsewhere(url_state, therapists, times, go)
    )


def elsewhere(url_state, therapists, times, go):
    """For a choice without available times: with whom there are some, or at another time of day."""
    catalogue, service = url_state.catalogue, url_state.chosen("service")
    therapist, time_of_day = url_state.chosen("therapist"), url_state.chosen("time_of_day")
    at_any_time = times.first_of_each(lambda day, starts: starts) if time_of_day else None
    others = [one for one in therapists if one != therapist] if therapist else []
    firsts = {}
    if others:
        busy = Appointment.objects.busy()
        of_others = free_times.OpenTimes(catalogue.visits(service, others), busy)
        firsts = of_others.first_of_each(
            lambda day, starts: time_of_day.within(day, starts) if time_of_day else starts
        )
    return {
        "at_any_time": at_any_time and go(time_of_day=None, day=None),
        "with_others": [(one, start, go(therapist=one, day=None)) for one, start in firsts.items()],
    }


def visits_wanted(url_state):
    service = url_state.chosen("service")
    return min(url_state.chosen("visits") or 1, service.longest_course if service else 1)


def carried(request):
    """The details typed before choosing again, as hidden fields."""
    asked = [("asked", seen)] if (seen := request.POST.get("asked")) else []
    return details_in(request.POST) + asked


def therapists_asked(url_state):
    """The chosen therapist if they offer the service; without a choice, everyone who does."""
    offering = url_state.catalogue.therapists(url_state.chosen("service"))
    therapist = url_state.chosen("therapist")
    return [one for one in offering if therapist in (None, one)]
