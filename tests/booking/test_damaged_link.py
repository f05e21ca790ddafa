"""A private link that lost a part on its way says so, and is repaired if possible."""

import pytest

from booking.models import CalendarFeed
from pages.models import ShareLink
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MENDED = [
    "{0}.",
    "{0})/",
    "{0}>/",
    "<{0}>/",
    "{0},%20",
    "{0}&quot;/",
    "{1}%20{2}/",
    "{1}%0A{2}/",
    "{1}={2}/",
    "{1}=%0D%0A{2}/",
    "{0}=20/",
    "{0}%C2%AD/",
    "%E2%80%9C{0}%E2%80%9D/",
]
LOST = ["{1}", "{1}/", "{0}{0}/", "{2}/visit.ics", "none/12/cancel/", "none/nowhere/", ""]


@each("form", MENDED)
def test_what_a_mail_program_added_is_taken_away(client, appointment, form):
    token = appointment.booking.token
    response = client.get(
        f"/appointments/{form.format(token, token[:15], token[15:])}", follow=True
    )
    assert response.redirect_chain[-1][0] == f"/appointments/{token}/"
    assert response.status_code == 200


@each("form", LOST)
def test_a_link_that_is_not_whole_says_so_and_offers_to_send_it_again(client, appointment, form):
    token = appointment.booking.token
    response = client.get(
        f"/appointments/{form.format(token, token[:15], token[15:])}", follow=True
    )
    assert response.status_code == 404
    assert "This link does not work" in response.text
    assert 'action="/book/link/"' in response.text
    assert token[:15] not in response.text


def test_letters_of_another_case_open_nothing(client, appointment):
    path = appointment.booking.get_absolute_url()
    assert client.get(path.upper(), follow=True).status_code == 404


def test_the_form_on_that_page_sends_the_link(client, appointment):
    page = client.get("/appointments/none/").text
    assert 'name="email"' in page
    assert client.post("/book/link/", {"email": appointment.booking.email}).status_code == 303
    assert make.queued_mail()[-1].to == [appointment.booking.email]


def test_a_button_behind_a_damaged_link_does_nothing(client, appointment):
    path = f"{appointment.booking.get_absolute_url()[:-1]})/{appointment.pk}/cancel/"
    assert client.post(path, {"seen": make.version(appointment)}).status_code == 404
    appointment.refresh_from_db()
    assert appointment.state == "requested"


def test_a_step_behind_a_damaged_link_is_found(client, appointment):
    path = appointment.booking.get_absolute_url()
    response = client.get(f"{path[:-1]})/{appointment.pk}/cancel/")
    assert response["Location"] == f"{path}{appointment.pk}/cancel/"


def test_a_calendar_link_is_repaired_or_says_that_it_does_not_work(client, appointment):
    feed = CalendarFeed.objects.create(therapist=appointment.therapist)
    assert client.get(f"/calendars/{feed.token}>/visits.ics", follow=True).status_code == 200
    response = client.get("/calendars/none/visits.ics")
    assert response.status_code == 404
    assert "This calendar link does not work" in response.text


def test_a_link_to_a_draft_is_repaired_or_says_that_it_does_not_work(client):
    link = ShareLink.objects.create(revision=make.page("a-page").edit(by=None))
    assert client.get(f"/preview/{link.token}).", follow=True).status_code == 200
    for path in ("/preview/", "/preview/none/", f"/preview/{link.token[:20]}/"):
        assert "This link does not work" in client.get(path, follow=True).text
