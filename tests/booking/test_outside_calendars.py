"""A therapist's other calendar closes the times at which they are busy elsewhere."""

import http.server
import logging
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection

from booking import outside_calendars, stranding
from booking.calendar_files import events
from booking.free_times import open_times
from booking.ical import as_feed
from booking.models import Appointment, BusyElsewhere, OutsideCalendar
from clinic.long_work import FAULT
from clinic.watched import WatchedChange
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECRET = "private-5f3a"


def event(start, end, more="", uid="one@example.com"):
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:{start}\r\nDTEND:{end}\r\n"
        f"SUMMARY:Dentist with Somebody\r\n{more}END:VEVENT\r\n"
    )


def calendar(*events):
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


MORNING = event("20261124T090000", "20261124T120000")  # tomorrow


class Site(http.server.BaseHTTPRequestHandler):
    """The other calendar's site, which answers with `status` and `body`."""

    def do_GET(self):
        type(self).asked.append(dict(self.headers))
        self.send_response(self.status)
        self.send_header("ETag", '"one"')
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args):
        pass


@pytest.fixture
def site(settings):
    """It is on this computer, which only the setting allows."""
    settings.FETCH_PRIVATE_ADDRESSES = True
    server = http.server.HTTPServer(("127.0.0.1", 0), Site)
    Site.status, Site.body, Site.asked = 200, calendar(MORNING), []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{SECRET}.ics"
    server.shutdown()
    server.server_close()


@pytest.fixture
def connected(open_clinic, site):
    OutsideCalendar.objects.connect(open_clinic[1], site)
    return open_clinic[1]


def fetch():
    outside_calendars.fetch_due()
    return OutsideCalendar.objects.defer("address").get()


def tomorrow(open_clinic):
    """The times that patients can book tomorrow, on Toronto's clock."""
    service, therapist = open_clinic
    days = make.TOMORROW, make.TOMORROW
    starts = open_times(service, [therapist], Appointment.objects.busy(), days=days)[therapist]
    return [f"{one - timedelta(hours=5):%H:%M}" for one in starts]


def test_times_that_are_taken_elsewhere_cannot_be_booked(open_clinic, connected):
    assert "09:00" in tomorrow(open_clinic)
    one = fetch()
    assert (one.fetched_at, one.events, one.unread, one.failures) == (make.NOW, 1, 0, 0)
    times = tomorrow(open_clinic)
    assert times[0] == "12:00"
    assert times[-1] == "16:30"


def test_nothing_but_times_is_kept_or_logged(connected, caplog):
    caplog.set_level(logging.DEBUG)
    fetch()
    Site.body = b"<html>"
    OutsideCalendar.objects.update(next_at=make.NOW)
    assert fetch().problem
    with connection.cursor() as cursor:
        for table in ("booking_busyelsewhere", "booking_outsidecalendar"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            stored = str(cursor.fetchall())
            assert SECRET not in stored
            assert "Dentist" not in stored
    assert SECRET not in caplog.text
    assert "Dentist" not in caplog.text


def test_it_is_asked_every_ten_minutes_and_once(connected, clock):
    fetch()
    assert OutsideCalendar.objects.claim() is None
    clock.shift(timedelta(minutes=9, seconds=59))
    fetch()
    assert len(Site.asked) == 1
    clock.shift(timedelta(seconds=2))
    assert OutsideCalendar.objects.claim()
    assert OutsideCalendar.objects.claim() is None  # another worker has it
    assert len(Site.asked) == 1


def test_what_is_unchanged_is_not_read_again_until_the_days_have_moved_on(connected, clock):
    fetch()
    Site.status, Site.body = 304, b""
    clock.shift(timedelta(minutes=11))
    assert fetch().fetched_at > make.NOW
    assert Site.asked[1]["If-None-Match"] == '"one"'
    assert BusyElsewhere.objects.count() == 1
    clock.shift(timedelta(hours=13))
    fetch()
    assert "If-None-Match" not in Site.asked[2]


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (404, b"", "The site has no such page."),
        (200, b"<!doctype html><title>Log in</title>", "It is a web page"),
        (200, b"", "It is empty."),
        (200, calendar(MORNING)[:-40], "The calendar is incomplete."),
    ],
)
def test_what_fails_changes_no_time(open_clinic, connected, clock, status, body, problem):
    fetch()
    Site.status, Site.body = status, body
    clock.shift(timedelta(minutes=11))
    assert fetch().problem.startswith(problem)
    assert tomorrow(open_clinic)[0] == "12:00"


@pytest.mark.parametrize("limit", ["LONGEST", "MOST"])
def test_what_is_too_much_to_calculate_changes_no_time(
    open_clinic, connected, clock, monkeypatch, limit
):
    fetch()
    monkeypatch.setattr(events, limit, 0)
    Site.body = calendar(
        event("20261125T090000", "20261125T100000"),
        event("20261124T090000", "20261124T100000", uid="two"),
    )
    clock.shift(timedelta(minutes=11))
    assert fetch().problem in (events.TOO_LONG, events.TOO_MANY)
    assert tomorrow(open_clinic)[0] == "12:00"


