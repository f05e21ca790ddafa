from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking import free_times
from booking.conflicts import NoLongerPossible, TimeTaken
from booking.course import choices_behind, weeks_of
from booking.models import Appointment, Booking, BookingRules, Closure
from clinic.clock import moment
from tests import make
from tests.booking.test_requesting import details
from tests.each import each

TORONTO = ZoneInfo("America/Toronto")
NINE = make.TOMORROW_AT_NINE
WEEKS = [NINE + timedelta(weeks=week) for week in range(13)]


def text(start):
    return start.strftime("%Y-%m-%dT%H:%MZ")


# The plan, a pure function.


def plan(first=NINE, visits=3, open_starts=WEEKS, **choices):
    return weeks_of(first, visits, open_starts, TORONTO, **choices)


def test_a_plan_is_the_same_time_each_week():
    assert [week.start for week in plan()] == WEEKS[:3]


def test_a_week_whose_time_is_not_open_is_blocked_and_shows_what_is():
    near = WEEKS[1] + timedelta(hours=2)
    first, second, third = plan(open_starts=[WEEKS[0], near, WEEKS[2]])
    assert second.is_blocked
    assert second.nearby == [near]
    assert (first.start, third.start) == (WEEKS[0], WEEKS[2])


def test_a_week_left_out_is_made_up_at_the_end():
    weeks = plan(skipped=[date(2026, 12, 1)])
    assert [week.start for week in weeks] == [WEEKS[0], None, WEEKS[2], WEEKS[3]]
    assert not any(week.is_blocked for week in weeks)


def test_another_time_takes_the_place_of_the_usual_one():
    other = WEEKS[1] + timedelta(days=1)
    weeks = plan(open_starts=[*WEEKS, other], others=[other])
    assert [week.start for week in weeks] == [WEEKS[0], other, WEEKS[2]]
    assert WEEKS[1] in weeks[1].nearby


def test_another_time_that_is_not_open_counts_as_nothing():
    assert [week.start for week in plan(others=[WEEKS[1] + timedelta(hours=1)])] == WEEKS[:3]


@pytest.mark.parametrize("first", [date(2027, 3, 2), date(2027, 10, 26)])
def test_nine_stays_nine_when_the_clock_changes_within_the_course(first):
    start = datetime(first.year, first.month, first.day, 9, tzinfo=TORONTO).astimezone(UTC)
    weeks = plan(start, open_starts=[])
    assert [week.usual.astimezone(TORONTO).hour for week in weeks] == [9, 9, 9]
    assert len({week.usual.hour for week in weeks}) == 2  # in UTC it is another hour


@given(
    visits=st.integers(1, 7),
    taken=st.sets(st.integers(0, 12)),
    skipped=st.sets(st.integers(0, 12)),
    others=st.sets(st.tuples(st.integers(0, 12), st.integers(-200, 200))),
)
def test_whatever_is_chosen_each_visit_has_a_day_of_its_own(visits, taken, skipped, others):
    other_starts = [WEEKS[week] + timedelta(hours=hours) for week, hours in others]
    open_starts = [start for n, start in enumerate(WEEKS) if n not in taken] + other_starts
    days = [WEEKS[n].astimezone(TORONTO).date() for n in skipped]
    weeks = plan(visits=visits, open_starts=open_starts, others=other_starts, skipped=days)
    starts = [week.start for week in weeks if week.start]
    assert set(starts) <= set(open_starts)
    assert all(
        a.astimezone(TORONTO).date() < b.astimezone(TORONTO).date() for a, b in pairwise(starts)
    )
    assert sum(not week.is_skipped for week in weeks) <= visits


@given(
    skipped=st.sets(st.integers(1, 5)), moved=st.dictionaries(st.integers(1, 9), st.integers(1, 70))
)
def test_the_choices_behind_a_plan_lead_to_the_same_plan(skipped, moved):
    others = [WEEKS[week] + timedelta(hours=hours) for week, hours in moved.items()]
    days = [WEEKS[week].astimezone(TORONTO).date() for week in skipped]
    choices = {"open_starts": [*WEEKS, *others], "visits": 4}
    starts = [week.start for week in plan(**choices, others=others, skipped=days) if week.start]
    others, days = choices_behind(starts, TORONTO)
    again = plan(**choices, others=others, skipped=days)
    assert [week.start for week in again if week.start] == starts


