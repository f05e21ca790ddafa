"""“Check your answers”, and the typed details that travel with every change."""

import re

import pytest

from booking.models import Booking
from pages.models import Page
from tests import make
from tests.booking.test_requesting import details
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def unconfirmed(service, **changes):
    form = details(service, name="Typed Name", note="First line\nsecond & <last>", **changes)
    del form["confirmed"]
    return form


def hidden(page):
    """The hidden fields of a page, as the browser would send them."""
    return dict(page.context["carried"])


def test_the_details_are_shown_once_more_before_anything_is_stored(client, open_clinic):
    page = client.post("/book/request/", unconfirmed(open_clinic[0]))
    assert page.status_code == 200
    assert "Check your answers" in page.text
    assert "Typed Name" in page.text
    assert "second &amp; &lt;last&gt;" in page.text
    assert page["Cache-Control"] == "private, no-cache"
    assert not Booking.objects.exists()


def test_what_the_page_carries_is_what_is_stored(client, open_clinic):
    page = client.post("/book/request/", unconfirmed(open_clinic[0]))
    client.post("/book/request/", hidden(page) | {"confirmed": "yes"})
    booking = Booking.objects.get()
    assert (booking.name, booking.note) == ("Typed Name", "First line\nsecond & <last>")


def test_nothing_personal_is_in_an_address(client, open_clinic):
    page = client.post("/book/request/", unconfirmed(open_clinic[0]))
    assert "Typed" not in str(page.context["choose"])
    assert not client.cookies


def test_the_details_can_be_changed_and_are_kept(client, open_clinic):
    page = client.post("/book/request/", unconfirmed(open_clinic[0]))
    form = client.post("/book/request/", hidden(page) | {"edit": "yes"})
    assert 'value="Typed Name"' in form.text
    assert "There is a problem" not in form.text


def test_the_time_can_be_changed_and_the_details_are_kept(client, open_clinic):
    page = client.post("/book/request/", unconfirmed(open_clinic[0]))
    times = client.post("/book/", hidden(page) | {"go": page.context["choose"].query})
    assert 'type="hidden" name="name" value="Typed Name"' in times.text
    start, step = times.context["days"][0][1][3]
    form = client.post(step.path, hidden(times) | {"go": step.query})
    assert 'value="Typed Name"' in form.text
    assert form.context["starts"] == [start]
    assert f'value="{details(open_clinic[0])["key"]}"' not in form.text
    assert hidden(page)["key"] in form.text  # one form, however often it is changed


@each("go", ["", "start=x", "%00", "a=" * 500, "service=1&" * 600, "\ud83d"[:0]])
def test_nonsense_on_a_button_is_ignored(client, open_clinic, go):
    for path in ("/book/", "/book/course/", "/book/request/"):
        assert client.post(path, {"go": go, "name": "Typed Name"}).status_code in (200, 302)


def test_looking_at_the_answers_is_not_counted_as_sending(client, open_clinic):
    for _ in range(30):
        page = client.post("/book/request/", unconfirmed(open_clinic[0]))
    assert page.status_code == 200


def test_the_way_of_contact_must_be_one_of_those_offered(client, open_clinic):
    page = client.post("/book/request/", unconfirmed(open_clinic[0], contact_by="pigeon"))
    assert page.status_code == 422
    client.post("/book/request/", details(open_clinic[0], contact_by="phone"))
    assert Booking.objects.get().contact_by == "phone"


def test_the_privacy_notice_that_was_live_is_recorded(client, seeded, open_clinic):
    client.post("/book/request/", details(open_clinic[0]))
    live = Page.objects.get(slug="privacy").live_revision()
    assert Booking.objects.get().privacy_notice == live


def test_the_privacy_notice_is_recorded_also_after_its_page_has_moved(client, seeded, open_clinic):
    page = Page.objects.get(slug="privacy")
    page.move_to("your-data")
    form = client.post("/book/request/", details(open_clinic[0]) | {"edit": "yes"})
    assert 'href="/privacy/"' in form.text
    assert client.get("/privacy/")["Location"] == "/your-data/"
    client.post("/book/request/", details(open_clinic[0]))
    assert Booking.objects.get().privacy_notice == page.live_revision()


def test_a_service_arranged_by_phone_shows_the_number_and_no_times(client, seeded):
    service = make.service(is_online=False)
    make.therapist(service)
    page = client.get("/book/", {"service": service.pk})
    assert "please phone us" in page.text
    assert "days" not in page.context
    assert client.get("/book/request/", {"service": service.pk}).status_code == 302
    assert client.post("/book/request/", details(service)).status_code == 422


def test_mornings_and_evenings_can_be_told_apart(client, open_clinic):
    open_clinic[1].working_hours.update(closes="20:00")
    page = client.get("/book/", {"time_of_day": "evening"})
    hours = {start.hour for _, times in page.context["days"] for start, _ in times}
    assert hours == {17, 18, 19}
    assert re.search(r'aria-current="true">\s*Evenings', page.text)


def test_the_month_at_a_glance_counts_the_open_times_of_each_day(client, open_clinic):
    make.booking(*open_clinic)
    picker = client.get("/book/").context["picker"]
    weeks = picker.weeks(picker.month)
    cells = {cell.day: cell.count for week in weeks for cell in week if cell}
    assert cells[make.TOMORROW] == 15
    assert cells[make.NOW.date()] == 0


def test_the_next_open_time_is_one_press_away(client, open_clinic):
    start, step = client.get("/book/").context["next_open"]
    assert start == make.TOMORROW_AT_NINE
    assert client.get(str(step)).status_code == 200
