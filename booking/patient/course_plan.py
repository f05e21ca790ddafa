"""The dates of a course, before the patient's details."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking import free_times
from booking.course import A_WEEK, LONGEST_PLAN, some_of_each_day, weeks_of
from booking.models import Appointment
from booking.models.rules import ZONE, rules_for_later_visits, rules_for_patients
from booking.patient.choose import carried, kept_for_back, therapists_asked, visits_wanted
from booking.patient.url_state import UrlState
from clinic.watched import Topic, kept
from inbox.guard import public_form

NEARBY = 2  # times per day offered in place of one that is not available


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
    asked = therapists_asked(url_state)
    rules, longest = rules_for_patients(), min(visits + len(skipped), LONGEST_PLAN) * A_WEEK
    times = free_times.OpenTimes(
        url_state.catalogue.visits(service, asked),
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
        "minutes": url_state.catalogue.minutes(service, asked),
        "price": url_state.catalogue.price(service, asked),
        "visits": visits,
        "first": starts[0],
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