# The journey.

pages = pytest.mark.usefixtures("clock")


@pytest.fixture
def clinic(db):
    service = make.service(longest_course=6)
    return service, make.therapist(service)


@pages
def test_the_number_of_visits_is_asked_only_where_a_course_is_offered(client, clinic):
    assert "2 visits" in client.get("/book/").text
    type(clinic[0]).objects.update(longest_course=1)
    assert "2 visits" not in client.get("/book/").text


@pages
def test_a_time_leads_to_the_dated_plan(client, clinic):
    page = client.get("/book/", {"visits": 3})
    step = page.context["days"][0][1][0][1]
    plan = client.get(str(step)).text
    assert "Tuesdays, 9:00 AM" in plan
    for day in ("November 24", "December 1", "December 8"):
        assert f"<span>Tuesday, {day}</span>" in plan


@pages
def test_a_blocked_week_is_the_patients_to_decide(client, clinic):
    make.booking(*clinic, WEEKS[1])
    address = {"service": clinic[0].pk, "visits": 3, "start": text(NINE)}
    page = client.get("/book/course/", address)
    assert page.context["blocked"] == 1
    assert "Continue with" not in page.text
    blocked = page.context["weeks"][1]
    other = client.get(str(blocked["times"][0][1]))
    assert "Continue with these dates" in other.text
    skipped = client.get(str(blocked["skip"]))
    assert text(WEEKS[3]) in skipped.context["onward"].query.replace("%3A", ":")
    put_back = client.get(str(skipped.context["weeks"][1]["restore"]))
    assert put_back.context["blocked"] == 1


@pages
def test_a_course_is_stored_whole_with_one_therapist(client, clinic):
    make.therapist(clinic[0], name="Somebody Else", order=200)
    form = details(clinic[0], start=[text(start) for start in WEEKS[:4]])
    assert client.post("/book/request/", form).status_code == 303
    booking = Booking.objects.get()
    assert [visit.starts_at for visit in booking.visits()] == WEEKS[:4]
    assert {visit.therapist for visit in booking.visits()} == {clinic[1]}


@pages
def test_a_course_is_stored_whole_or_not_at_all(client, clinic):
    make.booking(*clinic, WEEKS[2])
    form = details(clinic[0], start=[text(start) for start in WEEKS[:4]], name="Rival Patient")
    response = client.post("/book/request/", form)
    assert response.status_code == 409
    assert Appointment.objects.count() == 1
    assert 'value="Rival Patient"' in response.text
    assert "Instead of" in response.text
    assert response.text.count('name="start" value=') == 3  # the others stay
    assert "Leave this visit out" in response.text


@pages
def test_an_alternative_for_the_taken_week_completes_the_course(client, clinic):
    make.booking(*clinic, WEEKS[2])
    form = details(clinic[0], start=[text(start) for start in WEEKS[:4]])
    alternatives = client.post("/book/request/", form).context["form"].alternatives
    value, start = alternatives[0]["choices"][0]
    kept = [text(one) for one in WEEKS[:4] if one != WEEKS[2]]
    assert (
        client.post("/book/request/", form | {"start": kept, "start-0": value}).status_code == 303
    )
    assert start in [one.starts_at for one in Booking.objects.latest("pk").visits()]


@pages
@pytest.mark.django_db
@each(
    "starts",
    [
        [text(start) for start in WEEKS[:8]],  # eight visits
        [text(NINE), text(NINE + timedelta(hours=1))],  # two on one day
        [text(NINE), "nonsense"],
        [text(NINE + timedelta(days=day)) for day in range(3)],  # day after day
        [text(NINE), "2027-04-10T13:00Z"],  # too far apart
        [text(NINE), "8999-01-01T14:00Z"],  # ages apart
        [text(start) for start in WEEKS[:7]],  # longer than this service's
    ],
)
def test_what_is_no_course_is_refused(client, clinic, starts):
    assert client.post("/book/request/", details(clinic[0], start=starts)).status_code == 422
    assert not Booking.objects.exists()


