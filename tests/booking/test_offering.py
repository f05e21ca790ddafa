"""Reception offers the patient another time."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.conflicts import NoLongerPossible, TimeTaken
from booking.models import Appointment, WorkingHours
from booking.models.corrections import Details
from booking.models.state import HOLD_ENDED, SYSTEM
from tests import make
from tests.each import each
from typed.seen import ChangedMeanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ELEVEN = "2026-11-24T16:00Z"  # tomorrow in Toronto
ELEVEN_OCLOCK = make.TOMORROW_AT_NINE + timedelta(hours=2)


def address(appointment):
    return f"/admin/booking/appointment/{appointment.pk}/offer/"


def offer(reception, one, start=ELEVEN, **typed):
    typed = {"seen": make.version(one), "therapist": one.therapist_id, "start": start} | typed
    return reception.post(address(one), typed)


def test_a_request_becomes_an_offer(reception, appointment):
    assert "11:00 AM" in reception.get(address(appointment)).text
    assert offer(reception, appointment).status_code == 302
    appointment.refresh_from_db()
    assert appointment.state == "offered"
    assert appointment.starts_at == make.TOMORROW_AT_NINE + timedelta(hours=2)


def test_a_confirmed_visit_stays_until_the_patient_accepts(reception, appointment):
    appointment.confirm(by=reception.user)
    offer(reception, appointment)
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("confirmed", make.TOMORROW_AT_NINE)
    offered = appointment.open_offer()
    assert offered.get_admin_url() in reception.get(appointment.get_admin_url()).text
    assert appointment.get_admin_url() in reception.get(offered.get_admin_url()).text


def test_the_own_time_of_a_confirmed_visit_is_not_offered_instead_of_it(reception, appointment):
    nine = "2026-11-24T14:00Z"
    assert nine not in reception.get(address(appointment)).text
    appointment.confirm(by=reception.user)
    assert nine not in reception.get(address(appointment)).text


def test_as_many_queries_for_many_times_as_for_few(reception, appointment):
    def queries(**query):
        with CaptureQueriesContext(connection) as captured:
            page = reception.get(address(appointment), query)
        return len(captured), page.text.count('name="pick"')

    many, shown = queries(start=ELEVEN)
    WorkingHours.objects.update(closes=time(11, 30))
    few, shown_then = queries(start=ELEVEN)
    assert shown_then < shown
    assert many == few


def test_a_second_offer_is_refused(reception, appointment):
    appointment.confirm(by=reception.user)
    offer(reception, appointment)
    assert "Offer another time" not in reception.get(appointment.get_admin_url()).text
    response = reception.get(address(appointment), follow=True)
    assert "already been offered for this visit" in response.text


def test_who_has_not_seen_an_offer_cannot_cancel_the_booking(reception, appointment):
    appointment.confirm(by=reception.user)
    before = appointment.booking.version
    offer(reception, appointment)
    with pytest.raises(ChangedMeanwhile):
        appointment.booking.cancel(seen=before)
    assert sorted(Appointment.objects.values_list("state", flat=True)) == ["confirmed", "offered"]


def test_an_offer_is_withdrawn_without_touching_the_visit(reception, appointment):
    appointment.confirm(by=reception.user)
    offer(reception, appointment)
    offered = appointment.open_offer()
    url = f"/admin/booking/appointment/{offered.pk}/cancel/"
    reception.post(url, {"seen": make.version(offered)})
    offered.refresh_from_db()
    appointment.refresh_from_db()
    assert (offered.state, appointment.state) == ("withdrawn", "confirmed")
    assert "About the time we offered" in make.queued_mail()[-1].subject


def test_a_time_that_another_visit_has_is_never_offered(reception, open_clinic, appointment):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=2), **make.contact(1))
    response = offer(reception, appointment, outside_hours="on")
    assert response.status_code == 409
    assert "Another visit takes up that time" in response.text
    assert not Appointment.objects.filter(state="offered").exists()


def test_what_was_cancelled_meanwhile_is_not_offered_another_time(reception, appointment):
    seen = make.version(appointment)
    appointment.cancel()
    response = reception.post(address(appointment), {"seen": seen, "start": ELEVEN}, follow=True)
    assert "Nothing was changed. This was already withdrawn by the patient" in response.text
    assert "Nothing was changed" not in reception.get(address(appointment), follow=True).text


def test_what_was_moved_meanwhile_says_so_and_keeps_what_was_typed(reception, appointment):
    seen = make.version(appointment)
    appointment.move(appointment.therapist, make.TOMORROW_AT_NINE + timedelta(hours=1))
    response = offer(reception, appointment, seen=seen)
    assert response.status_code == 409
    assert "already moved by the patient" in response.text
    assert f'value="{appointment.therapist_id}|{ELEVEN}" checked' in response.text
    assert offer(reception, appointment).status_code == 302


def test_looking_changes_nothing(reception, appointment):
    typed = {"seen": make.version(appointment), "show": "2026-11-30", "start": ELEVEN}
    response = reception.post(address(appointment), typed)
    assert response.status_code == 200
    assert "Mon, Nov 30" in response.text
    appointment.refresh_from_db()
    assert appointment.state == "requested"


def test_reception_takes_the_patients_yes_by_phone(reception, open_clinic, appointment):
    later = make.TOMORROW_AT_NINE + timedelta(weeks=1)
    appointment.propose(appointment.therapist, later, by=reception.user)
    page = reception.get(appointment.get_admin_url()).text
    assert "They accept this time" in page
    link = f"/admin/booking/appointment/{appointment.pk}"
    assert reception.get(f"{link}/accept/")["Location"] == f"{link}/change/"
    reception.post(f"{link}/accept/", {"seen": make.version(appointment)})
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("confirmed", later)


def test_reception_takes_the_patients_no_by_phone(reception, appointment):
    later = make.TOMORROW_AT_NINE + timedelta(weeks=1)
    appointment.propose(appointment.therapist, later, by=reception.user)
    link = f"/admin/booking/appointment/{appointment.pk}/refuse/"
    reception.post(link, {"seen": 0})
    assert Appointment.objects.get().state == "offered"
    reception.post(link, {"seen": make.version(appointment)})
    assert Appointment.objects.get().state == "requested"


@pytest.mark.parametrize("state", ["requested", "confirmed", "offered"])
def test_the_time_that_it_has_is_not_offered(reception, appointment, state):
    if state == "confirmed":
        appointment.confirm(by=reception.user)
    if state == "offered":
        offer(reception, appointment)
        appointment.refresh_from_db()
    mails, version = len(make.queued_mail()), make.version(appointment)
    typed = {"other_day": "2026-11-24", "other_time": f"{appointment.starts_at.hour - 5}:00"}
    response = offer(reception, appointment, "typed", **typed)
    assert "The visit is already at that time" in response.text
    assert (len(make.queued_mail()), make.version(appointment)) == (mails, version)


def test_a_time_that_is_no_longer_held_can_be_offered_again(reception, appointment, clock):
    offer(reception, appointment, "2026-12-08T16:00Z")
    clock.shift(timedelta(days=3))
    Appointment.objects.end_stale_holds()
    appointment.refresh_from_db()
    reception.force_login(reception.user)
    typed = {"other_day": "2026-12-08", "other_time": "11:00"}
    assert offer(reception, appointment, "typed", **typed).status_code == 302
    appointment.refresh_from_db()
    assert appointment.holds_time


def an_hour_at_eleven(reception, **service):
    """A confirmed visit of an hour, which begins tomorrow at eleven in Toronto."""
    service = make.service("An hour", duration=60, **service)
    therapist = make.therapist(service, name="Sample Colleague")
    one = make.booking(service, therapist, ELEVEN_OCLOCK).appointments.get()
    one.confirm(by=reception.user)
    return one


@each("minutes", [-45, -30, 30, 45])
@each("buffers", [{}, {"buffer_before": 10, "buffer_after": 20}])
def test_a_visit_is_offered_a_time_that_overlaps_its_own(client, reception, minutes, buffers):
    one = an_hour_at_eleven(reception, **buffers)
    near = ELEVEN_OCLOCK + timedelta(minutes=minutes)
    offered = one.propose(one.therapist, near, by=reception.user)
    page = client.get(one.booking.get_absolute_url())
    assert "Accept this time" in page.text
    offered.accept()
    one.refresh_from_db()
    assert (one.starts_at, one.ends_at - one.starts_at) == (near, timedelta(hours=1))
    assert one.period.lower == near - timedelta(minutes=buffers.get("buffer_before", 0))
    assert one.period.upper == one.ends_at + timedelta(minutes=buffers.get("buffer_after", 0))


def test_what_such_an_offer_adds_is_held_from_others_and_only_while_it_is_open(reception):
    one = an_hour_at_eleven(reception)
    near = ELEVEN_OCLOCK + timedelta(minutes=30)
    offered = one.propose(one.therapist, near, by=reception.user)
    beside = (one.service, one.therapist, ELEVEN_OCLOCK + timedelta(minutes=60))
    with pytest.raises(TimeTaken):
        make.booking(*beside, **make.contact(1))
    offered.refuse()
    make.booking(*beside, **make.contact(1))
    one.refresh_from_db()
    assert one.starts_at == ELEVEN_OCLOCK


def test_a_visit_moves_to_the_time_that_it_is_offered(reception):
    one = an_hour_at_eleven(reception)
    near = ELEVEN_OCLOCK + timedelta(minutes=30)
    offered = one.propose(one.therapist, near, by=reception.user)
    one.move(one.therapist, near, by=reception.user)
    offered.refresh_from_db()
    assert (one.starts_at, offered.state) == (near, "withdrawn")


def test_the_times_shown_for_a_confirmed_visit_reach_into_its_own(reception):
    one = an_hour_at_eleven(reception)
    page = reception.get(address(one)).text
    for shown in ("2026-11-24T15:30Z", "2026-11-24T16:30Z"):
        assert shown in page
    assert ELEVEN not in page


def test_a_time_in_the_way_of_somebody_else_is_still_refused(reception):
    one = an_hour_at_eleven(reception)
    make.booking(one.service, one.therapist, ELEVEN_OCLOCK + timedelta(hours=1), **make.contact(1))
    with pytest.raises(TimeTaken):
        one.propose(one.therapist, ELEVEN_OCLOCK + timedelta(minutes=30), by=reception.user)


def three_times(appointment, reception, colleague=None):
    """Offer ten, eleven and, a week later, nine o'clock; the second with the colleague."""
    own = appointment.therapist
    times = [
        (own, make.TOMORROW_AT_NINE + timedelta(hours=1)),
        (colleague or own, ELEVEN_OCLOCK),
        (own, make.TOMORROW_AT_NINE + timedelta(weeks=1)),
    ]
    offered = appointment.propose(*times[0], by=reception.user, also=times[1:])
    return offered.offered_times()


