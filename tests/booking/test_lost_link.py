"""“Lost your link?” mails it to its owner, and tells nobody else anything."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from mailer.models import Message as Mail

from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = make.TOMORROW_AT_NINE + timedelta(hours=2)


def ask(client, email="patient@example.com", **more):
    Mail.objects.all().delete()
    return client.post("/book/link/", {"email": email} | more)


def test_the_owner_gets_the_links_of_all_bookings_to_come(client, open_clinic):
    first, second = make.booking(*open_clinic), make.booking(*open_clinic, LATER)
    ask(client)
    (mail,) = make.queued_mail()
    assert mail.to == ["patient@example.com"]
    assert first.private_url() in mail.body
    assert second.private_url() in mail.body


def test_the_answer_is_the_same_for_an_unknown_address(client, appointment):
    known, unknown = ask(client), ask(client, "nobody@example.com")
    assert make.queued_mail() == []
    assert known.status_code == unknown.status_code == 303
    assert known["Location"] == unknown["Location"] == "/book/link/sent/"
    assert known.content == unknown.content
    assert "If we know the address" in client.get("/book/link/sent/").text


def test_the_address_is_found_in_any_case_and_mailed_as_it_was_given(client, appointment):
    ask(client, "PATIENT@Example.com")
    assert make.queued_mail()[0].to == ["patient@example.com"]


def test_a_look_alike_address_gets_only_its_own_links(client, open_clinic):
    mine = make.booking(*open_clinic, email="mike@example.com")
    other = make.booking(*open_clinic, LATER, email="m\u0131ke@example.com")  # a dotless i
    ask(client, "m\u0131ke@example.com")
    for mail in make.queued_mail():
        links = [one for one in (mine, other) if one.private_url() in mail.body]
        assert [one.email for one in links] == mail.to


def test_what_is_over_has_no_link_to_send(client, appointment):
    appointment.cancel()
    assert ask(client).status_code == 303
    assert make.queued_mail() == []


def test_one_address_gets_one_mail_in_ten_minutes(client, clock, appointment):
    for minute, mails in ((0, 1), (9, 0), (2, 1)):
        clock.shift(timedelta(minutes=minute))
        ask(client)
        assert len(make.queued_mail()) == mails


def test_a_new_booking_does_not_shorten_the_pause(client, open_clinic, appointment):
    ask(client)
    make.booking(*open_clinic, LATER)
    ask(client)
    assert make.queued_mail() == []


@pytest.mark.django_db(transaction=True)
def test_parallel_posts_send_one_mail(open_clinic):
    make.booking(*open_clinic), make.booking(*open_clinic, LATER)
    Mail.objects.all().delete()

    def post(_):
        try:
            return Client().post("/book/link/", {"email": "patient@example.com"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(post, range(8))) == {303}
    assert Mail.objects.count() == 1


def test_a_machine_that_fills_the_hidden_field_sends_nothing(client, appointment):
    assert ask(client, ref_k2="x").status_code == 303
    assert make.queued_mail() == []


def test_too_many_posts_wait_and_keep_what_was_typed(client, appointment):
    for _ in range(20):
        ask(client, "nobody@example.com")
    response = ask(client)
    assert response.status_code == 429
    assert 'value="patient@example.com"' in response.text
    assert make.queued_mail() == []


@each("email", ["", "nobody", "a@localhost", "a\x00b@example.com", "a" * 9999])
def test_what_is_no_address_is_refused(client, email):
    response = ask(client, email)
    assert response.status_code == 422
    assert "There is a problem" in response.text


def test_another_site_cannot_send_it(client, appointment):
    Mail.objects.all().delete()
    form = {"email": "patient@example.com"}
    response = client.post("/book/link/", form, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert make.queued_mail() == []


def test_the_form_is_the_same_for_everybody(client):
    response = client.get("/book/link/")
    assert "Lost your link?" in response.text
    assert not response.cookies