@pages
def test_later_visits_may_lie_beyond_the_horizon_but_not_the_first(clinic):
    BookingRules.objects.create(pk=1, horizon_days=3)
    make.booking(*clinic, starts=WEEKS[:4])
    with pytest.raises(TimeTaken):
        make.booking(*clinic, starts=WEEKS[4:6], **make.contact(1))


@pages
def test_anyone_means_the_therapist_with_fewer_visits_that_day(clinic):
    service, busy = clinic
    idle = make.therapist(service, name="Somebody Else", order=200)
    make.booking(service, busy, NINE + timedelta(hours=4))
    shared = free_times.share_out(
        free_times.visits_of(service, [busy, idle]), [NINE], Appointment.objects.busy()
    )
    assert shared == [(NINE, idle)]


@pages
def test_a_week_in_which_one_is_away_goes_to_the_other(clinic):
    service, one = clinic
    other = make.therapist(service, name="Somebody Else", order=200)
    make.booking(service, other, WEEKS[2])
    Closure.objects.create(therapist=one, first_day=WEEKS[1].date(), last_day=WEEKS[1].date())
    shared = free_times.share_out(
        free_times.visits_of(service, [one, other]), WEEKS[:3], Appointment.objects.busy()
    )
    assert [therapist for _, therapist in shared] == [one, other, one]


@pages
def test_a_therapists_own_duration_counts(clinic):
    service, slow = clinic
    slow.offerings.update(duration=90)
    visit = make.booking(service, slow).appointments.get()
    assert visit.minutes == 90
    with pytest.raises(TimeTaken):
        make.booking(service, slow, NINE + timedelta(hours=1), **make.contact(1))


@pages
def test_anyone_is_not_promised_the_length_of_one(client, clinic):
    service, _ = clinic
    make.therapist(service, name="Slow Therapist").offerings.update(duration=45)
    page = client.get("/book/", {"service": service.pk}).text
    assert "30 to 45 minutes" in page
    chosen = client.get("/book/request/", {"service": service.pk, "start": text(NINE)}).text
    assert "30 to 45 minutes" in chosen


@pages
def test_changing_the_time_of_a_course_leads_back_to_its_plan(client, clinic):
    starts = [WEEKS[0], WEEKS[2] + timedelta(hours=1), WEEKS[3]]
    form = details(clinic[0], start=[text(start) for start in starts])
    del form["confirmed"]
    page = client.post("/book/request/", form)
    step = page.context["choose"]
    plan = client.post(step.path, dict(page.context["carried"]) | {"go": step.query})
    assert [one["week"].start for one in plan.context["weeks"] if one["week"].start] == starts
    assert [one["week"].is_skipped for one in plan.context["weeks"]] == [False, True, False, False]


@pages
def test_a_course_is_confirmed_at_once_with_one_mail(clinic, reception):
    booking = make.booking(*clinic, starts=WEEKS[:3])
    before = len(make.queued_mail())
    booking.confirm(by=reception.user)
    assert {visit.state for visit in booking.visits()} == {"confirmed"}
    assert len(make.queued_mail()) == before + 1


@pages
def test_a_course_with_a_week_closed_since_is_confirmed_not_at_all(clinic, reception):
    booking = make.booking(*clinic, starts=WEEKS[:3])
    Closure.objects.create(first_day=WEEKS[1].date(), last_day=WEEKS[1].date())
    with pytest.raises(NoLongerPossible):
        booking.confirm(by=reception.user)
    assert {visit.state for visit in booking.visits()} == {"requested"}
    booking.visits()[0].confirm(by=reception.user)
    assert [str(visit.state) for visit in booking.visits()] == [
        "confirmed",
        "requested",
        "requested",
    ]


@pages
def test_all_visits_are_cancelled_from_one_page(client, clinic):
    booking = make.booking(*clinic, starts=WEEKS[1:4])
    page = booking.get_absolute_url()
    assert "Cancel all visits" in client.get(page).text
    assert "Cancel these 3 visits?" in client.get(f"{page}cancel/").text
    client.post(f"{page}cancel/", {"seen": make.version(booking)})
    assert {visit.state for visit in booking.visits()} == {"withdrawn"}