def states_and_holds():
    rows = Appointment.objects.order_by("starts_at", "pk")
    return [(one.state, one.holds_time) for one in rows]


@pytest.mark.parametrize(("confirmed", "chosen"), [(False, 0), (False, 2), (True, 1)])
def test_of_three_times_the_patient_takes_one_and_the_others_are_free_at_once(
    client, reception, open_clinic, appointment, confirmed, chosen
):
    colleague = make.therapist(open_clinic[0], name="Sample Colleague")
    if confirmed:
        appointment.confirm(by=reception.user)
    times = three_times(appointment, reception, colleague)
    for one in times:
        with pytest.raises(TimeTaken):
            make.booking(one.service, one.therapist, one.starts_at, **make.contact(1))
    wanted, spans = times[chosen], [(one.therapist, one.starts_at) for one in times]
    page = f"{appointment.booking.get_absolute_url()}{wanted.pk}/offer/"
    assert client.get(page, follow=True).text.count("Accept this time") == 3
    client.post(page, {"answer": "accept", "seen": make.version(wanted)})
    appointment.refresh_from_db()
    now = (appointment.therapist, appointment.starts_at)
    assert (appointment.state, now) == ("confirmed", spans[chosen])
    assert Appointment.objects.filter(holds_time=True).count() == 1
    for number, span in enumerate(spans, 2):
        if span != now:
            make.booking(appointment.service, *span, **make.contact(number))


