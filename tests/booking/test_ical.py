"""Calendar files of visits: what they say, when, and to whom. Two parsers must agree on them."""

from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.core.mail.message import sanitize_address
from ical.calendar_stream import IcsCalendarStream
from ical.timezone import IcsTimezoneInfo
from icalendar import Calendar

from booking.ical import TORONTO, for_email
from booking.models import CalendarFeed
from clinic.models import Clinic
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def as_request(visit):
    content, method = for_email([visit], "REQUEST")
    assert method == "REQUEST"
    return content


def confirmed(open_clinic, *starts):
    """A confirmed booking with visits at these starts, or tomorrow at nine."""
    booking = make.booking(*open_clinic, starts=list(starts) or [make.TOMORROW_AT_NINE])
    booking.confirm(by=None)
    return booking


def download(client, booking):
    response = client.get(booking.get_absolute_url() + "visit.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return response


def events(client, booking):
    return Calendar.from_ical(download(client, booking).content).walk("VEVENT")


def read_elsewhere(text):
    """The calendar as another parser reads it, by the file's own rules for its zone."""
    return IcsCalendarStream.calendar_from_ics(text.replace("America/Toronto", "Clinic/Here"))


def test_a_confirmed_visit_goes_into_a_calendar_at_its_time(client, seeded, open_clinic):
    Clinic.objects.update(address="1 Sample Street\nToronto")
    (event,) = events(client, confirmed(open_clinic))
    assert event.decoded("dtstart").astimezone(UTC) == make.TOMORROW_AT_NINE
    assert event.decoded("dtstart").strftime("%H:%M") == "09:00"
    assert event["summary"] == "Appointment, Polyclinic Rehabilitation Institute"
    assert event["location"] == "1 Sample Street, Toronto"
    assert event["status"] == "CONFIRMED"


def test_it_says_nothing_about_health_or_the_patient_and_has_no_link(client, seeded, open_clinic):
    booking = confirmed(open_clinic)
    text = download(client, booking).text
    for private in ("IMS", "Sample Patient", "patient@example.com", "555", booking.token):
        assert private not in text


def test_no_cache_and_no_search_engine_keeps_it(client, open_clinic):
    response = download(client, confirmed(open_clinic))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("starts", "now"),
    [
        ([(3, 13, 14), (3, 14, 13), (3, 15, 13)], datetime(2027, 3, 8, tzinfo=UTC)),
        ([(3, 7, 14), (3, 14, 13), (3, 21, 13)], datetime(2027, 3, 1, tzinfo=UTC)),
        ([(11, 6, 13), (11, 7, 14), (11, 8, 14)], datetime(2027, 11, 1, tzinfo=UTC)),
        ([(10, 31, 13), (11, 7, 14), (11, 14, 14)], datetime(2027, 10, 25, tzinfo=UTC)),
    ],
    ids=["spring, daily", "spring, weekly", "autumn, daily", "autumn, weekly"],
)
def test_nine_stays_nine_when_the_clock_changes(client, clock, open_clinic, starts, now):
    clock.move_to(now)
    starts = [datetime(2027, *start, tzinfo=UTC) for start in starts]
    text = download(client, confirmed(open_clinic, *starts)).text
    ours = [one.decoded("dtstart") for one in Calendar.from_ical(text).walk("VEVENT")]
    theirs = [one.dtstart for one in read_elsewhere(text).events]
    for read in (ours, theirs):
        assert [one.astimezone(UTC) for one in read] == starts
        assert {one.strftime("%H:%M") for one in read} == {"09:00"}
    assert text.count("DTSTART;TZID=America/Toronto:") == 3


def test_the_zone_written_into_files_is_the_one_on_the_wall():
    calendar = Calendar.new()
    calendar.add_component(TORONTO)
    (written,) = read_elsewhere(calendar.to_ical().decode()).timezones
    theirs, wall = IcsTimezoneInfo.from_timezone(written), ZoneInfo("America/Toronto")
    for day in range(6 * 365):
        for hour in (1, 4, 9):  # on either side of a change, and in the working day
            moment = datetime(2026, 1, 1, hour) + timedelta(days=day)  # noqa: DTZ001
            assert moment.replace(tzinfo=theirs).utcoffset() == wall.utcoffset(moment), moment


def test_before_confirmation_the_calendar_is_sound_and_empty(client, open_clinic):
    text = download(client, make.booking(*open_clinic)).text
    assert not Calendar.from_ical(text).walk("VEVENT")
    assert not read_elsewhere(text).events


def test_a_declined_request_never_gets_into_a_calendar(client, appointment):
    appointment.decline(by=None)
    assert events(client, appointment.booking) == []


