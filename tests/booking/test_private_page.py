"""What a patient sees and does behind the private link."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.conflicts import NoLongerPossible, TimeTaken
from booking.models import Appointment, Booking, Closure
from tests import make
from tests.each import each
from typed.seen import ChangedMeanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = make.TOMORROW_AT_NINE + timedelta(weeks=1)
WORDS = {
    "requested": "We have your request",
    "spam": "We have your request",
    "offered": "We can offer you another time",
    "confirmed": "Confirmed",
    "unproven": "We have your request",
    "declined": "We could not offer this time",
    "withdrawn": "This request is cancelled",
    "lapsed": "passed before it was confirmed",
    "cancelled": "is cancelled",
    "attended": "Thank you for coming",
    "missed": "was missed",
}


def page_of(client, appointment):
    return client.get(appointment.booking.get_absolute_url())


def answer(client, offered, word):
    url = f"{offered.booking.get_absolute_url()}{offered.pk}/offer/"
    return client.post(url, {"answer": word, "seen": make.version(offered)}, follow=True)


@each("state", Appointment.State.values)
def test_each_state_is_said_in_words(client, appointment, state):
    over = state in Appointment.State.over()
    Appointment.objects.update(state=state, holds_time=not over)
    assert WORDS[state] in page_of(client, appointment).text


def test_it_says_what_happens_next_and_by_when(client, open_clinic):
    page = client.get(make.booking(*open_clinic, LATER).get_absolute_url()).text
    assert "Reception will look at your request" in page
    assert "Held for you until Wednesday, November 25, 9:00 AM" in page
    assert 'name="q" value=""' in page  # nothing of its own in the search below


def test_once_the_hold_has_lapsed_it_asks_to_phone(client, open_clinic, clock):
    booking = make.booking(*open_clinic, LATER)
    clock.shift(timedelta(days=2))
    Appointment.objects.end_stale_holds()
    page = client.get(booking.get_absolute_url()).text
    assert "to be sure of this time" in page


def test_a_request_that_nobody_answered_in_time_is_not_called_waiting(client, appointment, clock):
    clock.move_to(appointment.starts_at + timedelta(minutes=1))
    page = page_of(client, appointment).text
    assert "The time you asked for has passed" in page
    assert "Reception will look at your request" not in page


def test_an_offered_time_is_accepted(client, reception, appointment):
    appointment.propose(appointment.therapist, LATER, by=reception.user)
    page = answer(client, appointment, "accept")
    assert "Confirmed" in page.text
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("confirmed", LATER)


def test_a_declined_offer_holds_no_time(client, reception, open_clinic, appointment):
    appointment.propose(appointment.therapist, LATER, by=reception.user)
    answer(client, appointment, "refuse")
    appointment.refresh_from_db()
    assert appointment.state == "requested"
    make.booking(*open_clinic, LATER, **make.contact(1))


def test_looking_at_an_offer_answers_nothing(client, reception, appointment):
    appointment.propose(appointment.therapist, LATER, by=reception.user)
    url = f"{appointment.booking.get_absolute_url()}{appointment.pk}/offer/"
    assert client.get(url)["Location"] == appointment.booking.get_absolute_url()
    assert "Does this time work for you?" in page_of(client, appointment).text
    client.post(url, {"seen": make.version(appointment)})
    client.post(url, {"answer": "maybe", "seen": make.version(appointment)})
    appointment.refresh_from_db()
    assert appointment.state == "offered"


def test_a_confirmed_visit_stays_until_an_earlier_time_is_accepted(client, reception, open_clinic):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    visit.confirm(by=reception.user)
    offered = visit.propose(visit.therapist, make.TOMORROW_AT_NINE, by=reception.user)
    assert "Your visit stays as it is until you accept" in page_of(client, visit).text
    answer(client, offered, "accept")
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("confirmed", make.TOMORROW_AT_NINE)
    assert [one.pk for one in visit.booking.visits()] == [visit.pk]
    make.booking(*open_clinic, LATER, **make.contact(1))


def test_a_refused_earlier_time_leaves_the_visit_as_it_was(client, reception, open_clinic):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    visit.confirm(by=reception.user)
    offered = visit.propose(visit.therapist, make.TOMORROW_AT_NINE, by=reception.user)
    answer(client, offered, "refuse")
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("confirmed", LATER)
    make.booking(*open_clinic, **make.contact(1))


def test_an_offer_ends_with_the_visit_that_it_was_for(client, reception, open_clinic, clock):
    visit = make.booking(*open_clinic).appointments.get()
    visit.confirm(by=reception.user)
    offered = visit.propose(visit.therapist, LATER, by=reception.user)
    clock.move_to(visit.ends_at)
    assert answer(client, offered, "accept").status_code == 409
    visit.mark("attended", by=reception.user)
    offered.refresh_from_db()
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("attended", make.TOMORROW_AT_NINE)
    assert (offered.state, offered.holds_time) == ("withdrawn", False)


def test_moving_again_and_again_holds_no_longer_and_is_stopped(client, open_clinic, clock):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    until = visit.held_until
    url = f"{visit.booking.get_absolute_url()}{visit.pk}/move/"
    statuses = []
    for number in range(25):
        clock.shift(timedelta(seconds=1))
        start = LATER + timedelta(hours=1 + number % 2)
        form = {"start": start.isoformat(), "seen": make.version(visit)}
        statuses.append(client.post(url, form).status_code)
    visit.refresh_from_db()
    assert statuses[0] == 303
    assert statuses[-1] == 429
    assert visit.held_until <= until


def test_a_course_takes_as_few_queries_to_show_as_a_visit(client, reception):
    service = make.service(longest_course=6)
    therapist = make.therapist(service)

    def queries(starts):
        booking = make.booking(service, therapist, starts=starts, **make.contact(len(starts)))
        booking.confirm(by=reception.user)
        with CaptureQueriesContext(connection) as captured:
            client.get(booking.get_absolute_url())
        return len(captured)

    one = queries([LATER])
    course = [LATER + timedelta(weeks=week, hours=2) for week in range(6)]
    assert queries(course) == one


def test_one_visit_has_one_open_offer_at_a_time(reception, open_clinic):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    visit.confirm(by=reception.user)
    visit.propose(visit.therapist, make.TOMORROW_AT_NINE, by=reception.user)
    with pytest.raises(NoLongerPossible, match="already been offered"):
        visit.propose(visit.therapist, LATER + timedelta(hours=2), by=reception.user)


def test_cancelling_a_visit_lets_go_of_what_was_offered_instead(reception, open_clinic):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    visit.confirm(by=reception.user)
    offered = visit.propose(visit.therapist, make.TOMORROW_AT_NINE, by=reception.user)
    visit.cancel(by=reception.user)
    offered.refresh_from_db()
    assert (offered.state, offered.holds_time) == ("withdrawn", False)


def test_an_offer_whose_hold_has_lapsed_is_accepted_while_it_is_free(
    client, reception, open_clinic, clock
):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    visit.propose(visit.therapist, LATER + timedelta(hours=1), by=reception.user)
    clock.shift(timedelta(days=3))
    Appointment.objects.end_stale_holds()
    answer(client, visit, "accept")
    visit.refresh_from_db()
    assert visit.state == "confirmed"


def test_an_offer_taken_meanwhile_is_said_to_be(client, reception, open_clinic, clock):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    visit.propose(visit.therapist, LATER + timedelta(hours=1), by=reception.user)
    clock.shift(timedelta(days=3))
    make.booking(*open_clinic, LATER + timedelta(hours=1), **make.contact(1))
    page = answer(client, visit, "accept")
    assert page.status_code == 409
    assert "the time we offered has been taken" in page.text
    assert "Accept this time" not in page.text
    assert "this time is no longer available" in page.text
    visit.refresh_from_db()
    assert visit.state == "offered"


def test_an_offer_for_a_day_closed_since_is_said_to_be_gone(client, reception, appointment):
    appointment.propose(appointment.therapist, LATER, by=reception.user)
    assert "Accept this time" in page_of(client, appointment).text
    Closure.objects.create(first_day=LATER.date(), last_day=LATER.date())
    page = page_of(client, appointment).text
    assert "this time is no longer available" in page
    assert "We are holding this time for you" not in page


def test_another_time_taken_meanwhile_is_not_offered_any_more(
    client, reception, open_clinic, clock
):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    visit.confirm(by=reception.user)
    visit.propose(visit.therapist, LATER + timedelta(hours=1), by=reception.user)
    clock.shift(timedelta(days=3))
    assert "Accept this time" in page_of(client, visit).text
    make.booking(*open_clinic, LATER + timedelta(hours=1), **make.contact(1))
    assert "this time is no longer available" in page_of(client, visit).text


def test_an_offer_is_never_put_over_another_visit(reception, open_clinic, appointment):
    make.booking(*open_clinic, LATER, **make.contact(1))
    with pytest.raises(TimeTaken):
        appointment.propose(appointment.therapist, LATER, by=reception.user, outside_hours=True)


def test_the_wish_for_an_earlier_time_is_noted_and_taken_back(client, open_clinic):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    url = f"{visit.booking.get_absolute_url()}{visit.pk}/earlier/"
    assert client.get(url).status_code == 405
    page = client.post(url, {"wanted": "yes"}, follow=True)
    assert "You are on the waiting list for an earlier time" in page.text
    assert list(Appointment.objects.on_waiting_list()) == [visit]
    client.post(url, {"wanted": "no"})
    assert not Appointment.objects.on_waiting_list()


def test_a_replaced_link_says_so_and_shows_nothing(client, appointment):
    booking = appointment.booking
    old = booking.get_absolute_url()
    booking.replace_link(by=None, seen=0)
    page = client.get(old)
    assert page.status_code == 410
    assert "no longer works" in page.text
    assert booking.reference not in page.text
    assert booking.get_absolute_url() not in page.text
    assert client.get(booking.get_absolute_url()).status_code == 200


def test_a_link_replaced_from_two_tabs_is_replaced_once(appointment):
    first, second = (Booking.objects.get() for _ in range(2))
    first.replace_link(by=None, seen=0)
    with pytest.raises(ChangedMeanwhile):
        second.replace_link(by=None, seen=0)
    assert second.former_links.count() == 1


def test_a_link_ends_a_week_after_the_last_visit(client, appointment, clock):
    clock.move_to(appointment.ends_at + timedelta(days=6))
    assert page_of(client, appointment).status_code == 200
    clock.shift(timedelta(days=2))
    for path in ("", "cancel/", f"{appointment.pk}/move/"):
        page = client.get(appointment.booking.get_absolute_url() + path)
        assert page.status_code == 410
        assert "no-store" in page["Cache-Control"]


def test_who_was_faster_is_not_named_to_the_patient(client, reception, appointment):
    seen = make.version(appointment)
    appointment.confirm(by=reception.user)
    url = f"{appointment.booking.get_absolute_url()}{appointment.pk}/cancel/"
    page = client.post(url, {"seen": seen})
    assert "changed in the meantime" in page.text or page.status_code == 303
    assert reception.user.username not in page.text


@each("seen", ["", "x", "-1", "9" * 40, "²"])
def test_a_button_without_a_sound_version_changes_nothing(client, appointment, seen):
    url = f"{appointment.booking.get_absolute_url()}{appointment.pk}/cancel/"
    assert client.post(url, {"seen": seen}).status_code == 409
    appointment.refresh_from_db()
    assert appointment.state == "requested"


def test_every_page_behind_the_link_is_kept_by_nobody(client, reception, appointment):
    home = appointment.booking.get_absolute_url()
    for path in ("", "cancel/", f"{appointment.pk}/move/", f"{appointment.pk}/cancel/"):
        page = client.get(home + path)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex"
        assert 'name="robots" content="noindex"' in page.text


def test_a_wrong_link_opens_no_page_of_any_kind(client, appointment):
    for path in ("", "cancel/", "visit.ics", f"{appointment.pk}/move/", f"{appointment.pk}/offer/"):
        assert client.get(f"/appointments/{'x' * 32}/{path}").status_code == 404
    assert Booking.objects.count() == 1


def told(page):
    return page.context["done"]


@each("what", ["accepted", "moved", "cancelled", "refused", "noted", "x"])
def test_no_address_says_what_has_not_happened(client, appointment, what):
    page = client.get(appointment.booking.get_absolute_url(), {"done": what})
    assert told(page) == ""


def test_what_the_patient_did_is_said_until_somebody_else_acts(client, reception, appointment):
    appointment.propose(appointment.therapist, LATER, by=reception.user)
    assert told(page_of(client, appointment)) == ""
    assert told(answer(client, appointment, "accept")) == "Thank you. The time is yours."
    appointment.refresh_from_db()
    appointment.cancel(by=reception.user)
    assert told(page_of(client, appointment)) == ""


def test_what_the_patient_did_is_news_for_some_minutes(client, clock, appointment):
    appointment.move(appointment.therapist, LATER)
    assert "Reception still has to confirm it" in told(page_of(client, appointment))
    clock.shift(timedelta(minutes=11))
    assert told(page_of(client, appointment)) == ""


def test_each_thing_that_a_patient_does_is_said(client, reception, open_clinic):
    visit = make.booking(*open_clinic, LATER).appointments.get()
    visit.confirm(by=reception.user)
    visit.join_waiting_list()
    assert told(page_of(client, visit)) == "We will let you know if an earlier time opens up."
    earlier = visit.propose(visit.therapist, make.TOMORROW_AT_NINE, by=reception.user)
    declined = "Thank you for telling us. Your visit stays as it is."
    assert told(answer(client, earlier, "refuse")) == declined
    earlier = visit.propose(
        visit.therapist, make.TOMORROW_AT_NINE + timedelta(days=2), reception.user
    )
    assert told(answer(client, earlier, "accept")) == "Thank you. The time is yours."
    visit.refresh_from_db()
    visit.move(visit.therapist, LATER)
    assert told(page_of(client, visit)) == "Your visit has a new time."
    visit.cancel()
    assert "We no longer hold this time" in told(page_of(client, visit))


def test_a_time_is_called_gone_only_if_it_is(client, open_clinic):
    choose = {"service": open_clinic[0].pk, "gone": "yes"}
    assert "no longer available" not in client.get("/book/", choose).text
    choose["start"] = "2026-11-24T14:00Z"
    assert "no longer available" not in client.get("/book/", choose).text
    make.booking(*open_clinic)
    assert "no longer available" in client.get("/book/", choose).text