def test_three_times_are_in_one_email_and_on_the_patients_page(client, reception, appointment):
    three_times(appointment, reception)
    mail = make.queued_mail()[-1]
    assert "We can offer you other times" in mail.subject
    assert "Therapist:\nSample Therapist\n" in mail.body
    assert "Instead of: Tuesday, November 24, 9:00 AM" in mail.body
    page = client.get(appointment.booking.get_absolute_url()).text
    assert page.count("with Sample Therapist") == 3
    assert page.count("We are holding these times for you until") == 1
    assert "Decline all of these" in page


def test_a_request_waits_again_for_what_it_asked_once_its_offers_are_declined(
    client, reception, appointment
):
    times = three_times(appointment, reception)
    page = f"{appointment.booking.get_absolute_url()}{times[1].pk}/offer/"
    answer = {"answer": "refuse", "seen": make.version(times[1])}
    response = client.post(page, answer, follow=True)
    assert "We will look for another time for you" in response.text
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("requested", make.TOMORROW_AT_NINE)
    assert not Appointment.objects.filter(holds_time=True).exists()
    assert appointment in Appointment.objects.waiting()
    mail = make.queued_mail()[-1]
    assert mail.to == ["reception@example.com"]
    assert "waiting for your answer again" in mail.body
    appointment.confirm(by=reception.user)


