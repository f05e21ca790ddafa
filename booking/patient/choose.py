from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from booking import free_times
from booking.conflicts import TimeTaken
from booking.course import COURSE_SPAN, some_of_each_day, weeks_of
from booking.fields import start_as_text
from booking.models import Appointment, Service, Therapist
from booking.models.rules import AROUND, ZONE, rules_for_later_visits, rules_for_patients
from booking.patient.details_form import details_in
from booking.patient.picker import Picker
from booking.patient.url_state import UrlState
from inbox.guard import public_form

NEARBY = 2  # times per day offered in place of one that is not available


# Not no-store, so that “Back” shows the page again, even one posted with typed details.
kept_for_back = cache_control(private=True, no_cache=True)


@kept_for_back
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def choose_time(request):
    """The available times for the service, therapist and day in the address.

    A post changes nothing: it keeps what was typed while another time is chosen.
    """
    url_state = UrlState.of(request)
    services = list(Service.objects.active().prefetch_related("offerings"))
    therapists = url_state.narrow(services)
    service, visits = url_state.chosen("service"), visits_wanted(url_state)
    context = {
        "services": [
            (one, url_state.step("choose", service=one, therapist=None, start=None))
            for one in services
        ],
        "service": service,
        "therapists": [
            (one, url_state.step("choose", therapist=one, start=None)) for one in therapists
        ],
        "therapist": url_state.chosen("therapist"),
        "anyone": url_state.step("choose", therapist=None, start=None),
        "bookable": free_times.has_hours(services),
        "gone": is_gone(url_state, service, therapists),
        "visits": visits,
        "carried": carried(request),
        "typed": any(request.POST.get(name) for name in ("name", "email", "phone", "note")),
    }
    if service and service.is_online:
        context["numbers"] = [
            (number, url_state.step("choose", visits=number, start=None))
            for number in range(1, service.longest_course + 1)
        ]
        context["after_therapist"] = "#visits" if service.longest_course > 1 else "#time"
        context |= open_times(url_state, therapists, visits)
    return render(request, "booking/choose.html", context)


def is_gone(url_state, service, therapists):
    """Whether the time in the address, chosen before, is no longer available."""
    starts, asked = url_state.chosen("start"), url_state.chosen("therapist")
    if not starts or not service or not service.is_online:
        return False
    try:
        free_times.share_out(
            service, [asked] if asked else therapists, starts[:1], Appointment.objects.busy()
        )
    except TimeTaken:
        return True
    return False


def open_times(url_state, therapists, visits):
    """The month and days to choose from, each time with the step that takes it."""
    service, therapist = url_state.chosen("service"), url_state.chosen("therapist")
    asked = [therapist] if therapist else therapists
    # After the time comes the plan of a course or, for a single visit, the patient's details.
    onward = url_state.step("course" if visits > 1 else "request", start=None)
    picker = Picker(
        free_times.OpenTimes(service, asked, Appointment.objects.busy()),
        day=url_state.chosen("day"),
        time_of_day=url_state.chosen("time_of_day"),
        go=lambda **changes: url_state.step("choose", start=None, **changes),
    )
    return {
        "minutes": free_times.minutes_of(service, asked),
        **picker.context(lambda start: onward.adding(start=start_as_text(start))),
    }


def visits_wanted(url_state):
    service = url_state.chosen("service")
    return min(url_state.chosen("visits") or 1, service.longest_course if service else 1)


def carried(request):
    """The details typed before choosing again, as hidden fields."""
    return details_in(request.POST) if request.method == "POST" else []


def therapists_asked(url_state):
    """The chosen therapist, or everyone who offers the service."""
    offering = Therapist.objects.offering(url_state.chosen("service"))
    therapist = url_state.chosen("therapist")
    return list(offering.filter(pk=therapist.pk) if therapist else offering)


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
    first = starts[0]
    day = timezone.localdate(first)
    rules = rules_for_later_visits(rules_for_patients())
    weeks = weeks_of(
        first,
        visits,
        free_times.open_times_of_any(
            service,
            therapists_asked(url_state),
            Appointment.objects.busy(),
            days=(day - AROUND, day + COURSE_SPAN),
            rules=rules,
        ),
        ZONE,
        others=url_state.chosen("other") or [],
        skipped=url_state.chosen("skip") or [],
    )
    settled = [week.start for week in weeks if week.start]
    last_day = rules_for_patients().last_day(timezone.now())
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
        "carried": carried(request),
    }
    return render(request, "booking/course.html", context)


def ways_out(url_state, week):
    """A week with what the patient can do about it."""
    skipped, others = url_state.chosen("skip") or [], url_state.chosen("other") or []
    rest = [start for start in others if start not in (week.start, *week.nearby)]
    return {
        "week": week,
        "is_open": week.is_blocked or url_state.chosen("change") == week.day,
        "times": [
            (start, url_state.step("course", other=[*rest, start], change=None))
            for start in some_of_each_day(week.nearby, week.usual, ZONE, NEARBY)
        ],
        "change": url_state.step("course", change=week.day),
        "keep": url_state.step("course", change=None),
        "fragment": f"#week-{week.day}",
        "skip": url_state.step("course", skip=[*skipped, week.day], change=None),
        "restore": url_state.step(
            "course", skip=[day for day in skipped if day != week.day], change=None
        ),
    }