def test_a_cancelled_visit_stays_in_the_calendar_as_cancelled(client, open_clinic):
    booking = confirmed(open_clinic)
    (before,) = events(client, booking)
    booking.cancel(by=make.staff("Reception"))
    (after,) = events(client, booking)
    assert after["status"] == "CANCELLED"
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_a_moved_visit_replaces_the_one_in_the_calendar(client, open_clinic):
    booking = confirmed(open_clinic)
    (before,) = events(client, booking)
    later = make.TOMORROW_AT_NINE + timedelta(hours=2)
    booking.appointments.get().move(open_clinic[1], later, by=make.staff("Reception"))
    (after,) = events(client, booking)
    assert after.decoded("dtstart") == later
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_a_visit_that_took_place_stays_in_the_calendar(client, clock, open_clinic):
    booking = confirmed(open_clinic)
    clock.move_to(make.TOMORROW_AT_NINE + timedelta(hours=1))
    booking.appointments.get().mark("attended", by=make.staff("Reception"))
    (event,) = events(client, booking)
    assert event["status"] == "CONFIRMED"


def test_the_number_of_queries_does_not_grow_with_the_course(
    client, open_clinic, django_assert_num_queries
):
    weekly = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(7)]
    booking = confirmed(open_clinic, *weekly)
    download(client, booking)  # noted in the log once an hour
    with django_assert_num_queries(6):
        assert len(events(client, booking)) == 7


def test_the_link_ends_a_week_after_the_last_visit(client, clock, open_clinic):
    booking = confirmed(open_clinic)
    clock.move_to(booking.link_ends_at())
    download(client, booking)
    clock.shift(timedelta(seconds=1))
    assert client.get(booking.get_absolute_url() + "visit.ics").status_code == 410


def test_a_replaced_link_is_gone_and_a_wrong_one_was_never_there(client, open_clinic):
    booking = confirmed(open_clinic)
    old = booking.get_absolute_url()
    booking.replace_link(by=None, seen=0)
    assert client.get(old + "visit.ics").status_code == 410
    download(client, booking)
    assert client.get("/appointments/not-a-token/visit.ics").status_code == 404


def test_an_invitation_is_one_visit_from_the_clinic_to_the_patient(open_clinic):
    visit = confirmed(open_clinic).appointments.get()
    calendar = Calendar.from_ical(as_request(visit))
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "REQUEST"
    assert event["organizer"] == "mailto:clinic@example.com"
    assert event["attendee"] == "mailto:patient@example.com"
    assert event["attendee"].params["RSVP"] == "FALSE"
    assert read_elsewhere(as_request(visit).decode()).method == "REQUEST"


def test_a_cancellation_takes_back_the_invitation(open_clinic):
    visit = confirmed(open_clinic).appointments.get()
    (invited,) = Calendar.from_ical(as_request(visit)).walk("VEVENT")
    visit.cancel(by=make.staff("Reception"))
    calendar = Calendar.from_ical(for_email([visit], "CANCEL")[0])
    (event,) = calendar.walk("VEVENT")
    assert (calendar["method"], event["status"]) == ("CANCEL", "CANCELLED")
    assert event["uid"] == invited["uid"]
    assert event["sequence"] > invited["sequence"]


@pytest.mark.parametrize("address", ['"\x0bDESCRIPTION:x"@example.com', "a&b;c=d@example.com"])
def test_no_address_writes_a_line_of_its_own(open_clinic, address):
    booking = make.booking(*open_clinic, email=address)
    booking.confirm(by=None)
    text = as_request(booking.appointments.get()).decode()
    assert not [line for line in text.splitlines() if line.startswith("DESCRIPTION")]
    assert len(read_elsewhere(text).events) == 1


AUTUMN = datetime(2027, 11, 7, 5, tzinfo=UTC)  # 1:00 AM EDT; an hour later it is 1:00 AM EST


@each("minutes", [-30, 0, 30, 60, 90])
def test_a_visit_in_the_hour_that_comes_twice_is_in_no_doubt(clock, open_clinic, minutes):
    clock.move_to(AUTUMN - timedelta(days=3))
    open_clinic[1].working_hours.update(opens=time(0))
    start = AUTUMN + timedelta(minutes=minutes)
    text = as_request(confirmed(open_clinic, start).appointments.get()).decode()
    (ours,) = Calendar.from_ical(text).walk("VEVENT")
    (theirs,) = read_elsewhere(text).events
    for begins, ends in (
        (ours.decoded("dtstart"), ours.decoded("dtend")),
        (theirs.dtstart, theirs.dtend),
    ):
        assert begins.astimezone(UTC) == start
        assert ends.astimezone(UTC) == start + timedelta(minutes=30)