def test_a_patient_who_no_longer_needs_an_appointment_is_asked_first(
    client, reception, appointment
):
    three_times(appointment, reception)
    home = appointment.booking.get_absolute_url()
    cancel = f"{home}{appointment.pk}/cancel/"
    assert f'href="{cancel}">I no longer need an appointment<' in client.get(home).text
    client.post(cancel, {"seen": make.version(appointment)})
    assert states_and_holds() == [("withdrawn", False)] * 3


def test_a_confirmed_visit_stays_when_all_offers_are_declined(client, reception, appointment):
    appointment.confirm(by=reception.user)
    times = three_times(appointment, reception)
    page = f"{appointment.booking.get_absolute_url()}{times[0].pk}/offer/"
    client.post(page, {"answer": "refuse", "seen": make.version(times[0])})
    assert states_and_holds() == [("confirmed", True)] + [("withdrawn", False)] * 3


def test_what_asked_for_no_time_ends_when_its_offer_is_declined(reception, appointment):
    appointment.propose(appointment.therapist, ELEVEN_OCLOCK, by=reception.user)
    Appointment.objects.update(asked_start=None, asked_therapist=None)
    appointment.refuse()
    assert states_and_holds() == [("withdrawn", False)]


def test_an_offer_declined_long_after_the_time_asked_for_is_not_closed_at_once(
    reception, appointment, clock
):
    appointment.propose(
        appointment.therapist, make.TOMORROW_AT_NINE + timedelta(days=20), by=reception.user
    )
    clock.shift(timedelta(days=15))
    appointment.refuse()
    Appointment.objects.close_forgotten()
    assert states_and_holds() == [("requested", False)]