@pages
def test_a_course_is_one_request_to_the_cap(client, clinic):
    BookingRules.objects.create(pk=1, most_waiting=2)
    for hour, weeks in enumerate((6, 1, 1)):
        starts = [text(start + timedelta(hours=hour)) for start in WEEKS[:weeks]]
        client.post("/book/request/", details(clinic[0], start=starts))
    states = [one.visits()[0].state for one in Booking.objects.order_by("pk")]
    assert states == ["requested", "requested", "unproven"]


@pages
def test_reception_cancels_what_is_confirmed_of_a_course_and_leaves_the_requests(clinic, reception):
    booking = make.booking(*clinic, starts=WEEKS[:3])
    booking.visits()[0].confirm(by=reception.user)
    booking.cancel(by=reception.user)
    states = [str(visit.state) for visit in booking.visits()]
    assert states == ["cancelled", "requested", "requested"]


def lost_week(client, clinic):
    """The page that answers a course whose second week has closed meanwhile."""
    closed = [WEEKS[1].date() + timedelta(days=number) for number in (-4, 4)]
    Closure.objects.create(first_day=closed[0], last_day=closed[1])
    form = details(clinic[0], start=[text(start) for start in WEEKS[:3]], note="A kept note")
    return form, client.post("/book/request/", form)


@pages
def test_a_week_that_has_closed_is_named_and_others_are_offered(client, clinic):
    _, page = lost_week(client, clinic)
    assert page.status_code == 409
    assert "No longer available:" in page.text
    assert f'<li><a href="#start-0-0">{moment(WEEKS[1])}</a></li>' in page.text
    (lost,) = page.context["form"].alternatives
    assert lost["taken"] == WEEKS[1]
    assert WEEKS[3] in [start for _, start in lost["choices"]]
    assert "A kept note" in page.text


@pages
def test_of_a_course_that_clashes_with_another_each_date_leads_to_its_own_choice(client, clinic):
    make.therapist(clinic[0], name="A Colleague")
    make.booking(*clinic, starts=WEEKS[:3])
    page = client.post("/book/request/", details(clinic[0], start=list(map(text, WEEKS[:3]))))
    assert page.status_code == 409
    for number, start in enumerate(WEEKS[:3]):
        assert f'<li><a href="#start-{number}-0">{moment(start)}</a></li>' in page.text
        assert f'id="start-{number}-0"' in page.text
    assert page.text.count("You already have a visit or a request at that time.") == 3


@pages
def test_no_visit_of_a_course_is_left_out_unasked(client, clinic):
    clinic[1].working_hours.update(valid_until=WEEKS[2].date())
    form, page = lost_week(client, clinic)
    assert page.context["form"].alternatives[0]["choices"] == []
    assert "Leave this visit out" in page.text
    kept = form | {"start": [text(WEEKS[0]), text(WEEKS[2])], "lost": text(WEEKS[1])}
    again = client.post("/book/request/", kept)
    assert again.status_code == 422
    assert f"Choose what to do about the visit on {moment(WEEKS[1])}" in again.text
    assert not Booking.objects.exists()
    assert client.post("/book/request/", kept | {"start-0": ""}).status_code == 303
    assert [visit.starts_at for visit in Booking.objects.get().visits()] == [WEEKS[0], WEEKS[2]]


@pages
def test_the_visit_at_the_end_makes_up_for_the_lost_week(client, clinic):
    form, _ = lost_week(client, clinic)
    form |= {"start": [text(WEEKS[0]), text(WEEKS[2])], "lost": text(WEEKS[1])}
    client.post("/book/request/", form | {"start-0": text(WEEKS[3])})
    starts = [visit.starts_at for visit in Booking.objects.get().visits()]
    assert starts == [WEEKS[0], WEEKS[2], WEEKS[3]]


@pytest.mark.usefixtures("clock")
def test_too_many_weeks_in_an_address_are_ignored(client, open_clinic):
    service, _ = open_clinic
    service.longest_course = 3
    service.save()
    days = [("skip", "2026-12-01")] + [("skip", f"{year}-01-01") for year in range(2030, 2090)]
    query = [("service", service.pk), ("visits", 3), ("start", NINE.isoformat())]
    few = client.get(f"/book/course/?{urlencode([*query, days[0]])}")
    many = client.get(f"/book/course/?{urlencode([*query, *days])}")
    assert "skipped" in few.text
    assert many.status_code == 200
    assert "skipped" not in many.text
    assert "2089" not in many.text
