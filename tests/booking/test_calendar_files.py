"""When somebody is busy, by a calendar file of any program. Files here are written here."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from booking.calendar_files import events

TORONTO = ZoneInfo("America/Toronto")
SINCE = datetime(2027, 3, 1, tzinfo=TORONTO)
UNTIL = datetime(2027, 5, 1, tzinfo=TORONTO)
BERLIN = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def event(text, uid="one@example.com"):
    return f"BEGIN:VEVENT\nUID:{uid}\n{text}\nEND:VEVENT\n"


def calendar(*parts):
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{''.join(parts)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def busy(*written, since=SINCE, until=UNTIL):
    """The times, as Toronto's clock shows them."""
    data = written[0] if isinstance(written[0], bytes) else calendar(*map(str, written))
    return [shown(*span) for span in events.busy(data, since, until)]


def shown(start, end):
    start, end = start.astimezone(TORONTO), end.astimezone(TORONTO)
    same = start.date() == end.date()
    return f"{start:%m-%d %H:%M} – {end:{'%H:%M' if same else '%m-%d %H:%M'}}"


def read(data):
    return events.read(data, SINCE, UNTIL)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("DTSTART;VALUE=DATE:20270316", ["03-16 00:00 – 03-17 00:00"]),
        ("DTSTART:20270316\nDTEND:20270316", ["03-16 00:00 – 03-17 00:00"]),
        ("DTSTART;VALUE=DATE:20270314\nDURATION:P2D", ["03-14 00:00 – 03-16 00:00"]),
        ("DTSTART:20270316T090000\nDTEND:20270316T093000", ["03-16 09:00 – 09:30"]),
        ("DTSTART:20270316T130000Z\nDURATION:PT45M", ["03-16 09:00 – 09:45"]),
        ("DTSTART:2027-03-16T09:00:00-04:00\t\nDURATION:PT45M", ["03-16 09:00 – 09:45"]),
        ("DTSTART:20270316T090000", []),
        ("DTSTART:20270316T090000\nDTEND:20270316T090000", []),
        ("DTSTART:20270316T220000\nDTEND:20270317T020000", ["03-16 22:00 – 03-17 02:00"]),
        ("DTSTART:20270316T090000\nDTEND:20270316T100000\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20270316T090000\nDTEND:20270316T100000\nSTATUS:CANCELLED", []),
        (
            "DTSTART:20270316T090000\nDTEND:20270316T100000\nSTATUS:TENTATIVE",
            ["03-16 09:00 – 10:00"],
        ),
        ("DTSTART:20270316T090000\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        (
            "DTSTART:20270316T090000\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:OOF",
            ["03-16 09:00 – 10:00"],
        ),
        (
            "DTSTART:20270316T090000\nDURATION:PT1H\nBEGIN:VALARM\nTRIGGER:-PT5M\n"
            "DURATION:PT9H\nEND:VALARM",
            ["03-16 09:00 – 10:00"],
        ),
    ],
)
def test_each_kind_of_length(text, times):
    assert busy(event(text)) == times


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("America/Vancouver", "12:00"),
        ("Eastern Standard Time", "09:00"),
        ("Pacific Standard Time", "12:00"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "09:00"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "04:00"),
        ("GMT+0100", "04:00"),
        ('"Europe/Berlin"', "04:00"),
        ("Nobody knows", "09:00"),
    ],
)
def test_a_zone_may_have_any_name(zone, start):
    (times,) = busy(event(f"DTSTART;TZID={zone}:20270316T090000\nDURATION:PT30M"))
    assert times.startswith(f"03-16 {start} – ")


@pytest.mark.parametrize("name", ["America/Toronto", "Customized Time Zone", "Mars/Olympus"])
def test_a_zone_is_what_the_file_says_it_is(name):
    zone = BERLIN.format(name=name)
    one = event(f"DTSTART;TZID={name}:20270316T150000\nDTEND;TZID={name}:20270316T160000")
    assert busy(calendar(one, zone)) == ["03-16 10:00 – 11:00"]
    again = event("DTSTART;TZID=America/Toronto:20270316T150000\nDURATION:PT1H")
    assert busy(again) == ["03-16 15:00 – 16:00"]  # another file's zone is not ours