def test_a_request_waits_again_once_reception_withdraws_all_times_offered(reception, appointment):
    asked = appointment.starts_at
    starts = [asked + timedelta(days=days) for days in (1, 2)]
    who = appointment.therapist
    appointment.propose(who, starts[1], by=reception.user, also=[(who, starts[0])])
    before = len(make.queued_mail())
    assert "Withdraw all the times offered" in reception.get(appointment.get_admin_url()).text
    address = f"/admin/booking/appointment/{appointment.pk}/cancel/"
    page = reception.post(address, {"seen": make.version(appointment)}, follow=True).text
    assert "no longer offered another time" in page
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("requested", asked)
    assert not Appointment.objects.filter(state="offered").exists()
    (mail,) = make.queued_mail()[before:]
    assert "November 25" in mail.body
    assert "November 26" in mail.body
    assert "We still have your request" in mail.body
    assert "cancelled" not in mail.body
    assert len(Appointment.objects.waiting()) == 1


def test_withdrawing_one_of_the_times_offered_speaks_of_the_others(reception, appointment):
    start, who = appointment.starts_at, appointment.therapist
    also = [(who, start + timedelta(days=1))]
    appointment.propose(who, start + timedelta(days=2), by=reception.user, also=also)
    appointment.offers.get().cancel(by=reception.user)
    body = make.queued_mail()[-1].body
    assert "You can still choose another of the times we offered" in body
    assert "Your appointment on" not in body


def test_withdrawing_one_time_offered_for_a_visit_speaks_of_both(reception, appointment):
    start, who = appointment.starts_at, appointment.therapist
    appointment.confirm(reception.user)
    also = [(who, start + timedelta(days=1))]
    appointment.propose(who, start + timedelta(days=2), by=reception.user, also=also)
    first, last = appointment.offers.order_by("starts_at")
    first.cancel(by=reception.user)
    body = make.queued_mail()[-1].body
    assert "Your appointment on" in body
    assert "You can still choose another of the times we offered" in body
    last.cancel(by=reception.user)
    body = make.queued_mail()[-1].body
    assert "Your appointment on" in body
    assert "You can still choose" not in body


def test_a_time_is_not_offered_twice_though_it_is_no_longer_held(reception, appointment, clock):
    start, who = appointment.starts_at + timedelta(days=7), appointment.therapist
    appointment.confirm(reception.user)
    also = [(who, start + timedelta(days=1))]
    one = appointment.propose(who, start, by=reception.user, also=also)
    other = appointment.offers.exclude(pk=one.pk).get()
    Appointment.objects.filter(pk=other.pk).update(holds_time=False)
    with pytest.raises(NoLongerPossible, match="already been offered"):
        one.propose(who, other.starts_at, by=reception.user)


def test_several_times_in_place_of_one_are_all_for_the_visit_itself(reception, appointment):
    start, who = appointment.starts_at, appointment.therapist
    appointment.confirm(reception.user)
    one = appointment.propose(who, start + timedelta(days=1), by=reception.user)
    also = [(who, start + timedelta(days=3))]
    one.propose(who, start + timedelta(days=2), by=reception.user, also=also)
    assert [offer.starts_at for offer in appointment.open_offers()] == [
        start + timedelta(days=days) for days in (2, 3)
    ]