def lines(content):
    """The content lines of a file as RFC 5545 wants them written, unfolded."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    physical = content.split(b"\r\n")
    assert max(map(len, physical)) <= 75
    for one in physical:
        one.decode()  # no character is broken by a fold
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


AWKWARD = 'Müller, Çelik; "Co" \\ Söhne — Physiotherapie für alle, auch für Sie, in Toronto 🦶'


@pytest.fixture
def awkward(db, seeded):
    Clinic.objects.update(name=AWKWARD, address="1 Sample Street, Unit 2; Back\nToronto")


def test_a_calendar_is_named_in_both_ways_and_says_how_often_to_ask(client, awkward, open_clinic):
    written = lines(download(client, confirmed(open_clinic)).content)
    name = 'Appointments\\, Müller\\, Çelik\\; "Co" \\\\ Söhne — Physiotherapie für alle\\, auch '
    for title in ("NAME:", "X-WR-CALNAME:"):
        (line,) = [one for one in written if one.startswith(title)]
        assert line.startswith(title + name)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in written
    assert "X-PUBLISHED-TTL:PT1H" in written


def test_whatever_the_clinic_is_called_both_parsers_read_it(client, awkward, open_clinic):
    booking = confirmed(open_clinic)
    feed = CalendarFeed.objects.create(therapist=open_clinic[1])
    for content in (
        download(client, booking).content,
        client.get(feed.get_absolute_url()).content,
        as_request(booking.appointments.get()),
    ):
        lines(content)
        (theirs,) = read_elsewhere(content.decode()).events
        (ours,) = Calendar.from_ical(content).walk("VEVENT")
        assert theirs.summary == ours["summary"]
        assert AWKWARD in str(ours["summary"]) or "SP" in ours["summary"]
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "ORGANIZER"):
            assert name in ours


@each(
    ("address", "written"),
    [
        ("o'hara@example.com", "o'hara@example.com"),
        ("a+b.c_d-e@example.com", "a+b.c_d-e@example.com"),
        ("me@münchen.example", "me@xn--mnchen-3ya.example"),
        ("a&b@example.com", "a%26b@example.com"),
        ("100%me@example.com", "100%25me@example.com"),
    ],
)
def test_the_guest_is_the_address_that_the_mail_goes_to(open_clinic, address, written):
    booking = make.booking(*open_clinic, email=address)
    booking.confirm(by=None)
    text = "\n".join(lines(as_request(booking.appointments.get())))
    assert f":mailto:{written}\n" in text
    mailed = make.queued_mail()[-1].to[0]
    assert unquote(written) == sanitize_address(mailed, "utf-8")


@pytest.mark.parametrize("verb", ["confirm", "cancel"])
def test_the_file_in_a_mail_keeps_its_lines(open_clinic, verb):
    booking = confirmed(open_clinic)
    if verb == "cancel":
        booking.cancel(by=make.staff("Reception"))
    mail = message_from_bytes(make.queued_mail()[-1].message().as_bytes())
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    method = "REQUEST" if verb == "confirm" else "CANCEL"
    assert part.get_param("method") == method
    assert f"METHOD:{method}" in lines(part.get_payload(decode=True))


def weekly(open_clinic, number=5):
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(number)]
    booking = confirmed(open_clinic, *starts)
    return booking, starts


def file_of(mail):
    """The one calendar file of an email, and its method, which its part has to name too."""
    (part,) = mail.attachments
    text = part.get_payload(decode=True).decode()
    lines(text.encode())
    ours, theirs = Calendar.from_ical(text), read_elsewhere(text)
    assert {part.get_param("method"), theirs.method} == {str(ours["method"])}
    assert len(theirs.events) == len(ours.walk("VEVENT"))
    return ours, theirs


def test_a_course_is_one_file_that_anybody_may_import(open_clinic):
    _, starts = weekly(open_clinic)
    ours, theirs = file_of(make.queued_mail()[-1])
    assert ours["method"] == "PUBLISH"
    assert [one.decoded("dtstart").astimezone(UTC) for one in ours.walk("VEVENT")] == starts
    assert [one.dtstart.astimezone(UTC) for one in theirs.events] == starts
    # RFC 5546, 3.2.1: an organizer, no guests, and a UID for each.
    assert all("organizer" in one and "attendee" not in one for one in ours.walk("VEVENT"))
    assert len({one.uid for one in theirs.events}) == 5


def test_a_course_cancelled_is_one_mail_whose_file_changes_what_the_first_has_added(open_clinic):
    booking, _ = weekly(open_clinic)
    before, _ = file_of(make.queued_mail()[-1])
    booking.cancel(by=make.staff("Reception"))
    after, theirs = file_of(make.queued_mail()[-1])
    assert after["method"] == "PUBLISH"
    assert {one.status.value for one in theirs.events} == {"CANCELLED"}
    for was, now in zip(before.walk("VEVENT"), after.walk("VEVENT"), strict=True):
        assert now["uid"] == was["uid"]
        assert now["status"] == "CANCELLED"
        assert now["sequence"] > was["sequence"]


def test_one_visit_of_a_course_is_moved_and_cancelled_under_the_same_uid(open_clinic):
    booking, starts = weekly(open_clinic, 2)
    invited, _ = file_of(make.queued_mail()[-1])
    visit, by = booking.visits()[0], make.staff("Reception")
    uid, sequence = (invited.walk("VEVENT")[0][name] for name in ("uid", "sequence"))
    visit.move(open_clinic[1], starts[0] + timedelta(hours=2), by)
    visit.refresh_from_db()
    moved, theirs = file_of(make.queued_mail()[-1])
    visit.cancel(by)
    cancelled, _ = file_of(make.queued_mail()[-1])
    assert [str(one["method"]) for one in (moved, cancelled)] == ["REQUEST", "CANCEL"]
    assert theirs.events[0].dtstart == starts[0] + timedelta(hours=2)
    for one in (moved, cancelled):
        (event,) = one.walk("VEVENT")
        assert event["uid"] == uid
        assert event["sequence"] > sequence
        sequence = event["sequence"]
