"""Joining the waiting list without a visit, and the private page of it."""

import uuid
from datetime import date, timedelta

import pytest
from mailer.models import Message as Mail

from booking.models import WaitingListEntry
from inbox.models import LIMIT, Attempt
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/book/waiting-list/"
BROWSER = {"Sec-Fetch-Site": "same-origin"}
LATER = make.TOMORROW_AT_NINE + timedelta(hours=2)


def form(service):
    return {
        "key": str(uuid.uuid4()),
        "service": service.pk,
        "therapist": "",
        "until": "2026-12-07",
        "name": "Sample Waiter",
        "email": "waiter@example.com",
        "phone": "416 555 0199",
        "note": "",
    }


def join(client, chosen, **typed):
    return client.post(PAGE, form(chosen) | typed, headers=BROWSER)


@pytest.fixture
def entry(open_clinic):
    return make.waiting_entry(open_clinic[0])


def test_the_form_has_what_was_chosen_on_the_page_of_times(client, open_clinic):
    service, therapist = open_clinic
    page = client.get(f"{PAGE}?service={service.pk}&therapist={therapist.pk}")
    assert page.context["form"].initial["therapist"] == therapist
    assert "Sample Therapist</option>" in page.text
    assert not page.cookies


@each("query", ["service=9&therapist=x", "service=%E2%91%A8", "service=" + 99 * "9"])
def test_an_odd_address_shows_the_form(client, open_clinic, query):
    assert client.get(f"{PAGE}?{query}").status_code == 200


def test_the_times_lead_to_the_list_with_the_choice(client, open_clinic):
    service, therapist = open_clinic
    page = client.get(f"/book/?service={service.pk}&therapist={therapist.pk}")
    assert f"{PAGE}?service={service.pk}&amp;therapist={therapist.pk}" in page.text


def test_joining_leads_to_a_page_without_contact_details(client, open_clinic):
    service, therapist = open_clinic
    typed = {"weekdays": ["0", "3"], "times_of_day": ["evening"], "therapist": therapist.pk}
    answer = join(client, service, **typed)
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    assert "You are on the waiting list" in page.text
    assert "Monday and Thursday, evenings" in page.text
    assert "Sample Waiter" not in page.text
    assert "waiter@example.com" not in page.text + answer["Location"]
    entry = WaitingListEntry.objects.get()
    assert (entry.state, entry.therapist, entry.until) == ("waiting", therapist, date(2026, 12, 7))


def test_the_mail_says_nothing_that_was_typed_and_reception_is_told(client, open_clinic):
    join(client, open_clinic[0], note="A note about zebras")
    to_patient, to_reception = make.queued_mail()
    assert to_patient.to == ["waiter@example.com"]
    assert to_reception.to == ["reception@example.com"]
    for mail in (to_patient, to_reception):
        for typed in ("Sample Waiter", "zebras", "416 555 0199", "IMS treatment"):
            assert typed not in mail.body + mail.subject
    assert WaitingListEntry.objects.get().private_url() in to_patient.body


def test_a_phone_number_alone_is_enough_and_nothing_is_not(client, open_clinic):
    assert join(client, open_clinic[0], email="").status_code == 303
    refused = join(client, open_clinic[0], email="", phone="")
    assert refused.status_code == 422
    assert "Enter an email address or a phone number." in refused.text
    assert 'value="Sample Waiter"' in refused.text


@each(
    "typed",
    [
        {"until": "2026-11-22"},
        {"until": "2027-11-22"},
        {"until": "9999-12-31"},
        {"until": ""},
        {"weekdays": ["7"]},
        {"times_of_day": ["night"]},
        {"service": "\x00"},
        {"therapist": 30 * "9"},
        {"name": ""},
    ],
)
def test_what_cannot_be_is_refused(client, open_clinic, typed):
    refused = join(client, open_clinic[0], **typed)
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    assert not WaitingListEntry.objects.exists()


def test_a_therapist_who_does_not_offer_it_is_refused(client, open_clinic):
    other = make.therapist(make.service("Massage"), name="A Colleague")
    refused = join(client, open_clinic[0], therapist=other.pk)
    assert "A Colleague does not offer IMS treatment." in refused.text


def test_a_double_click_joins_once_and_a_changed_form_asks(client, open_clinic):
    sent = form(open_clinic[0])
    first, second = (client.post(PAGE, sent, headers=BROWSER) for _ in range(2))
    assert first["Location"] == second["Location"]
    changed = client.post(PAGE, sent | {"name": "Another Name"}, headers=BROWSER)
    assert changed.status_code == 409
    assert WaitingListEntry.objects.count() == 1


def test_spam_is_stored_and_mails_nobody(client, open_clinic):
    answer = join(client, open_clinic[0], ref_k2="a machine")
    assert "You are on the waiting list" in client.get(answer["Location"]).text
    assert WaitingListEntry.objects.get().state == "spam"
    assert make.queued_mail() == []


def test_a_contact_that_waits_too_often_is_told_nothing_and_stored_as_spam(client, open_clinic):
    answers = [join(client, open_clinic[0], name=f"Sample {n}") for n in range(4)]
    assert {one.status_code for one in answers} == {303}
    states = list(WaitingListEntry.objects.values_list("state", flat=True))
    assert states == ["waiting", "waiting", "waiting", "spam"]


