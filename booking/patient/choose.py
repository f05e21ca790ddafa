from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from booking import free_times
from booking.course import A_WEEK, LONGEST_PLAN, some_of_each_day, weeks_of
from booking.models import Appointment
from booking.models.rules import ZONE, rules_for_later_visits, rules_for_patients
from booking.patient.details_form import details_in
from booking.patient.picker import Picker
from booking.patient.url_state import UrlState
from clinic.watched import Topic, kept
from inbox.guard import public_form

NEARBY = 2  # times per day offered in place of one that is not available


# Not no-store, so that “Back” shows the page again, even one posted with typed details.
kept_for_back = cache_control(private=True, no_cache=True)


@kept(Topic.PAGES, Topic.TIMES, by_query=True)
@kept_for_back
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def choose_time(request):
    """The available times for the service, therapist and day in the address.

    A post changes nothing: it keeps what was typed while another time is chosen.
    """
    url_state = UrlState.of(request)
    catalogue, therapists = url_state.catalogue, url_state.narrow()
    service, visits = url_state.chosen("service"), visits_wanted(url_state)
    context = {
        "services": [
            (
                one,
                catalogue.minutes(one),
                url_state.step("choose", service=one, therapist=None, start=None),
            )
            for one in catalogue.services
        ],
        "service": service,
        "therapists": [
            (one, url_state.step("choose", therapist=one, start=None)) for one in therapists
        ],
        "therapist": url_state.chosen("therapist"),
        "anyone": url_state.step("choose", therapist=None, start=None),
        "visits": visits,
        "carried": carried(request),
        "typed": any(request.POST.get(name) for name in ("name", "email", "phone", "note")),
    }
    times = None
    if service and service.is_online:
        context["numbers"] = [
            (number, url_state.step("choose", visits=number, start=None))
            for number in range(1, service.longest_course + 1)
        ]
        context["after_therapist"] = "#visits" if service.longest_course > 1 else "#time"
        asked = therapists_asked(url_state)
        times = free_times.OpenTimes(catalogue.visits(service, asked), Appointment.objects.busy())
        context |= times_to_choose(url_state, times, visits)
        context["schedules"] = times.schedules
        context["minutes"] = catalogue.minutes(service, asked)
    context["bookable"] = free_times.has_hours(catalogue.everyone, times and times.schedules)
    return render(request, "booking/choose.html", context)


def times_to_choose(url_state, times, visits):
    """The month and days to choose from, each time with the step that takes it."""
    chosen = url_state.chosen("start")
    picker = Picker(
        times,
        day=url_state.chosen("day"),
        time_of_day=url_state.chosen("time_of_day"),
        go=lambda **changes: url_state.step("choose", start=None, **changes),
        # The next step is the plan of a course or, for a single visit, the patient's details.
        take=url_state.step("course" if visits > 1 else "request", start=None),
    )
    # The time in the address was chosen earlier, and may no longer be available.
    gone = bool(chosen) and chosen[0] not in times.on(timezone.localdate(chosen[0]))
    return picker.context() | {"gone": gone}


def visits_wanted(url_state):
    service = url_state.chosen("service")
    return min(url_state.chosen("visits") or 1, service.longest_course if service else 1)


def carried(request):
    """The details typed before choosing again, as hidden fields."""
    return details_in(request.POST) if request.method == "POST" else []


def therapists_asked(url_state):
    """The chosen therapist if they offer the service; without a choice, everyone who does."""
    offering = url_state.catalogue.therapists(url_state.chosen("service"))
    therapist = url_state.chosen("therapist")
    return [one for one in offering if therapist in (None, one)]


@kept(Topic.PAGES, Topic.TIMES, by_query=True)
@kept_for_back
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def plan_course(request):
    """The dates of a course before it is requested; the patient settles the weeks that clash."""
    url_state = UrlState.of(request)
    service, starts = url_state.chosen("service"), url_state.chosen("start")
    visits = visits_wanted(url_state)
    if not service or not service.is_online or not starts or visits < 2:
        return redirect(str(url_state.step("choose")))
    day, skipped = timezone.localdate(starts[0]), url_state.chosen("skip") or []
    rules, longest = rules_for_patients(), min(visits + len(skipped), LONGEST_PLAN) * A_WEEK
    times = free_times.OpenTimes(
        url_state.catalogue.visits(service, therapists_asked(url_state)),
        Appointment.objects.busy(),
        rules=rules_for_later_visits(rules),
    )
    weeks = weeks_of(
        starts[0],
        visits,
        times.between(day - A_WEEK, day + longest),
        ZONE,
        others=url_state.chosen("other") or [],
        skipped=skipped,
    )
    settled = [week.start for week in weeks if week.start]
    last_day = rules.last_day(timezone.now())
    context = {
        "service": service,
        "therapist": url_state.chosen("therapist"),
        "visits": visits,
        "weeks": [ways_out(url_state, week) for week in weeks],
        "blocked": sum(week.is_blocked for week in weeks),
        "is_short": len(settled) < visits,
        "count": len(settled),
        "is_late": bool(settled) and timezone.localdate(settled[0]) > last_day,
        "onward": url_state.step(
            "request", start=settled, visits=visits, day=None, skip=None, other=None, change=None
        ),
        "back": url_state.step("choose", start=None, skip=None, other=None, change=None),
        "schedules": times.schedules,
        "carried": carried(request),
    }
    return render(request, "booking/course.html", context)


def ways_out(url_state, week):
    """A week with what the patient can do about it."""
    skipped, others = url_state.chosen("skip") or [], url_state.chosen("other") or []
    is_open = week.is_blocked or url_state.chosen("change") == week.day
    nearby = some_of_each_day(week.nearby, week.usual, ZONE, NEARBY) if is_open else []
    in_week = {week.start, *week.nearby}
    rest = [start for start in others if start not in in_week]
    return {
        "week": week,
        "is_open": is_open,
        "times": [
            (start, url_state.step("course", other=[*rest, start], change=None)) for start in nearby
        ],
        "change": url_state.step("course", change=week.day),
        "keep": url_state.step("course", change=None),
        "fragment": f"#week-{week.day}",
        "skip": url_state.step("course", skip=[*skipped, week.day], change=None),
        "restore": url_state.step(
            "course", skip=[day for day in skipped if day != week.day], change=None
        ),
    }
