"""Appointment books that are calendar files (.ics)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from booking.moving_in.events import calendar_lines
from booking.moving_in.lines import Asks
from booking.moving_in.unreadable import Unreadable
from tests.appointment_book import fate_of

UNTIL = datetime(2028, 1, 1, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")


def calendar(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def at(line):
    return f"{line.starts_at.astimezone(TORONTO):%Y-%m-%d %H:%M}"


VISIT = ("UID:1", "DTSTART;TZID=America/Toronto:20270304T090000", "DURATION:PT1H")


def test_a_visit_asks_who_it_is_and_knows_how_to_reach_them():
    (line,) = calendar_lines(
        calendar(
            (
                *VISIT,
                "SUMMARY:Ada",
                "  Exemplar",
                "DESCRIPTION:Phone 416-555-0102\\nKnee",
                "ORGANIZER;CN=Sample Therapist:mailto:us@clinic.example",
                "ATTENDEE;CN=Sample Therapist:mailto:us@clinic.example",
                'ATTENDEE;CN="Exemplar, Ada":mailto:Ada@example.com',
                "ATTENDEE;CUTYPE=ROOM;CN=Room 2:mailto:room2@clinic.example",
            )
        ),
        UNTIL,
    )
    assert (line.line, fate_of(line), line.asks) == (3, "asks", (Asks.PERSON,))
    assert (at(line), line.ends_at - line.starts_at) == ("2027-03-04 09:00", HOUR)
    assert (line.person.name, line.person.emails) == ("Ada Exemplar", ("ada@example.com",))
    assert line.person.dialled == ("+14165550102",)
    assert (line.therapist, line.note) == ("Sample Therapist", "Phone 416-555-0102\nKnee")
    assert (line.status, line.key) == ("booked", "1")


HOUR = UNTIL.replace(hour=1) - UNTIL


def test_all_who_are_invited_to_one_event_are_named():
    people = ["ATTENDEE;CN=Ada:mailto:ada@example.com", "ATTENDEE:mailto:bo@example.com"]
    (line,) = calendar_lines(calendar((*VISIT, "SUMMARY:Massage", *people)), UNTIL)
    assert line.remark == "2 people are invited: “Ada, bo@example.com”."


def test_a_file_that_breaks_off_says_where():
    whole = calendar((*VISIT, "SUMMARY:Ada"))
    cut = whole[: whole.index(b"END:VEVENT")]
    assert [line.problem for line in calendar_lines(whole, UNTIL)] == [""]
    last = calendar_lines(cut, UNTIL)[-1]
    assert (last.line, last.problem) == (7, "The file is cut off here. Export it again.")


def test_an_event_that_outlook_calls_canceled_is_cancelled():
    (line,) = calendar_lines(calendar((*VISIT, "SUMMARY:Canceled: Ada Exemplar")), UNTIL)
    assert (line.kind, line.status, line.person.name) == ("cancelled", "cancelled", "Ada Exemplar")


def test_what_recurs_is_a_visit_each_time_on_the_clock():
    found = calendar_lines(
        calendar((*VISIT, "SUMMARY:Ada", "RRULE:FREQ=WEEKLY;COUNT=3")),
        datetime(2029, 1, 1, tzinfo=UTC),
    )
    assert [at(line) for line in found] == [
        *("2027-03-04 09:00", "2027-03-11 09:00", "2027-03-18 09:00"),
    ]
    assert {line.line for line in found} == {3}
    assert len({line.key for line in found}) == 3


def test_what_recurs_for_ever_ends_where_it_is_said():
    found = calendar_lines(
        calendar((*VISIT, "SUMMARY:Ada", "RRULE:FREQ=WEEKLY")), datetime(2027, 3, 19, tzinfo=UTC)
    )
    assert len(found) == 3


def test_each_event_has_a_fate():
    events = [
        ("UID:2", "SUMMARY:Away", "DTSTART;VALUE=DATE:20270304"),
        (*VISIT, "SUMMARY:Ada", "STATUS:CANCELLED"),
        ("UID:3", "SUMMARY:Bo", "DTSTART:nonsense"),
        ("UID:4", "SUMMARY:Cy", "DTSTART:20270304T140000Z", "DTEND:20270304T140000Z"),
        ("UID:5", "SUMMARY:Dee", "DTSTART:20270304T140000Z", "DTEND:20270306T140000Z"),
        ("UID:6", "SUMMARY:Eve", "DTSTART:17270304T140000Z", "DURATION:PT1H"),
        ("UID:7", "DTSTART:20270304T140000Z", "DURATION:PT1H"),
        ("UID:8", "SUMMARY:Fay", "SEQUENCE:2", "DTSTART:20270304T140000Z"),
        ("UID:8", "SUMMARY:Fay", "SEQUENCE:1", "DTSTART:20270305T140000Z"),
    ]
    found = calendar_lines(calendar(*events), UNTIL)
    assert [(fate_of(line), str(line.kind)) for line in found] == [
        *(("all_day", "all_day"), ("asks", "cancelled"), ("problem", "None")),
        *(("problem", "visit"), ("problem", "visit"), ("problem", "visit")),
        *(("block", "block"), ("asks", "visit"), ("repeat", "repeat")),
    ]
    assert [line.problem for line in found if line.problem] == [
        "The time of the event “Bo” cannot be read.",
        "The event “Cy” has no length, or ends before it begins.",
        "The event “Dee” would last 48 hours.",
        "The year 1727 is too far away: only 1990 to 2049 can be read.",
    ]
    assert found[-2].ends_at is None


def test_an_event_outside_what_is_asked_for_is_said():
    (line,) = calendar_lines(
        calendar((*VISIT, "SUMMARY:Ada", "RRULE:FREQ=WEEKLY")), datetime(2027, 3, 1, tzinfo=UTC)
    )
    assert line.problem == "The event “Ada” has no time between 2015 and 2027."


@pytest.mark.parametrize("data", [b"", b"Name,Phone\nAda,416\n", b"<html>log in</html>"])
def test_what_is_no_calendar_is_refused(data):
    with pytest.raises(Unreadable, match=r"\.$"):
        calendar_lines(data, UNTIL)
