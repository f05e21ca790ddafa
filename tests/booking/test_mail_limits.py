"""How much email strangers can cause to one address, and what happens to the rest."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from booking.models import Appointment
from inbox.mail_limits import MOST_A_DAY, may_be_mailed
from tests import make

pytestmark = pytest.mark.django_db


def ask_and_withdraw(open_clinic, rounds, email="victim@example.com"):
    """What somebody does who wants to fill another's mailbox."""
    for number in range(rounds):
        booking = make.booking(*open_clinic, **make.contact(number) | {"email": email})
        booking.cancel()
    return booking


def mails_to(*addresses):
    return sum(mail.to[0] in addresses for mail in make.queued_mail())


def test_requesting_and_withdrawing_again_and_again_mails_a_few_times(clock, open_clinic):
    ask_and_withdraw(open_clinic, 20)
    assert mails_to("victim@example.com") == MOST_A_DAY


def test_the_other_spellings_of_a_mailbox_are_the_same_mailbox(clock, open_clinic):
    spellings = ["v.ic.tim@gmail.com", "victim+a@gmail.com", "Victim@GoogleMail.com"]
    for email in spellings:
        ask_and_withdraw(open_clinic, 4, email)
    assert mails_to(*spellings) == MOST_A_DAY


@pytest.mark.parametrize("other", ["v.ictim@example.com", "victim@example.org", "vict@example.com"])
def test_another_mailbox_is_not_held_back(clock, open_clinic, other):
    ask_and_withdraw(open_clinic, 6)
    make.booking(*open_clinic, email=other)
    assert mails_to(other) == 1


def test_the_request_counts_all_the_same_and_its_page_says_that_no_mail_came(
    client, clock, open_clinic
):
    ask_and_withdraw(open_clinic, 5)
    booking = make.booking(*open_clinic, email="victim@example.com")
    page = client.get(booking.get_absolute_url()).text
    assert "We did not email you about this" in page
    assert "also sent you the link" not in page
    assert booking.appointments.get().holds_time


def test_reception_is_to_phone_who_got_no_mail(reception, clock, open_clinic):
    ask_and_withdraw(open_clinic, 5)
    booking = make.booking(*open_clinic, email="victim@example.com")
    clock.shift(timedelta(minutes=6))
    assert "Patients to phone" in reception.get("/admin/").text
    page = reception.get(booking.visits()[0].get_admin_url()).text
    assert "Our last email to this patient was not sent" in page


def test_what_reception_does_is_always_mailed(reception, client, clock, open_clinic):
    ask_and_withdraw(open_clinic, 5)
    booking = make.booking(*open_clinic, email="victim@example.com")
    booking.confirm(by=reception.user)
    assert make.queued_mail()[-1].subject.startswith("Your appointment is confirmed")
    assert "We did not email you" not in client.get(booking.get_absolute_url()).text


def test_the_next_day_it_is_mailed_again(clock, open_clinic):
    ask_and_withdraw(open_clinic, 6)
    clock.shift(timedelta(hours=24))
    late = make.TOMORROW_AT_NINE + timedelta(days=3)
    make.booking(*open_clinic, late, email="victim@example.com")
    assert mails_to("victim@example.com") == MOST_A_DAY + 1


def test_lost_links_and_lapsed_holds_count_too(client, clock, open_clinic):
    ask_and_withdraw(open_clinic, 4)
    late = make.TOMORROW_AT_NINE + timedelta(days=9)
    booking = make.booking(*open_clinic, late, email="victim@example.com")
    client.post("/book/link/", {"email": "victim@example.com"})
    assert mails_to("victim@example.com") == MOST_A_DAY
    Appointment.objects.update(held_until=make.NOW)
    Appointment.objects.end_stale_holds()
    clock.shift(timedelta(minutes=11))
    client.post("/book/link/", {"email": "victim@example.com"})
    assert mails_to("victim@example.com") == MOST_A_DAY
    booking.refresh_from_db()
    assert booking.is_mail_held_back()


@pytest.mark.django_db(transaction=True)
def test_parallel_acts_do_not_slip_past_the_limit():
    def mail(_):
        try:
            with transaction.atomic():
                return may_be_mailed("victim@example.com")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(mail, range(2 * MOST_A_DAY))) == MOST_A_DAY