def test_a_definition_that_ends_leaves_the_years_after_it_to_the_world():
    zone = BERLIN.format(name="Europe/Berlin").replace("RRULE:FREQ=YEARLY", "X-WAS:FREQ=YEARLY")
    zone = zone.replace("1981", "2015").replace("19961027", "20151025")
    one = event("DTSTART;TZID=Europe/Berlin:20270401T150000\nDURATION:PT1H")
    assert busy(zone + one) == ["04-01 09:00 – 10:00"]


def test_a_definition_with_other_days_for_the_same_changes_is_out_of_date():
    zone = BERLIN.format(name="America/Toronto").replace("+0100", "-0500").replace("+0200", "-0400")
    one = event("DTSTART;TZID=America/Toronto:20270320T090000\nDURATION:PT1H")
    assert busy(zone + one) == ["03-20 09:00 – 10:00"]


def test_a_zone_that_would_calculate_for_ever_is_not_believed():
    zone = BERLIN.format(name="Odd").replace("FREQ=YEARLY", "FREQ=SECONDLY")
    assert busy(zone, event("DTSTART;TZID=Odd:20270316T150000\nDURATION:PT1H")) == [
        "03-16 15:00 – 16:00"
    ]


WEEKLY = "DTSTART;TZID=America/Toronto:20270302T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;{rule}"
NINE = [f"{day} 09:00 – 10:00" for day in ("03-02", "03-09", "03-16", "03-23")]


@pytest.mark.parametrize(
    ("rule", "times"),
    [
        ("COUNT=4", NINE),
        ("UNTIL=20270323T130000Z", NINE),
        ("UNTIL=20270323T125959Z", NINE[:3]),
        ("UNTIL=20270323", NINE),
        ("UNTIL=20270323T090000", NINE),
        ("COUNT=2;INTERVAL=3", [NINE[0], NINE[3]]),
        ("COUNT=4\nEXDATE;TZID=America/Toronto:20270309T090000,20270316T090000", NINE[::3]),
        ("COUNT=4\nEXDATE:20270309T140000Z\nEXDATE:20270316T130000Z", NINE[::3]),
        ("COUNT=4\nEXDATE;TZID=Europe/Berlin:20270309T150000", [NINE[0], *NINE[2:]]),
        ("COUNT=4\nEXDATE;VALUE=DATE:20270309", [NINE[0], *NINE[2:]]),
        ("COUNT=1\nRDATE;TZID=America/Toronto:20270309T090000", NINE[:2]),
        ("COUNT=1\nRDATE;VALUE=PERIOD:20270309T140000Z/20270309T150000Z", NINE[:2]),
        ("COUNT=1\nRDATE;VALUE=PERIOD:20270309T140000Z/PT2H", [NINE[0], "03-09 09:00 – 11:00"]),
        ("COUNT=1\nRRULE:FREQ=WEEKLY;COUNT=2", NINE[:2]),
        ("UNTIL=20270101T000000Z", []),
        ("UNTIL=20270316;COUNT=-1;", NINE[:3]),
        ("COUNT=1;\nRRULE:", NINE[:1]),
        ("count=2; X-OLD=1;wkst=su;", NINE[:2]),
    ],
)
def test_what_recurs_happens_on_its_days(rule, times):
    assert busy(event(WEEKLY.format(rule=rule))) == times


def test_days_of_rules_that_choose_by_place():
    rule = "DTSTART:20270226T080000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1"
    assert busy(event(rule)) == ["03-29 08:00 – 09:00", "04-30 08:00 – 09:00"]


def override(text, of="20270309T090000"):
    return event(f"RECURRENCE-ID;TZID=America/Toronto:{of}\n{text}")


def test_one_occurrence_is_moved_cancelled_or_free():
    series = event(WEEKLY.format(rule="COUNT=4"))
    moved = override("DTSTART:20270310T180000Z\nDTEND:20270310T190000Z")
    assert busy(series, moved) == [NINE[0], "03-10 13:00 – 14:00", *NINE[2:]]
    assert busy(moved, series) == busy(series, moved)
    same = "DTSTART;TZID=America/Toronto:20270309T090000\nDURATION:PT1H\n"
    assert busy(series, override(same + "STATUS:CANCELLED")) == [NINE[0], *NINE[2:]]
    assert busy(series, override("STATUS:CANCELLED")) == [NINE[0], *NINE[2:]]
    assert busy(series, override(same + "TRANSP:TRANSPARENT")) == [NINE[0], *NINE[2:]]
    out = override("DTSTART:20271210T180000Z\nDTEND:20271210T190000Z")
    assert busy(series, out) == [NINE[0], *NINE[2:]]