def test_the_desk_is_told_since_when_a_calendar_fails(connected, reception, clock):
    fetch()
    Site.status = 503
    clock.shift(timedelta(minutes=11))
    fetch()
    assert "Other calendars" not in reception.get("/admin/").text  # most sites are down at times
    clock.shift(timedelta(minutes=11))
    one = fetch()
    assert (one.failures, one.failing_since) == (2, make.NOW + timedelta(minutes=11))
    assert one.next_at == make.NOW + timedelta(minutes=22 + 20)  # rarer each time
    desk = reception.get("/admin/").text
    assert "Other calendars that can’t be read" in desk
    assert "Not read since Monday, November 23, 9:00" in desk.replace("\xa0", " ")
    Site.status, Site.body = 200, calendar()
    clock.shift(timedelta(minutes=21))
    assert (fetch().failures, BusyElsewhere.objects.count()) == (0, 0)  # what is empty is believed
    assert not OutsideCalendar.objects.failing()


def test_a_visit_that_it_strands_is_shown_as_a_closure_would_show_it(
    open_clinic, connected, reception
):
    visit = make.booking(*open_clinic).visits()[0]
    assert visit.starts_at == make.TOMORROW_AT_NINE
    fetch()
    assert stranding.is_stranded(visit)
    assert "Visits that no longer fit the schedule" in reception.get("/admin/").text
    assert "Busy elsewhere" in reception.get(f"/admin/?day={make.TOMORROW}").text
    sheet = reception.get(f"/admin/booking/appointment/sheet/?day={make.TOMORROW}").text
    assert "busy elsewhere 9:00" in sheet.replace("\xa0", " ")


def test_our_own_visits_do_not_close_their_own_times(open_clinic, connected):
    make.booking(*open_clinic)
    Site.body = as_feed(connected)
    assert fetch().events == 1
    assert not BusyElsewhere.objects.exists()


def test_what_is_the_same_is_not_written_again(connected, clock):
    fetch()
    Site.body = calendar(MORNING, event("20261125T090000", "20261125T100000", uid="two"))
    clock.shift(timedelta(minutes=11))
    kept, changes = BusyElsewhere.objects.get(), WatchedChange.objects.count()
    fetch()
    assert kept in BusyElsewhere.objects.all()
    assert WatchedChange.objects.count() == changes + 1
    clock.shift(timedelta(minutes=11))
    fetch()
    assert WatchedChange.objects.count() == changes + 1


def test_an_answer_that_arrives_after_the_address_was_changed_is_dropped(connected, site):
    claimed = OutsideCalendar.objects.claim()
    OutsideCalendar.objects.connect(connected, f"{site}?new", seen=0)
    outside_calendars.fetch(claimed)
    assert not BusyElsewhere.objects.exists()


def test_an_address_whose_key_is_lost_is_told_and_can_be_replaced(reception, connected, settings):
    settings.SECRET_KEY = "another" * 9
    one = fetch()
    assert "SECRET_KEY has changed" in one.problem
    assert list(OutsideCalendar.objects.failing()) == [one]
    reception.force_login(reception.user)
    page = reception.get(f"/admin/booking/therapist/{connected.pk}/change/").text
    assert "an address that can’t be read" in page
    post(reception, connected, "remove/", seen="0")
    assert not OutsideCalendar.objects.exists()


PAGE = "/admin/booking/therapist/{}/other-calendar/"


def post(client, therapist, verb="", **form):
    return client.post(PAGE.format(therapist.pk) + verb, form)


def test_reception_connects_it_and_sees_it_masked(reception, open_clinic, site):
    therapist, port = open_clinic[1], urlsplit(site).port  # which has no https, so it may be down
    sent = post(reception, therapist, address=f" webcal://LocalHost:{port}/{SECRET}.ics ")
    back = f"/admin/booking/therapist/{therapist.pk}/change/"
    assert sent["Location"] == back
    one = OutsideCalendar.objects.get()
    assert one.address == f"https://LocalHost:{port}/{SECRET}.ics"
    page = reception.get(back).text
    assert "localhost/…" in page
    assert SECRET not in page + reception.get(PAGE.format(therapist.pk)).text


