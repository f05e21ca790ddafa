from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.availability import Days, Rules, Visit, open_starts, starts_on
from booking.working_days import working_days_later
from booking.working_time import Closed, Hours, Period

TORONTO = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # Monday, 9:00 in Toronto
TUESDAY = date(2026, 11, 24)
NINE_TO_FIVE = [Hours(weekday, time(9), time(17)) for weekday in range(7)]
HALF_HOUR = Visit(timedelta(minutes=30), timedelta(0), timedelta(0), timedelta(minutes=30))
RULES = Rules(timedelta(hours=12), timedelta(days=400), TORONTO)


def starts(first=TUESDAY, last=None, **changes):
    """The starts as Toronto wall-clock times, for easy reading."""
    plain = {
        "visit": HALF_HOUR,
        "hours": NINE_TO_FIVE,
        "closures": [],
        "busy": [],
        "rules": RULES,
        "now": NOW,
    }
    found = open_starts(first, last or first, **plain | changes)
    return [start.astimezone(TORONTO).strftime("%H:%M") for start in found]


def toronto(day, clock):
    return datetime.combine(day, clock, TORONTO).astimezone(UTC)


def test_a_free_day_offers_each_start_whose_visit_ends_by_closing():
    assert starts()[:2] == ["09:00", "09:30"]
    assert starts()[-1] == "16:30"


def test_a_break_is_a_gap_between_two_stretches():
    hours = [Hours(1, time(9), time(12)), Hours(1, time(13), time(17))]
    assert "11:30" in starts(hours=hours)
    assert "12:00" not in starts(hours=hours)
    assert "13:00" in starts(hours=hours)


def test_a_visit_never_runs_past_closing():
    visit = Visit(timedelta(minutes=45), timedelta(0), timedelta(0), timedelta(minutes=30))
    assert starts(visit=visit)[-1] == "16:00"


def test_no_start_overlaps_another_visit_or_its_buffers():
    busy = [Period(toronto(TUESDAY, time(10)), toronto(TUESDAY, time(10, 30)))]
    visit = Visit(timedelta(minutes=30), timedelta(0), timedelta(minutes=15), timedelta(minutes=30))
    offered = starts(visit=visit, busy=busy)
    assert "09:00" in offered
    assert "09:30" not in offered  # it would end at 10:15 with its buffer
    assert "10:00" not in offered
    assert "10:30" in offered


@pytest.mark.parametrize("day", [TUESDAY, date(2027, 3, 14), date(2027, 11, 7)])
def test_buffers_lie_within_hours_breaks_and_closures_where_the_service_says_so(day):
    quarter = timedelta(minutes=15)
    visit = Visit(timedelta(minutes=30), quarter, quarter, timedelta(minutes=15), True)
    hours = [Hours(day.weekday(), time(0), time(12)), Hours(day.weekday(), time(13), time(17))]
    closed = [Closed(day, day, time(15), time(16))]
    offered = starts(first=day, hours=hours, closures=closed, visit=visit)
    assert offered[0] == "00:15"
    assert [start for start in offered if start >= "11:00"] == [
        *("11:00", "11:15"),
        *("13:15", "13:30", "13:45", "14:00", "14:15"),
        "16:15",
    ]


def test_a_whole_day_closure_leaves_nothing():
    assert starts(closures=[Closed(TUESDAY, TUESDAY)]) == []


def test_a_part_day_closure_leaves_the_rest():
    offered = starts(closures=[Closed(TUESDAY, TUESDAY, time(9), time(16))])
    assert offered == ["16:00", "16:30"]


def test_a_closure_of_other_days_changes_nothing():
    assert starts(closures=[Closed(date(2026, 11, 25), date(2026, 11, 30))]) == starts()


def test_hours_of_a_season_hold_from_their_first_day_to_their_last():
    season = Hours(1, time(9), time(10), valid_from=TUESDAY, valid_until=date(2026, 12, 1))
    for day, offered in (
        (date(2026, 11, 17), []),
        (TUESDAY, ["09:00", "09:30"]),
        (date(2026, 12, 1), ["09:00", "09:30"]),
        (date(2026, 12, 8), []),
    ):
        assert starts(first=day, hours=[season], now=NOW - timedelta(days=30)) == offered


def test_working_days_pass_over_weekends_and_closures():
    friday = toronto(date(2026, 11, 27), time(15))
    hours = [Hours(weekday, time(9), time(17)) for weekday in range(5)]
    closed = [Closed(date(2026, 12, 1), date(2026, 12, 1))]
    later = working_days_later(friday, 2, hours=hours, closures=closed, zone=TORONTO)
    assert later == toronto(date(2026, 12, 2), time(15))


def test_without_any_hours_each_day_counts_after_a_while():
    later = working_days_later(NOW, 2, hours=[], closures=[], zone=TORONTO)
    assert later == NOW + timedelta(days=16)


def test_notice_and_horizon_bound_what_is_offered():
    assert starts(first=date(2026, 11, 23)) == []
    near = Rules(timedelta(0), timedelta(days=1), TORONTO)
    assert starts(rules=near) == starts()
    assert starts(first=date(2026, 11, 25), rules=near) == []