def test_the_private_link_of_a_request_that_waits_again_opens_its_page(
    client, reception, appointment, clock
):
    booking, who = appointment.booking, appointment.therapist
    appointment.propose(who, appointment.starts_at + timedelta(days=26), by=reception.user)
    clock.shift(timedelta(days=18))
    Appointment.objects.get().refuse()
    assert client.get(booking.get_absolute_url()).status_code == 200
    details = Details(
        [("Sample Patient", "Sample Patient")],
        [("patient@example.com", "corrected@example.com")],
        [("416 555 0123", "416 555 0123")],
        "email",
    )
    booking.patient.correct(details, reception.user, make.version(booking.patient))
    assert client.get(booking.get_absolute_url()).status_code == 410
    booking.refresh_from_db()
    assert booking.private_url() in make.queued_mail()[-1].body
    assert client.get(booking.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_accepted_time_is_said_to_be_instead_of_what_the_patient_had(
    reception, appointment, confirmed
):
    if confirmed:
        appointment.confirm(reception.user)
    start, who = appointment.starts_at, appointment.therapist
    first = appointment.propose(who, start + timedelta(days=1), by=reception.user)
    Appointment.objects.filter(pk=first.pk).update(holds_time=False)
    first.refresh_from_db()
    first.record(HOLD_ENDED, SYSTEM)
    offer = first.propose(who, start + timedelta(days=2), by=reception.user)
    offer.booking.replace_link(reception.user, 0)
    offer.accept()
    mail = next(one for one in reversed(make.queued_mail()) if "confirmed" in one.subject)
    assert "Instead of: Tuesday, November 24, 9:00 AM" in mail.body


def test_one_taken_time_offers_none(reception, appointment):
    rival = make.booking(
        appointment.service, appointment.therapist, ELEVEN_OCLOCK, **make.contact(1)
    )
    with pytest.raises(TimeTaken):
        three_times(appointment, reception)
    assert states_and_holds() == [("requested", True)] * 2
    assert rival.visits().get().starts_at == ELEVEN_OCLOCK


def test_three_offered_times_are_one_to_answer_and_lapse_with_one_email(
    reception, appointment, clock
):
    start = make.TOMORROW_AT_NINE + timedelta(days=20)
    times = [(appointment.therapist, start + timedelta(hours=n)) for n in range(3)]
    appointment.propose(*times[0], by=reception.user, also=times[1:])
    assert Appointment.objects.unanswered_offers().count() == 1
    clock.shift(timedelta(days=10))
    before = len(make.queued_mail())
    Appointment.objects.end_stale_holds()
    subjects = [mail.subject for mail in make.queued_mail()[before:]]
    assert len(subjects) == 2
    assert "Do you still want one of the times we offered?" in subjects[0]
    Appointment.objects.get(starts_at=times[1][1]).accept()
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("confirmed", times[1][1])


def pick(therapist, start):
    return f"{therapist.pk}|{start}"


def test_reception_ticks_three_times_with_two_therapists(reception, open_clinic, appointment):
    colleague = make.therapist(open_clinic[0], name="Sample Colleague")
    own = appointment.therapist
    ticked = [pick(own, ELEVEN), pick(own, "2026-11-24T17:00Z")]
    page = offer(reception, appointment, "", pick=ticked, therapist=colleague.pk, show="").text
    assert f'value="{ticked[0]}" checked' in page
    assert "11:00 AM<span> with Sample Therapist</span>" in page
    ticked.append(pick(colleague, ELEVEN))
    assert offer(reception, appointment, "", pick=ticked).status_code == 302
    offered = {(one.therapist, one.starts_at) for one in Appointment.objects.all()}
    assert offered == {
        (own, ELEVEN_OCLOCK),
        (own, ELEVEN_OCLOCK + timedelta(hours=1)),
        (colleague, ELEVEN_OCLOCK),
    }


@each(
    ("starts", "said"),
    [
        ([f"2026-11-24T{hour}:00Z" for hour in (16, 17, 18, 19)], "Choose at most 3 times."),
        ([ELEVEN, "2026-11-24T16:15Z"], "overlap: choose one."),
        ([], "Choose a time."),
    ],
)
def test_times_that_cannot_be_offered_together_are_refused(reception, appointment, starts, said):
    ticked = [pick(appointment.therapist, start) for start in starts]
    response = offer(reception, appointment, "", pick=ticked)
    assert response.status_code == 422
    assert said in response.text
    assert Appointment.objects.get().state == "requested"


@each("picked", ["", "x", "|", "1|", "9|2026-11-24T16:00Z", "٣|x", "\0"])
def test_a_damaged_time_to_offer_is_refused(reception, appointment, picked):
    response = offer(reception, appointment, "", pick=picked)
    assert response.status_code in (400, 422)
    assert Appointment.objects.get().state == "requested"