def test_an_occurrence_named_in_utc_or_by_its_day_is_still_that_one():
    series = event(WEEKLY.format(rule="COUNT=2"))
    text = "DTSTART:20270310T180000Z\nDURATION:PT1H"
    for name in (
        ":20270309T140000Z",
        ";VALUE=DATE:20270309",
        ";TZID=Europe/Berlin:20270309T150000",
    ):
        moved = event(f"RECURRENCE-ID{name}\n{text}")
        assert busy(series, moved) == [NINE[0], "03-10 13:00 – 14:00"]


def test_days_that_exchange_writes_as_midnights_of_its_own_zone_are_those_days():
    days = event("DTSTART;VALUE=DATE:20270302\nRRULE:FREQ=WEEKLY;UNTIL=20270315T230000Z")
    for midnight in (";TZID=UTC+01:20270309T000000", ":20270308T230000Z"):
        moved = event(f"RECURRENCE-ID{midnight}\nDTSTART;VALUE=DATE:20270310")
        assert busy(days, moved) == [
            "03-02 00:00 – 03-03 00:00",
            "03-10 00:00 – 03-11 00:00",
            "03-16 00:00 – 03-17 00:00",
        ]
    until = event("DTSTART;VALUE=DATE:20270302\nRRULE:FREQ=WEEKLY;UNTIL=20270309T035959Z")
    assert busy(until) == ["03-02 00:00 – 03-03 00:00"]


def test_what_is_published_as_free_and_busy_times_counts():
    said = (
        "BEGIN:VFREEBUSY\nDTSTART:20270301T000000Z\nDTEND:20270401T000000Z\n"
        "FREEBUSY;FBTYPE=BUSY:20270316T130000Z/20270316T140000Z,20270317T130000Z/PT30M\n"
        "FREEBUSY;FBTYPE=FREE:20270318T130000Z/PT8H\nFREEBUSY:nonsense\nEND:VFREEBUSY\n"
    )
    assert busy(said) == ["03-16 09:00 – 10:00", "03-17 09:00 – 09:30"]
    assert read(calendar(said)).unread == 1


def test_this_and_all_later_ones_are_moved():
    series = event(WEEKLY.format(rule="COUNT=4"))
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/Toronto:20270316T090000\n"
        "DTSTART;TZID=America/Toronto:20270317T110000\nDURATION:PT30M"
    )
    assert busy(series, later) == [*NINE[:2], "03-17 11:00 – 11:30", "03-24 11:00 – 11:30"]


def test_the_newer_of_two_with_one_uid_counts():
    old = event("SEQUENCE:1\nDTSTART:20270316T090000\nDURATION:PT1H")
    new = event("SEQUENCE:2\nDTSTART:20270317T090000\nDURATION:PT1H")
    assert busy(old, new) == busy(new, old) == ["03-17 09:00 – 10:00"]
    older = event("DTSTAMP:20270101T000000Z\nDTSTART:20270316T090000\nDURATION:PT1H")
    newer = event("DTSTAMP:20270102T000000Z\nDTSTART:20270317T090000\nDURATION:PT1H")
    assert busy(newer, older) == ["03-17 09:00 – 10:00"]


def test_an_hour_that_passes_is_an_hour_when_the_clocks_change():
    """RFC 5545, 3.3.5 and 3.3.6: in a gap as if it had not begun; the first of two."""
    gap = event("DTSTART;TZID=America/Toronto:20270314T023000\nDURATION:PT30M")
    assert busy(gap) == ["03-14 03:30 – 04:00"]
    nights = "DTSTART;TZID=America/Toronto:{day}T220000\nDURATION:PT8H\nRRULE:FREQ=DAILY;COUNT=2"
    assert busy(event(nights.format(day="20270312"))) == [
        "03-12 22:00 – 03-13 06:00",
        "03-13 22:00 – 03-14 07:00",
    ]
    autumn = {
        "since": datetime(2027, 11, 1, tzinfo=TORONTO),
        "until": datetime(2027, 12, 1, tzinfo=TORONTO),
    }
    assert busy(event(nights.format(day="20271105")), **autumn) == [
        "11-05 22:00 – 11-06 06:00",
        "11-06 22:00 – 11-07 05:00",
    ]
    twice = event("DTSTART;TZID=America/Toronto:20271107T013000\nDURATION:PT15M")
    (span,) = events.busy(calendar(twice), **autumn)
    assert span[0] == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    day = event("DTSTART;VALUE=DATE:20271107")
    assert busy(day, **autumn) == ["11-07 00:00 – 11-08 00:00"]
    yoga = event("DTSTART;TZID=America/Toronto:20271031T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY")
    assert busy(yoga, **autumn)[0] == "11-07 09:00 – 10:00"