@pytest.mark.parametrize("hour", [5, 14, 28])  # UTC on that day, so 0:00, 9:00 and 23:00
def test_the_horizon_is_the_same_all_day_by_the_clinics_clock(hour):
    for first in (date(2026, 11, 23), date(2027, 3, 13), date(2027, 11, 6)):
        midnight = toronto(first, time(0))
        near = Rules(timedelta(0), timedelta(days=2), TORONTO)
        day = first + timedelta(days=2)
        offered = starts(first=day, rules=near, now=midnight + timedelta(hours=hour - 5))
        assert (offered[0], offered[-1]) == ("09:00", "16:30")


def test_the_spring_day_has_no_start_in_its_missing_hour():
    day = date(2027, 3, 14)
    offered = starts(first=day, hours=[Hours(6, time(1), time(5))])
    assert offered == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]


def test_the_autumn_day_has_each_instant_once():
    day = date(2027, 11, 7)
    found = open_starts(
        day,
        day,
        visit=HALF_HOUR,
        hours=[Hours(6, time(0), time(4))],
        closures=[],
        busy=[],
        rules=RULES,
        now=NOW,
    )
    assert len(found) == len(set(found)) == 10  # five hours pass between 0:00 and 4:00
    assert all(b - a == timedelta(minutes=30) for a, b in pairwise(found))


@pytest.mark.parametrize("day", [date(2027, 3, 13), date(2027, 3, 14), date(2027, 3, 15)])
def test_nine_in_the_morning_stays_nine_across_the_change(day):
    assert starts(first=day)[0] == "09:00"


def end_of(day, clock):
    return toronto(day + timedelta(days=clock == time(0)), clock)


clock = st.times(time(0), time(23, 45)).map(lambda t: t.replace(second=0, microsecond=0))


@st.composite
def stretches(draw):
    opens, closes = sorted((draw(clock), draw(clock)))
    return Hours(draw(st.integers(0, 6)), opens, closes)


@st.composite
def periods(draw, day):
    start = toronto(day, time(0)) + timedelta(minutes=draw(st.integers(-300, 2000)))
    return Period(start, start + timedelta(minutes=draw(st.integers(1, 300))))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_offered_fits_and_what_is_not_has_a_reason(data):
    day = data.draw(st.dates(date(2027, 3, 10), date(2027, 3, 18)) | st.just(date(2027, 11, 7)))
    minutes = st.integers(0, 60).map(lambda number: timedelta(minutes=number))
    visit = Visit(
        timedelta(minutes=data.draw(st.integers(5, 120))),
        data.draw(minutes),
        data.draw(minutes),
        timedelta(minutes=data.draw(st.integers(10, 120))),
    )
    hours = data.draw(st.lists(stretches(), max_size=4))
    busy = data.draw(st.lists(periods(day), max_size=4))
    closures = data.draw(st.lists(stretches().map(lambda s: Closed(day, day, s.opens, s.closes))))
    offered = set(
        open_starts(
            day, day, visit=visit, hours=hours, closures=closures, busy=busy, rules=RULES, now=NOW
        )
    )

    def reasons(start):
        end = start + visit.duration
        shut = [(toronto(day, one.from_time), end_of(day, one.until_time)) for one in closures]
        kept = (start - visit.buffer_before, end + visit.buffer_after)
        yield from ("closed" for a, b in shut if start < b and a < end)
        yield from ("taken" for one in busy if kept[0] < one.end and one.start < kept[1])

    on_grid = set()
    for stretch in hours:
        start, closes = toronto(day, stretch.opens), end_of(day, stretch.closes)
        while stretch.weekday == day.weekday() and start + visit.duration <= closes:
            on_grid.add(start)
            start += visit.start_every
    assert offered <= on_grid
    for start in on_grid:
        assert (start in offered) != bool(list(reasons(start)))


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(data=st.data())
def test_each_day_alone_and_all_days_together_offer_the_same(data):
    first = data.draw(st.just(date(2027, 3, 8)) | st.just(date(2027, 11, 1)))
    near = [first + timedelta(days=number) for number in range(14)]
    minutes = st.integers(0, 240).map(lambda number: timedelta(minutes=number))
    visit = Visit(
        timedelta(minutes=data.draw(st.integers(5, 480))),
        data.draw(minutes),
        data.draw(minutes),
        timedelta(minutes=data.draw(st.integers(5, 120))),
        data.draw(st.booleans()),
    )
    hours = data.draw(st.lists(stretches(), max_size=6))
    busy = [data.draw(periods(day)) for day in data.draw(st.lists(st.sampled_from(near)))]
    rules = Rules(timedelta(hours=3), timedelta(days=10), TORONTO)
    given = {"visit": visit, "rules": rules, "now": toronto(first, time(10))}
    written = {"hours": hours, "closures": [], "busy": busy}
    together = open_starts(near[0], near[-1], **given, **written)
    for half in (busy, busy[::-1]):
        days = Days(hours, [], half, TORONTO)
        assert [start for day in near for start in starts_on(day, days=days, **given)] == together
    for start in together:
        day = Days(**written, zone=TORONTO).of(start.astimezone(TORONTO).date())
        assert day.is_worked(visit, start)
        assert day.is_free(visit, start)
