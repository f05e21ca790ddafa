"""People on the waiting list who have no visit: who fits which time, and what is offered them."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import waiting_list
from booking.conflicts import NoLongerPossible
from booking.models import Appointment, Booking, Service, Therapist, WaitingListEntry
from inbox.verdict import Verdict
from tests import make
from tests.each import each
from tests.markup import Markup
from typed.seen import ChangedMeanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/admin/booking/appointment/waiting-list/"
ADD = "/admin/booking/waitinglistentry/add/"
TODAY_AT_TEN = make.NOW + timedelta(hours=1)


@pytest.fixture
def entry(open_clinic):
    return make.waiting_entry(open_clinic[0])


def times_of(entry):
    return next(row.times for row in waiting_list.rows() if row.entry == entry)


def starts_of(entry):
    return [start for start, _ in times_of(entry)]


def post(reception, entry, verb, **typed):
    typed = {"seen": make.version(entry)} | typed
    return reception.post(f"/admin/booking/waitinglistentry/{entry.pk}/{verb}/", typed, follow=True)


def offer(reception, entry, number=0, verb="offer", **typed):
    start, therapist = times_of(entry)[number]
    typed = {"therapist": therapist.pk, "start": start.isoformat()} | typed
    return post(reception, entry, verb, **typed)


def offered_visit(entry):
    entry.refresh_from_db()
    return entry.booking.appointments.get()


def test_the_first_time_of_each_of_the_next_days_fits_from_an_hour_on(entry):
    days = [TODAY_AT_TEN, make.TOMORROW_AT_NINE, make.TOMORROW_AT_NINE + timedelta(days=1)]
    assert starts_of(entry) == days


def test_only_days_and_times_that_work_are_found(entry):
    entry.adjust(seen=0, weekdays=[2, 4], times_of_day=["afternoon"], until=date(2026, 11, 27))
    noon = make.NOW + timedelta(hours=3)
    assert starts_of(entry) == [noon + timedelta(days=2), noon + timedelta(days=4)]
    entry.adjust(seen=1, until=date(2026, 11, 24))
    assert starts_of(entry) == []


def test_a_wait_for_one_therapist_finds_no_colleague(open_clinic):
    service, therapist = open_clinic
    entry = make.waiting_entry(service, therapist=therapist)
    make.therapist(service, name="A Colleague")
    therapist.working_hours.all().delete()
    assert starts_of(entry) == []
    entry.adjust(seen=0, therapist=None)
    assert {one.name for _, one in times_of(entry)} == {"A Colleague"}


def test_a_time_at_which_they_have_another_visit_does_not_fit(open_clinic, entry):
    make.therapist(open_clinic[0], name="A Colleague")  # who is free then
    make.booking(*open_clinic, name="Sample  waiter", email=entry.email)
    entry.adjust(seen=0, weekdays=[1])
    assert starts_of(entry)[0] == make.TOMORROW_AT_NINE + timedelta(minutes=30)


def test_both_kinds_are_listed_longest_wait_first(reception, clock, entry, appointment):
    clock.shift(timedelta(minutes=1))
    appointment.join_waiting_list()
    clock.shift(timedelta(minutes=1))
    last = make.waiting_entry(entry.service, name="Last One", **make.contact(1))
    assert [row.entry or row.visit for row in waiting_list.rows()] == [entry, appointment, last]
    page = reception.get(PAGE).text
    assert page.index("Sample Waiter") < page.index("Sample Patient") < page.index("Last One")
    desk = reception.get("/admin/").text
    assert "Times for the waiting list" in desk
    assert "Has no visit and wants IMS treatment." in desk


def test_one_click_offers_the_time_and_holds_it(reception, entry):
    page = offer(reception, entry)
    assert "Offered to Sample Waiter" in page.text
    visit = offered_visit(entry)
    assert (entry.state, visit.state, visit.starts_at) == ("offered", "offered", TODAY_AT_TEN)
    assert visit.is_held()
    assert "Offered, not answered yet" in page.text
    assert "Offer this time" not in page.text
    mail = make.queued_mail()[-1]
    assert mail.to == ["waiter@example.com"]
    assert visit.booking.private_url() in mail.body
    assert "you keep your place on the waiting list" in " ".join(mail.body.split())
    assert str(visit.events.get()).startswith("offered by sample-staff")


def test_accepting_books_them_and_takes_them_off_the_list(client, reception, entry):
    offer(reception, entry)
    visit = offered_visit(entry)
    page = f"{visit.booking.get_absolute_url()}{visit.pk}/offer/"
    assert "you keep your place on the waiting list" in client.get(page, follow=True).text
    client.post(page, {"answer": "accept", "seen": visit.version})
    entry.refresh_from_db()
    assert (entry.state, bool(entry.closed_at)) == ("booked", True)
    assert "You have an appointment" in client.get(entry.private_path()).text
    assert waiting_list.rows() == []


def test_declining_keeps_their_place(client, reception, clock, entry):
    offer(reception, entry)
    clock.shift(timedelta(minutes=1))
    make.waiting_entry(entry.service, name="Next One", **make.contact(1))
    visit = offered_visit(entry)
    page = f"{visit.booking.get_absolute_url()}{visit.pk}/offer/"
    client.post(page, {"answer": "refuse", "seen": visit.version})
    first = waiting_list.rows()[0]
    assert (first.entry, first.entry.state, first.offered) == (entry, "waiting", None)
    assert "You are still on the waiting list" in client.get(visit.booking.get_absolute_url()).text


@pytest.mark.parametrize("by_patient", [False, True])
def test_the_email_about_an_offer_that_has_ended_says_that_they_are_still_on_the_list(
    reception, entry, by_patient
):
    offer(reception, entry)
    offered_visit(entry).cancel(by=None if by_patient else reception.user)
    entry.refresh_from_db()
    assert entry.state == "waiting"
    body = [one.body for one in make.queued_mail() if one.to == [entry.email]][-1]
    assert "You keep your place on our waiting list." in body


def test_an_offer_whose_hold_has_ended_makes_room_for_another(reception, clock, entry):
    offer(reception, entry, number=2)
    before = offered_visit(entry)
    clock.move_to(before.held_until + timedelta(minutes=1))
    reception.force_login(reception.user)
    assert "no longer held" in reception.get(PAGE).text
    offer(reception, entry)
    before.refresh_from_db()
    entry.refresh_from_db()
    assert before.state == "withdrawn"
    assert entry.state == "offered"
    assert entry.booking != before.booking


def test_an_offer_accepted_after_its_hold_takes_them_off_the_list(reception, clock, entry):
    offer(reception, entry, number=2)
    visit = offered_visit(entry)
    clock.move_to(visit.held_until + timedelta(minutes=1))
    Appointment.objects.end_stale_holds()
    visit.accept()
    entry.refresh_from_db()
    assert entry.state == "booked"


def test_an_offer_that_nobody_answered_in_time_leads_back_to_the_list(reception, clock, entry):
    offer(reception, entry)
    clock.move_to(TODAY_AT_TEN + timedelta(minutes=1))
    Appointment.objects.close_forgotten()
    entry.refresh_from_db()
    assert entry.state == "waiting"
    assert "You are still on our waiting list" in make.queued_mail()[-1].body


def test_a_time_agreed_by_phone_is_booked_at_once(reception, entry):
    page = offer(reception, entry, verb="book")
    assert "Booked for Sample Waiter" in page.text
    visit = offered_visit(entry)
    assert (entry.state, visit.state) == ("booked", "confirmed")
    assert make.queued_mail()[-1].subject.startswith("Your appointment is confirmed")


def test_another_offer_is_refused_while_one_is_held(reception, entry):
    offer(reception, entry)
    typed = {"therapist": offered_visit(entry).therapist_id, "start": "2026-11-25T15:00Z"}
    page = post(reception, entry, "offer", **typed)
    assert "has already been offered" in page.text
    assert Booking.objects.count() == 1


def test_what_was_not_seen_is_not_offered_again_by_a_double_click(reception, entry):
    start, therapist = times_of(entry)[0]
    for _ in range(2):
        page = post(
            reception, entry, "offer", seen=0, therapist=therapist.pk, start=start.isoformat()
        )
    assert "Nothing was changed" in page.text
    assert Booking.objects.count() == 1


def test_two_entries_never_get_the_same_time(reception, entry):
    other = make.waiting_entry(entry.service, name="Next One", **make.contact(1))
    start, therapist = times_of(entry)[0]
    offer(reception, entry)
    page = post(reception, other, "offer", therapist=therapist.pk, start=start.isoformat())
    assert "another visit now has this time" in page.text
    other.refresh_from_db()
    assert other.state == "waiting"
    assert Booking.objects.count() == 1


@each(
    "typed",
    [
        {"start": "x"},
        {"start": ""},
        {"therapist": "9" * 30},
        {"therapist": "\x01"},
        {"start": "2026-11-23T13:00Z"},
        {"start": "2026-11-24T05:00Z"},
        {"seen": "x"},
    ],
)
def test_an_odd_form_offers_nothing(reception, entry, typed):
    page = offer(reception, entry, **typed)
    assert page.status_code == 200
    assert "Nothing was changed" in page.text
    assert not Booking.objects.exists()


def test_leaving_releases_the_time_offered(client, reception, entry):
    offer(reception, entry)
    visit = offered_visit(entry)
    entry.leave(seen=entry.version)
    visit.refresh_from_db()
    entry.refresh_from_db()
    assert (visit.state, visit.holds_time, entry.state) == ("withdrawn", False, "left")
    with pytest.raises(NoLongerPossible):
        entry.leave()


def test_reception_adds_a_caller_with_three_clicks(reception, open_clinic):
    assert PAGE in reception.get("/admin/").text
    assert ADD in reception.get(PAGE).text
    assert reception.get(ADD).status_code == 200
    typed = {
        "key": str(uuid.uuid4()),
        "name": "A Caller",
        "phone": "416 555 0177",
        "service": open_clinic[0].pk,
        "weekdays": ["1"],
        "until": "2026-12-01",
    }
    for _ in range(2):  # a double click adds them once
        page = reception.post(ADD, typed, follow=True)
    assert "A Caller is on the waiting list" in page.text
    entry = WaitingListEntry.objects.get()
    assert str(entry.changes.get()) == "added by sample-staff"
    assert make.queued_mail() == []
    refused = reception.post(ADD, typed | {"until": "x", "key": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert 'value="A Caller"' in refused.text


def test_a_corrected_address_gets_a_new_link_and_the_old_one_opens_nothing(
    client, reception, entry
):
    old = entry.private_path()
    page = f"/admin/booking/waitinglistentry/{entry.pk}/change/"
    typed = {"name": "Sample Waiter", "phone": "416 555 0199", "email": "right@example.com"}
    typed |= {"service": entry.service_id, "until": "2026-12-07", "seen": 0}
    assert "is changed" in reception.post(page, typed, follow=True).text
    entry.refresh_from_db()
    assert client.get(old).status_code == 404
    assert client.get(entry.private_path()).status_code == 200
    mail = make.queued_mail()[-1]
    assert mail.to == ["right@example.com"]
    assert entry.private_url() in mail.body
    conflict = reception.post(page, typed | {"name": "Typed With Care"})
    assert conflict.status_code == 409
    assert 'value="Typed With Care"' in conflict.text


@pytest.mark.parametrize("typed", [{"name": "Another Name"}, {"email": "new@example.com"}])
def test_who_has_been_offered_a_time_is_corrected_on_the_patient_page(reception, entry, typed):
    offer(reception, entry)
    entry.refresh_from_db()
    with pytest.raises(NoLongerPossible, match="Correct these details on the patient’s page"):
        entry.adjust(entry.version, make.staff("Reception", "sample-other"), **typed)
    entry.adjust(entry.version, note="A sample note.")


def test_reception_removes_somebody_who_is_told(reception, entry):
    page = post(reception, entry, "remove")
    assert "is off the waiting list" in page.text
    entry.refresh_from_db()
    assert (entry.state, str(entry.changes.last())) == ("left", "removed by sample-staff")
    assert make.queued_mail()[-1].subject == "You are no longer on our waiting list"


def test_spam_is_listed_restored_and_removed(reception, open_clinic):
    spam = [make.waiting_entry(open_clinic[0], verdict=Verdict(9, ["Why."])) for _ in range(2)]
    assert "2 marked as spam: please check" in reception.get(PAGE).text
    first, second = spam
    page = reception.get(f"/admin/booking/waitinglistentry/{first.pk}/change/")
    assert "Why." in page.text
    assert waiting_list.rows() == []
    assert "is on the waiting list" in post(reception, first, "restore").text
    assert "removed as spam" in post(reception, second, "turn-away").text
    assert [mail.to for mail in make.queued_mail()] == [["waiter@example.com"]]
    assert [one.state for one in WaitingListEntry.objects.all()] == ["waiting", "left"]


def test_spam_whose_last_day_has_passed_is_not_put_on_the_list(clock, open_clinic):
    spam = make.waiting_entry(open_clinic[0], verdict=Verdict(9, ["Why."]))
    clock.shift(timedelta(days=15))
    with pytest.raises(NoLongerPossible, match="has already passed"):
        spam.restore(None, 0)
    assert make.queued_mail() == []


def test_an_entry_is_found_by_name_and_number(reception, entry):
    make.waiting_entry(entry.service, name="Next One", **make.contact(1))
    for words in ("waiter", "555 0199", "waiter@example.com"):
        page = reception.get("/admin/booking/waitinglistentry/", {"q": words})
        assert "Sample Waiter" in page.text
        assert "Next One" not in page.text


def test_the_worker_ends_a_wait_whose_last_day_has_passed_and_says_so_once(clock, entry):
    clock.move_to(make.NOW + timedelta(days=14))
    make.call("work", "--once")
    entry.refresh_from_db()
    assert entry.state == "waiting"
    clock.move_to(make.NOW + timedelta(days=15))
    for _ in range(2):
        make.call("work", "--once")
    entry.refresh_from_db()
    assert entry.state == "ended"
    assert str(entry.changes.last()) == "ended"


def test_an_entry_that_cannot_be_ended_does_not_keep_the_others(clock, entry, monkeypatch, caplog):
    make.waiting_entry(entry.service, **make.contact(1))
    end = WaitingListEntry.end

    def fails_once(one):
        if one.pk == entry.pk:
            raise ValueError
        end(one)

    monkeypatch.setattr(WaitingListEntry, "end", fails_once)
    clock.shift(timedelta(days=15))
    WaitingListEntry.objects.end_overdue()
    states = WaitingListEntry.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["waiting", "ended"]
    assert f"of {entry.pk} was postponed: ValueError" in caplog.text


def test_what_is_over_is_forgotten_after_a_year(clock, entry):
    other = make.waiting_entry(entry.service, name="Still Here", until=date(2026, 12, 7))
    entry.leave()
    clock.shift(timedelta(days=365))
    make.call("work", "--once")
    assert WaitingListEntry.objects.count() == 2
    clock.shift(timedelta(days=2))
    make.call("work", "--once")
    assert list(WaitingListEntry.objects.all()) == [other]


def test_it_is_said_for_how_many_no_time_was_looked_for(reception, entry, monkeypatch):
    assert "waited longest" not in reception.get(PAGE).text
    make.waiting_entry(entry.service, name="Last One", **make.contact(1))
    for module in ("booking.waiting_matches", "booking.admin.queue"):
        monkeypatch.setattr(f"{module}.MOST_READ", 1)
    page = Markup(reception.get(PAGE).text).words
    assert "2 people without a visit are on the list." in page
    assert "Only the 1 who have waited longest are shown" in page
    assert "Last One" not in page


def test_many_entries_take_as_few_queries_as_one(entry):
    with CaptureQueriesContext(connection) as few:
        waiting_list.rows()
    for number in range(1, 6):
        make.waiting_entry(entry.service, name=f"One {number}", **make.contact(number))
    with CaptureQueriesContext(connection) as many:
        waiting_list.rows()
    assert len(many) == len(few) <= 9


def test_editors_see_nobody(client, entry):
    client.force_login(make.staff("Editors"))
    for path in ("", "add/", f"{entry.pk}/change/"):
        assert client.get(f"/admin/booking/waitinglistentry/{path}").status_code == 403


def test_what_changed_in_the_meantime_is_not_undone(reception, entry):
    entry.adjust(seen=0, note="New")
    with pytest.raises(ChangedMeanwhile):
        entry.leave(seen=0)
    assert "Nothing was changed" in offer(reception, entry, seen=0).text
    assert not Booking.objects.exists()


def test_another_time_booked_on_the_phone_takes_them_off_the_list(reception, entry):
    page = reception.get(f"/admin/booking/appointment/book/?waiting={entry.pk}")
    assert 'value="Sample Waiter"' in page.text
    typed = {
        name: page.context["form"][name].value() for name in ("key", "waiting", "name", "email")
    }
    typed |= {"phone": entry.phone, "service": entry.service_id, "visits": 1}
    typed |= {"start": "2026-11-27T15:00Z"}
    assert "Booked" in reception.post("/admin/booking/appointment/book/", typed, follow=True).text
    entry.refresh_from_db()
    assert (entry.state, entry.booking) == ("booked", Booking.objects.get())
    assert str(entry.changes.last()) == "booked by sample-staff"


def test_what_was_typed_for_a_caller_goes_on_to_the_waiting_list(reception, open_clinic):
    typed = {"name": "A Caller", "phone": "416 555 0177", "service": open_clinic[0].pk}
    page = reception.post(ADD, typed | {"prefill": "yes", "key": "x", "start": ""})
    assert page.status_code == 200
    assert 'value="A Caller"' in page.text
    assert not WaitingListEntry.objects.exists()


def test_a_known_patient_is_added_from_their_page(reception, entry, appointment):
    patient = appointment.booking.patient
    page = reception.get(f"/admin/booking/patient/{patient.pk}/change/")
    assert f"{ADD}?patient={patient.pk}" in page.text
    assert 'value="Sample Patient"' in reception.get(f"{ADD}?patient={patient.pk}").text
    assert reception.get(f"{ADD}?patient=x").status_code == 200
    same = {"email": appointment.booking.email, "phone": "", "name": "Sample Patient"}
    wait = make.waiting_entry(entry.service, **same)
    page = reception.get(f"/admin/booking/patient/{patient.pk}/change/")
    assert wait.get_admin_url() in page.text


def test_an_entry_keeps_a_service_and_therapist_that_are_no_longer_offered(reception, open_clinic):
    service, therapist = open_clinic
    entry = make.waiting_entry(service, therapist=therapist)
    make.therapist(make.service("Another treatment"), name="Somebody Else")
    Service.objects.filter(pk=service.pk).update(is_active=False)
    Therapist.objects.filter(pk=therapist.pk).update(is_active=False)
    page = reception.get(entry.get_admin_url())
    form = page.context["form"]
    assert f'<option value="{service.pk}" selected>' in str(form["service"])
    assert f'<option value="{therapist.pk}" selected>' in str(form["therapist"])
    typed = {name: form[name].value() for name in form.fields}
    typed |= {"phone": "416 555 0188", "seen": make.version(entry)}
    typed = {name: value for name, value in typed.items() if value is not None}
    assert reception.post(entry.get_admin_url(), typed).status_code == 302
    entry.refresh_from_db()
    assert (entry.phone, entry.service, entry.therapist) == ("416 555 0188", service, therapist)


def test_the_links_of_errors_lead_to_the_choices(reception, open_clinic):
    typed = {"weekdays": "9", "times_of_day": "x"}
    page = reception.post(ADD, typed).text
    for anchor in ("id_weekdays_0", "id_times_of_day_0"):
        assert f'<a href="#{anchor}">' in page
        assert f'id="{anchor}"' in page


def test_what_is_stored_now_is_shown_before_it_is_replaced(reception, entry):
    address = entry.get_admin_url()
    page = reception.get(address)
    mine = Markup(page.text).fields | {"note": "Mine"}
    assert "in the meantime" not in page.text
    entry.adjust(0, weekdays=[1], note="Stored now")
    refused = reception.post(address, mine)
    assert refused.status_code == 409
    assert "This entry has been changed in the meantime." in refused.text
    assert "Tuesday, until Monday, December 7. “Stored now”" in refused.text
    assert 'name="seen" value="1"' in refused.text
    assert ">\nMine</textarea>" in refused.text
    assert "in the meantime" not in reception.post(address, mine | {"seen": 1, "name": ""}).text


def test_an_entry_that_is_erased_meanwhile_leads_to_the_list(reception, entry, monkeypatch):
    mine = Markup(reception.get(entry.get_admin_url()).text).fields | {"note": "Mine"}
    adjust = WaitingListEntry.adjust

    def too_late(one, *args, **details):
        WaitingListEntry.objects.filter(pk=one.pk).delete()
        return adjust(one, *args, **details)

    monkeypatch.setattr(WaitingListEntry, "adjust", too_late)
    answer = reception.post(entry.get_admin_url(), mine, follow=True)
    assert "This entry no longer exists." in answer.text