def test_busy_times_are_cut_to_the_window_and_joined():
    first = event("DTSTART:20270228T230000\nDTEND:20270301T010000", "a")
    touching = event("DTSTART:20270301T010000\nDURATION:PT1H", "b")
    over = event("DTSTART:20270430T230000\nDURATION:PT2H", "c")
    assert busy(first, touching, over) == ["03-01 00:00 – 02:00", "04-30 23:00 – 05-01 00:00"]


GOOD = event("DTSTART:20270316T090000\nDURATION:PT1H\nSUMMARY:Caf\u00e9\\, later", "good")


@pytest.mark.parametrize(
    "bad",
    [
        "DTSTART:yesterday",
        "DTSTART:20270230T090000",
        "DTSTART:00000000",
        "SUMMARY:No day",
        "DTSTART:20270316T090000\nDURATION:P99999999999D",
        "DTSTART:20270401T000000\nRRULE:FREQ=OFTEN",
        "DTSTART:20270401T000000\nRRULE:FREQ=DAILY;INTERVAL=0",
        "DTSTART:20270401T000000\nRRULE:FREQ=DAILY;BYMONTH=13",
        "DTSTART:20270401T000000\nRRULE:FREQ=DAILY;UNTIL=",
        "DTSTART:20270401T000000\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "DTSTART:20270316T090000\nDTEND:20270316T080000",
        "DTSTART:20270401T000000\nRRULE:FREQ=SECONDLY",
        "DTSTART:19700401T000000\nRRULE:FREQ=SECONDLY",
        "DTSTART:19700401T000000\nRRULE:FREQ=MINUTELY;COUNT=99999999",
    ],
)
def test_what_cannot_be_read_is_counted_and_hides_nothing(bad):
    begun = time.process_time()
    reading = read(calendar(event(bad, "bad"), GOOD))
    assert reading.unread == 1
    assert "Café, later" in [one.summary for one in reading.occurrences]
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "changed",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: data.replace(b"\r\n", b"\r\r\n"),
        lambda data: data.decode().encode("latin-1"),
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.replace("é".encode(), "é".encode()[:1] + b"\r\n " + "é".encode()[1:]),
        lambda data: data.replace(b"DTSTART", b"DTSTART\r\n "),
        lambda data: data.replace(b"BEGIN:VEVENT", b"begin:vevent").replace(b"DTS", b"dts"),
        lambda data: calendar() + data,
        lambda data: data.replace(
            b"END:VCALENDAR", b"BEGIN:VTODO\nDUE:x\nEND:VTODO\nEND:VCALENDAR"
        ),
        lambda data: data.replace(b"END:VEVENT", b"X:" + b"y" * 2_000_000 + b"\r\nEND:VEVENT"),
    ],
)
def test_however_a_program_writes_its_lines(changed):
    (found,) = read(changed(calendar(GOOD))).occurrences
    assert (found.summary, found.uid) == ("Café, later", "good")


@pytest.mark.parametrize("data", [b"", b"<!doctype html><title>Log in</title>", b"nothing here"])
def test_what_is_no_calendar_is_not_an_empty_one(data):
    with pytest.raises(events.Unreadable):
        read(data)


def test_a_file_that_breaks_off_is_known():
    whole = calendar(GOOD)
    assert not read(whole).is_cut
    assert read(whole[:-20]).is_cut
    assert read(whole[:-30]).is_cut
    assert read(calendar()).occurrences == []


def test_our_own_events_are_left_out():
    data = calendar(GOOD, event("DTSTART:20270317T090000\nDURATION:PT1H", "7.feed@clinic.example"))
    ours = events.read(data, SINCE, UNTIL, is_ours=lambda uid: "clinic.example" in uid)
    assert [one.uid for one in ours.occurrences] == ["good"]


def test_many_events_take_seconds():
    text = "DTSTART;TZID=America/Toronto:2027{:02}{:02}T{:02}0000\nDURATION:PT1H"
    many = [
        event(text.format(n % 12 + 1, n % 28 + 1, n % 24), f"{n}@example.com") for n in range(5000)
    ]
    begun = time.process_time()
    assert len(read(calendar(*many)).occurrences) > 800
    assert time.process_time() - begun < 3