@pytest.mark.parametrize(
    "address",
    [
        *("", "calendar", "ftp://example.com/a", "http://example.com/a.ics", "https://"),
        *("https://[/", "https://me:secret@example.com/a.ics", "https://a b/"),
        *("https://example.com:99999/", f"https://example.com/{'a' * 1000}"),
    ],
)
def test_what_is_no_address_is_refused_and_kept(reception, open_clinic, address):
    answer = post(reception, open_clinic[1], address=address)
    assert answer.status_code == 422
    assert not OutsideCalendar.objects.exists()
    assert "error" in answer.text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Enter the address of the calendar."),
        ("https://calendar.google.com/calendar/u/0/r?pli=1", "“Secret address in iCal format”"),
        ("https://calendar.google.com/calendar/embed?src=a%40example.com", "a page in Google"),
        ("https://outlook.live.com/owa/calendar/1/2/cid-3/calendar.html", "the ICS link, not"),
        ("https://www.icloud.com/calendar/", "“Public Calendar”"),
    ],
)
def test_a_page_of_a_calendar_program_is_refused_with_where_to_find_the_address(
    reception, open_clinic, address, said
):
    answer = post(reception, open_clinic[1], address=address)
    assert answer.status_code == 422
    assert said in answer.context["form"].errors["address"][0]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, b"<!doctype html><title>Log in</title>", "It is a web page, perhaps a log-in page"),
        (200, b"Hello", "It is not a calendar. In that program, look"),
        (404, b"", "The site has no such page. In that program, look"),
        (503, b"", ""),
    ],
)
def test_a_site_that_answers_with_no_calendar_is_refused_at_once(
    reception, open_clinic, site, status, body, said
):
    Site.status, Site.body = status, body
    answer = post(reception, open_clinic[1], address=site)
    assert OutsideCalendar.objects.exists() is not bool(said)
    if said:
        assert said in answer.context["form"].errors["address"][0]


def test_until_the_first_answer_it_says_only_what_is_true(reception, connected, site):
    page = f"/admin/booking/therapist/{connected.pk}/change/"
    nobody, none = "nobody can book them", "closes no times"
    Site.status = 503
    fetch()
    said = reception.get(page).text
    assert none in said
    assert nobody not in said
    Site.status = 200
    OutsideCalendar.objects.update(next_at=make.NOW)
    fetch()
    assert nobody in reception.get(page).text
    OutsideCalendar.objects.connect(connected, f"{site}?new", seen=0)
    Site.status = 503
    fetch()
    said = reception.get(page).text
    assert "The previous calendar’s times still count" in said
    assert none not in said


def test_therapists_see_when_they_are_busy_elsewhere(client, connected):
    fetch()
    connected.account = make.staff("Therapists")
    connected.save()
    client.force_login(connected.account)
    page = client.get("/admin/booking/appointment/mine/").text.replace("\xa0", " ")
    assert "Tue, Nov 24, 9:00 AM – 12:00 PM" in page
    assert "From your other calendar, last read on Monday, November 23" in page


def test_nobody_replaces_or_removes_a_calendar_that_they_have_not_seen(reception, connected, site):
    other = f"{site}?b"
    for form in ({"address": other}, {"address": "x", "seen": "7"}):
        post(reception, connected, **form)
        post(reception, connected, "remove/", seen="7")
        assert OutsideCalendar.objects.get().version == 0
    sent = post(reception, connected, address=other, seen="0")
    assert sent.status_code == 302
    assert OutsideCalendar.objects.get().address == other


def test_it_is_fetched_now_once_for_two_clicks(reception, connected, clock):
    fetch()
    clock.shift(timedelta(minutes=1))
    post(reception, connected, "fetch/")
    assert OutsideCalendar.objects.due().exists()
    fetch()
    post(reception, connected, "fetch/")
    assert not OutsideCalendar.objects.due().exists()


def test_with_the_calendar_its_times_go(reception, open_clinic, connected):
    fetch()
    post(reception, connected, "remove/", seen="0")
    assert not OutsideCalendar.objects.exists()
    assert tomorrow(open_clinic)[0] == "09:00"


def test_the_worker_fetches_it(connected):
    make.call("work", "--once")
    assert BusyElsewhere.objects.exists()


def test_an_error_of_ours_with_one_calendar_is_told_and_the_next_is_read(
    open_clinic, connected, site, monkeypatch, clock
):
    replace = outside_calendars.replace
    monkeypatch.setattr(
        outside_calendars,
        "replace",
        lambda calendar, found: replace(calendar, found) if calendar.pk != connected.pk else {}[0],
    )
    other = make.therapist(open_clinic[0], name="Another Therapist")
    clock.shift(timedelta(minutes=1))  # the first is asked before it
    OutsideCalendar.objects.connect(other, site)
    outside_calendars.fetch_due()
    failed, read = OutsideCalendar.objects.defer("address").order_by("pk")
    assert (failed.problem, failed.failures) == (FAULT, 1)
    assert read.busy.exists()


@pytest.mark.parametrize("start", ["20261031T090000", "20270313T090000"])
def test_what_recurs_closes_the_same_hour_on_both_sides_of_a_change_of_the_clocks(
    open_clinic, site, start
):
    """At nine on Toronto's clock, which is an hour earlier in UTC once daylight time begins."""
    day = datetime.strptime(start, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    hours = [13, 14] if day.month == 10 else [14, 13]
    Site.body = calendar(
        event(start, start.replace("T09", "T10"), "RRULE:FREQ=DAILY;COUNT=2\r\n").replace(
            "DTSTART:", "DTSTART;TZID=America/Toronto:"
        )
    )
    with time_machine.travel(day - timedelta(days=3), tick=False):
        OutsideCalendar.objects.connect(open_clinic[1], site)
        fetch()
    assert [one.starts_at for one in BusyElsewhere.objects.all()] == [
        day.replace(hour=hours[0]),
        day.replace(hour=hours[1]) + timedelta(days=1),
    ]
