"""What online requests may hold together, as pure functions over plain values."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.ceilings import Ceilings, Held, Sender
from booking.working_time import Hours

ZONE = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)  # a Monday, 9:00
TUESDAY = NOW + timedelta(days=1)
HALF = timedelta(minutes=30)
# One therapist, 9:00 to 17:00 from Monday to Friday: 40 hours, of which a fifth is 16 half-hours.
FULL = [Hours(day, time(9), time(17)) for day in range(5)]
SOMEBODY = Sender(["a"], frozenset({"a@example.com"}))


def limits(hours=FULL, **changes):
    usual = {"of_contact": 3, "of_visitor": 21, "of_week": 0.2, "of_day": 1}
    return Ceilings(**usual | changes, hours=hours, zone=ZONE)


def held(count, start=TUESDAY, asked_at=NOW - timedelta(days=2), sent_by="", contact=""):
    def one(number):
        begins = start + number * HALF
        who = sent_by or f"visitor {number}"
        how = contact or f"contact {number}"
        return Held(begins, begins + HALF, asked_at, number, who, frozenset({how}))

    return [one(number) for number in range(count)]


def asked(*starts):
    return [(start, start + HALF) for start in starts]


def reached(before, spans=None, by=SOMEBODY, **changes):
    return limits(**changes).reached_by(by, before, spans or asked(TUESDAY), NOW)


def test_a_fifth_of_a_week_can_be_held_and_no_more():
    assert not reached(held(15))
    assert reached(held(16))


def test_each_week_has_its_own_share():
    assert not reached(held(16), asked(TUESDAY + timedelta(days=7)))
    assert reached(held(16), asked(TUESDAY, TUESDAY + timedelta(days=7)))  # a course is one request


def test_weeks_begin_on_monday_in_toronto():
    sunday_night = datetime(2026, 11, 30, 4, 30, tzinfo=UTC)  # 23:30 on November 29
    assert reached(held(16), asked(sunday_night))
    assert not reached(held(16), asked(sunday_night + HALF))


def test_what_is_asked_for_within_a_day_is_limited_in_whichever_weeks():
    lately = held(10, asked_at=NOW) + held(6, TUESDAY + timedelta(days=21), asked_at=NOW)
    assert reached(lately, of_day=0.2)
    assert not reached(lately[1:], of_day=0.2)
    earlier = held(16, TUESDAY + timedelta(days=21))
    assert not reached(earlier, of_day=0.2)


def test_one_request_always_fits_where_nothing_is_held():
    assert not reached([], asked(*(TUESDAY + number * HALF for number in range(7))), hours=[])
    assert reached(held(4), hours=[])


def test_requests_of_a_contact_count_if_the_same_visitor_sent_them():
    mine = held(3, sent_by="a", contact="a@example.com")
    assert reached(mine)
    assert not reached(mine[1:])
    assert not reached(held(3, sent_by="a"))
    assert not reached(held(3, contact="a@example.com"))


def test_visits_of_a_visitor_are_limited_whatever_the_contact():
    starts = [TUESDAY + timedelta(days=7 * number) for number in range(3)]
    visits = [one for start in starts for one in held(7, start, sent_by="a")]
    assert reached(visits)
    assert not reached(visits[1:])


def test_capacity_follows_seasons_and_hours_until_midnight():
    season = Hours(0, time(20), time(0), valid_until=date(2026, 11, 23))
    assert limits([season]).capacity(date(2026, 11, 23)) == timedelta(hours=4)
    assert limits([season]).capacity(date(2026, 11, 30)) == timedelta(0)