def test_a_stranger_cannot_tell_from_the_page_that_a_contact_waits_too_often(
    client, clock, open_clinic
):
    third, fourth = [join(client, open_clinic[0]) for _ in range(4)][2:]
    assert WaitingListEntry.objects.latest("pk").state == "spam"

    def both(path="", **typed):
        pages = []
        for link in (third["Location"], fourth["Location"]):
            page = client.post(link + path, typed) if typed else client.get(link + path)
            token = link.split("/")[-3]
            keys = WaitingListEntry.objects.filter(token=token).values_list("form_key", flat=True)
            text = page.text.replace(token, "TOKEN").replace(str(keys[0]), "KEY")
            pages.append((page.status_code, text))
        assert pages[0] == pages[1]
        return pages[1][1]

    assert "Leave the waiting list" in both()
    both("change/")
    both("change/", weekdays="0", until="2026-12-04", seen=0)
    assert "Your changes are saved." in both()
    assert WaitingListEntry.objects.latest("pk").state == "spam"
    for days in (12, 6, 2):
        clock.shift(timedelta(days=days))
        WaitingListEntry.objects.end_overdue()
        both()
        both("leave/", seen=1)
        both()


def test_who_is_taken_for_spam_can_leave(client, open_clinic):
    link = join(client, open_clinic[0], ref_k2="a machine")["Location"]
    assert client.post(f"{link}leave/", {"seen": 0}).status_code == 303
    assert "You are no longer on the waiting list" in client.get(link).text


def test_too_many_posts_wait_and_keep_what_was_typed(client, open_clinic):
    client.post(PAGE, {}, headers=BROWSER)
    first = Attempt.objects.get()
    more = [Attempt(form=first.form, client=first.client) for _ in range(LIMIT)]
    Attempt.objects.bulk_create(more)
    refused = join(client, open_clinic[0])
    assert refused.status_code == 429
    assert 'value="Sample Waiter"' in refused.text


def test_another_site_cannot_send_it(client, open_clinic):
    refused = client.post(PAGE, form(open_clinic[0]), headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403


def test_a_mail_is_held_back_from_an_address_that_had_many(client, open_clinic):
    for _ in range(11):
        entry = make.waiting_entry(open_clinic[0])
        entry.leave()
    entry = WaitingListEntry.objects.latest("pk")
    assert entry.is_mail_held_back()
    assert sum(mail.to == ["waiter@example.com"] for mail in make.queued_mail()) == 10


def test_a_patient_on_the_list_can_change_the_times_and_leave(client, entry):
    page = entry.private_path()
    changed = {"seen": 0, "weekdays": ["1"], "until": "2026-12-24"}
    assert client.post(f"{page}change/", changed).status_code == 303
    assert "Your changes are saved." in client.get(page).text
    entry.refresh_from_db()
    assert (entry.weekdays, entry.until) == ([1], date(2026, 12, 24))
    assert "Leave the waiting list?" in client.get(f"{page}leave/").text
    assert client.post(f"{page}leave/", {"seen": 1}).status_code == 303
    assert "You are no longer on the waiting list" in client.get(page).text
    assert client.get(f"{page}leave/").status_code == 303


def test_a_get_takes_nobody_off_the_list(client, entry):
    client.get(f"{entry.private_path()}leave/")
    entry.refresh_from_db()
    assert entry.state == "waiting"


def test_what_was_not_seen_is_not_undone(client, entry):
    page = entry.private_path()
    entry.adjust(seen=0, weekdays=[2])
    refused = client.post(f"{page}leave/", {"seen": 0})
    assert refused.status_code == 409
    assert "Something has changed" in refused.text
    assert "Wednesday" in refused.text


def test_the_link_expires_a_week_after_they_left(client, clock, entry):
    entry.leave()
    clock.shift(timedelta(days=6))
    assert client.get(entry.private_path()).status_code == 200
    clock.shift(timedelta(days=2))
    assert client.get(entry.private_path()).status_code == 410
    assert client.get("/appointments/no-such-token/waiting/").status_code == 404


def test_a_lost_link_is_sent_again_once_in_ten_minutes(client, clock, entry):
    for minutes, mails in ((0, 1), (9, 0), (2, 1)):
        clock.shift(timedelta(minutes=minutes))
        Mail.objects.all().delete()
        answer = client.post("/book/link/", {"email": "WAITER@example.com"}, headers=BROWSER)
        assert answer["Location"] == "/book/link/sent/"
        sent = make.queued_mail()
        assert [mail.to for mail in sent] == [["waiter@example.com"]] * mails
        assert all(entry.private_url() in mail.body for mail in sent)


def test_each_spelling_of_an_address_gets_its_own_lost_links(client, entry):
    make.waiting_entry(entry.service, email="Waiter@example.com", phone="")
    Mail.objects.all().delete()
    for _ in range(2):
        client.post("/book/link/", {"email": "waiter@example.com"}, headers=BROWSER)
    to = sorted(mail.to for mail in make.queued_mail())
    assert to == [["Waiter@example.com"], ["waiter@example.com"]]
