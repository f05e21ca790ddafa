"""A therapist is ill: one screen closes the days and answers everybody they affect."""

from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.absence import Absence
from booking.admin.absence_forms import AnswerForm, ForAllForm
from booking.admin.answering import answer_all
from booking.catalogue import Catalogue
from booking.conflicts import NoLongerPossible
from booking.models import Appointment, Closure, Therapist, WorkingHours
from booking.models.locking import LocksOutOfOrder
from booking.models.rules import ZONE
from booking.models.state import State
from tests import make
from tests.each import each
from typed.seen import ChangedMeanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def at(hour, minute=0, day=make.TOMORROW):
    return datetime.combine(day, time(hour, minute), ZONE)


@pytest.fixture
def therapist(open_clinic):
    return open_clinic[1]


@pytest.fixture
def colleague(open_clinic):
    return make.therapist(open_clinic[0], name="Sample Colleague")


def visit(therapist, start, number=0, confirmed=True, **details):
    details = make.contact(number) | {"name": f"Sample Patient {number}"} | details
    service = therapist.services.first()
    one = make.booking(service, therapist, start, **details).appointments.get()
    if confirmed:  # without the email, which takes time
        type(one).objects.filter(pk=one.pk).update(state=State.CONFIRMED, settled_at=make.NOW)
        one.refresh_from_db()
    return one


def address(therapist, **query):
    query = {"from": "2026-11-24"} | query
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/admin/booking/therapist/{therapist.pk}/away/?{words}"


def sent(page, **changes):
    """What a browser would send from the screen."""
    context = page.context
    form = context["form"]
    values = {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    values["leaves"] = values["leaves"] or None
    values |= {"shown": form.as_text()}
    if context["rows"]:
        values |= {"all": "offer", "line": ""}
    for row in context["rows"]:
        pk = row.visit.pk
        values |= {f"ticked-{pk}": "on", f"seen-{pk}": row["seen"].value(), f"do-{pk}": ""}
        values |= {f"stand_in-{pk}": row["stand_in"].value()}
        values[f"offer-{pk}"] = [value for value, _, _, is_ticked in row.times if is_ticked]
    return {name: value for name, value in (values | changes).items() if value is not None}


def save(client, therapist, page=None, **changes):
    page = page or client.get(address(therapist))
    assert page.status_code == 200
    return client.post(f"/admin/booking/therapist/{therapist.pk}/away/", sent(page, **changes))


def states(*visits):
    rows = {one.pk: one.state for one in Appointment.objects.all()}
    return [rows[one.pk] for one in visits]


def subjects(number):
    return [
        mail.subject.partition(" (")[0]
        for mail in make.queued_mail()
        if mail.to == [f"rival{number}@example.com"]
    ]


def test_every_visit_of_the_days_is_shown_with_a_tick_and_times_that_nobody_else_gets(
    reception, therapist
):
    starts = [at(hour) + timedelta(days=day) for day in (0, 1) for hour in (9, 10)]
    ill = [visit(therapist, start, number, number % 2) for number, start in enumerate(starts)]
    visit(therapist, at(9) + timedelta(days=2), 5)
    page = reception.get(address(therapist, to="2026-11-25"))
    assert [row.visit for row in page.context["rows"]] == ill
    assert all(row["ticked"].value() for row in page.context["rows"])
    times = [(start, who) for row in page.context["rows"] for _, start, who, _ in row.times]
    assert len(set(times)) == len(times) == 12
    assert {who for _, who in times} == {therapist}
    assert all(start > at(17) + timedelta(days=1) for start, _ in times)


def test_saving_closes_the_day_and_offers_each_patient_another_time(reception, therapist):
    ill = [visit(therapist, at(9), 0), visit(therapist, at(10), 1, confirmed=False)]
    response = save(reception, therapist, reason="Ill")
    assert response.status_code == 302
    closure = Closure.objects.get()
    assert (closure.therapist, closure.first_day, closure.last_day) == (
        therapist,
        make.TOMORROW,
        make.TOMORROW,
    )
    assert closure.reason == "Ill"
    assert states(*ill) == [State.CONFIRMED, State.OFFERED]
    assert ill[0].open_offer().starts_at > at(17)
    for number in (0, 1):
        assert subjects(number)[-1] == "We can offer you other times"
    assert LogEntry.objects.get().object_id == str(therapist.pk)
    after = reception.get(response.url)
    assert not after.context["rows"]
    assert len(after.context["answered"]) == 2
    assert "offered <span" in after.text
    assert "Wed, Nov 25, 9:00 AM with Sample Therapist" in after.text


def test_only_the_times_that_are_selected_are_offered(reception, therapist):
    one = visit(therapist, at(9), 0)
    page = reception.get(address(therapist))
    second = page.context["rows"][0].times[1]
    save(reception, therapist, page, **{f"offer-{one.pk}": [second[0]]})
    assert [offer.starts_at for offer in one.open_offers()] == [second[1]]


def test_sent_twice_it_is_done_once(reception, therapist):
    ill = [visit(therapist, at(9 + number), number) for number in range(2)]
    form = sent(reception.get(address(therapist)))
    url = f"/admin/booking/therapist/{therapist.pk}/away/"
    assert [reception.post(url, form).status_code for _ in range(2)] == [302, 302]
    assert Closure.objects.count() == 1
    assert Appointment.objects.filter(instead_of__in=ill).count() == 2 * 3
    assert subjects(0).count("We can offer you other times") == 1
    form |= {"all": "cancel"}
    assert reception.post(url, form).status_code == 302
    assert states(*ill) == [State.CONFIRMED] * 2


@pytest.mark.parametrize("last", [make.TOMORROW, None])
def test_an_absence_is_saved_under_the_lock_of_the_therapists_time(therapist, last):
    with (
        pytest.raises(LocksOutOfOrder),
        Appointment.objects.locking_schedules([therapist]),
    ):
        Absence(therapist, make.TOMORROW, last).save()


def test_what_a_second_click_finds_answered_is_no_failure(reception, therapist):
    absence, one = Absence(therapist, make.TOMORROW, make.TOMORROW), visit(therapist, at(9), 0)
    sent = {f"seen-{one.pk}": make.version(one), f"ticked-{one.pk}": "on"}
    row = AnswerForm.of(one, [], None, False, sent)
    for_all = ForAllForm({"all": "cancel"})
    assert for_all.is_valid()
    Appointment.objects.get(pk=one.pk).cancel(by=reception.user)
    assert not answer_all([row], for_all, absence, reception.user)
    assert row.why == ""


def test_a_colleague_takes_the_visits_at_their_own_time(reception, therapist, colleague):
    ill = visit(therapist, at(9), 0)
    assert "Sample Colleague is free at the visit’s own time" in (
        reception.get(address(therapist)).text
    )
    assert save(reception, therapist, all="move").status_code == 302
    ill.refresh_from_db()
    assert (ill.therapist, ill.starts_at, ill.state) == (colleague, at(9), State.CONFIRMED)
    assert subjects(0)[-1] == "Your appointment has a new time"


def test_one_colleague_takes_one_of_two_visits_at_the_same_time(therapist, colleague):
    both = [visit(therapist, at(9), 0), visit(therapist, at(9, 30), 1)]
    suggested = Absence(therapist, make.TOMORROW, make.TOMORROW).suggestions(both)
    assert [suggested[one.pk][1] for one in both] == [colleague, colleague]
    colleague.offerings.update(duration=45)
    suggested = Absence(therapist, make.TOMORROW, make.TOMORROW).suggestions(both)
    assert [suggested[one.pk][1] for one in both] == [colleague, None]


def test_a_colleague_who_is_busy_or_does_not_offer_the_service_is_not_named(
    reception, therapist, colleague
):
    visit(colleague, at(9), 1)
    make.therapist(name="Somebody Else")
    visit(therapist, at(9), 0)
    (row,) = reception.get(address(therapist)).context["rows"]
    assert row.colleague is None
    save(reception, therapist, all="move")
    assert Appointment.objects.filter(state=State.OFFERED).count() == 3


def test_each_visit_can_have_an_answer_of_its_own(reception, therapist, colleague):
    ill = [visit(therapist, at(9 + number), number, number != 3) for number in range(5)]
    own = dict(zip([one.pk for one in ill], ["", "move", "leave", "cancel", "cancel"], strict=True))
    changes = {f"do-{pk}": do for pk, do in own.items()} | {"line": "We are sorry."}
    response = save(reception, therapist, **changes)
    assert response.status_code == 302
    assert states(*ill) == ["confirmed", "confirmed", "confirmed", "declined", "cancelled"]
    assert ill[0].open_offer()
    assert Appointment.objects.get(pk=ill[1].pk).therapist == colleague
    assert [row.visit for row in reception.get(response.url).context["rows"]] == [ill[2]]
    assert Appointment.objects.stranded() == [ill[0], ill[2]]
    assert "We are sorry." in make.queued_mail()[-1].body


def test_a_course_is_cancelled_in_one_email(reception, therapist, open_clinic):
    starts = [at(9), at(9) + timedelta(days=7), at(9) + timedelta(days=14)]
    make.booking(*open_clinic, None, starts=starts)
    Appointment.objects.update(state=State.CONFIRMED)
    page = reception.get(address(therapist, to="2026-12-01"))
    before = len(make.queued_mail())
    assert save(reception, therapist, page, all="cancel").status_code == 302
    assert len(make.queued_mail()) == before + 1
    assert states(*Appointment.objects.order_by("starts_at")) == [
        *["cancelled"] * 2,
        "confirmed",
    ]


@pytest.mark.parametrize("verb", ["decline", "cancel"])
@pytest.mark.parametrize("how_many", [1, 2])
def test_nothing_is_done_to_some_visits_of_a_course_if_one_was_answered_meanwhile(
    reception, open_clinic, how_many, verb
):
    booking = make.booking(*open_clinic, None, starts=[at(9), at(9) + timedelta(days=1)])
    if verb == "cancel":
        booking.confirm(reception.user)
    one, other = booking.visits()
    among = {one.pk: one.version, other.pk: other.version}
    for gone in [one, other][:how_many]:
        getattr(gone, verb)(reception.user)
    before = states(one, other)
    with pytest.raises(ChangedMeanwhile):
        getattr(booking, verb)(reception.user, among=among)
    assert states(one, other) == before


def test_a_course_of_which_one_visit_has_begun_is_not_cancelled(reception, open_clinic, clock):
    booking = make.booking(*open_clinic, None, starts=[at(9), at(9) + timedelta(days=1)])
    booking.confirm(reception.user)
    among = {one.pk: one.version for one in booking.visits()}
    clock.move_to(at(9, 1))
    with pytest.raises(NoLongerPossible, match="Nothing has been changed"):
        booking.cancel(reception.user, among=among)
    assert states(*booking.visits()) == ["confirmed", "confirmed"]


def test_visits_that_are_not_ticked_only_no_longer_fit(reception, therapist):
    ill = visit(therapist, at(9), 0)
    before = len(make.queued_mail())
    assert save(reception, therapist, **{f"ticked-{ill.pk}": None}).status_code == 302
    assert len(make.queued_mail()) == before
    assert Appointment.objects.stranded() == [ill]


def test_one_that_fails_stays_ticked_with_the_reason_and_the_others_are_answered(
    reception, therapist
):
    ill = [visit(therapist, at(9 + number), number) for number in range(3)]
    page = reception.get(address(therapist))
    ill[1].move(therapist, at(14), by=reception.user)
    response = save(reception, therapist, page)
    assert response.status_code == 409
    assert "1 visit could not be answered" in response.text
    (row,) = response.context["rows"]
    assert row.visit == ill[1]
    assert row["ticked"].value()
    assert "was already moved by sample-staff" in row.why
    assert [one.visit for one in response.context["answered"]] == [ill[0], ill[2]]
    again = sent(response)
    url = f"/admin/booking/therapist/{therapist.pk}/away/"
    assert reception.post(url, again).status_code == 302
    assert Closure.objects.count() == 1


def test_a_time_taken_in_the_meantime_is_replaced_by_others(reception, therapist):
    ill = visit(therapist, at(9), 0)
    page = reception.get(address(therapist))
    first = page.context["rows"][0].times[0]
    visit(therapist, first[1], 1)
    response = save(reception, therapist, page)
    assert response.status_code == 409
    (row,) = response.context["rows"]
    assert "has just been taken" in row.why
    assert first[0] not in [value for value, *_ in row.times]
    assert Appointment.objects.stranded() == [ill]


def test_a_visit_that_was_booked_in_the_meantime_is_not_lost(reception, therapist):
    visit(therapist, at(9), 0)
    page = reception.get(address(therapist))
    new = visit(therapist, at(11), 1)
    response = save(reception, therapist, page)
    (row,) = reception.get(response.url).context["rows"]
    assert row.visit == new


def test_part_of_a_day_takes_only_its_visits_and_leaves_the_rest_to_offer(reception, therapist):
    visit(therapist, at(9), 0)
    ill = visit(therapist, at(14), 1)
    part = {"from_time": "13:00", "until_time": "17:00"}
    page = reception.get(address(therapist, **part))
    (row,) = page.context["rows"]
    assert row.visit == ill
    assert row.times[0][1] == at(12, 30)
    assert save(reception, therapist, page).status_code == 302
    assert Closure.objects.get().from_time == time(13)


def test_days_without_visits_are_closed_too(reception, therapist):
    assert save(reception, therapist).status_code == 302
    assert Closure.objects.get().therapist == therapist


def test_the_link_of_an_error_leads_to_its_choices(reception, therapist):
    visit(therapist, at(9), 0)
    page = save(reception, therapist, all="x").text
    assert '<a href="#id_all_0">' in page
    assert 'id="id_all_0"' in page


def test_other_days_than_shown_are_shown_before_anything_is_saved(reception, therapist):
    visit(therapist, at(9), 0)
    page = reception.get(address(therapist))
    shown = save(reception, therapist, page, to="2026-11-26", line="Kept words")
    assert shown.status_code == 422
    assert "Kept words" in shown.text
    assert not Closure.objects.exists()
    again = save(reception, therapist, page, to="2026-11-26", show="")
    assert again.status_code == 200


def test_patients_to_phone_are_listed_with_their_number(reception, therapist):
    visit(therapist, at(9), 0)
    visit(therapist, at(10), 1)
    without = visit(therapist, at(11), 2)
    type(without.booking).objects.filter(pk=without.booking_id).update(email="")
    response = save(reception, therapist, all="cancel")
    page = reception.get(response.url)
    assert [one.visit for one in page.context["to_phone"]] == [without]
    assert "416 555 0102" in page.text


def test_those_whose_email_was_not_delivered_are_listed_too(reception, therapist, clock):
    visit(therapist, at(9), 0)
    response = save(reception, therapist, all="cancel")
    clock.shift(timedelta(minutes=6))
    page = reception.get(response.url)
    assert "our email was not delivered" in page.text


def test_another_time_already_offered_is_not_asked_about_again(reception, therapist):
    ill = visit(therapist, at(9), 0)
    ill.propose(therapist, at(9) + timedelta(days=2), by=reception.user)
    page = reception.get(address(therapist))
    assert not page.context["rows"]
    assert [one.visit for one in page.context["answered"]] == [ill]


def test_an_offer_that_falls_on_the_day_is_replaced(reception, therapist):
    later = visit(therapist, at(9) + timedelta(days=3), 0)
    offer = later.propose(therapist, at(9), by=reception.user)
    (row,) = reception.get(address(therapist)).context["rows"]
    assert row.visit == offer
    assert save(reception, therapist).status_code == 302
    offer.refresh_from_db()
    assert (offer.state, offer.instead_of) == (State.OFFERED, later)
    assert offer.starts_at > at(17)


def test_one_of_several_times_offered_is_replaced_by_one(reception, therapist):
    asked = visit(therapist, at(9) + timedelta(days=3), 0, confirmed=False)
    also = [(therapist, at(9))]
    asked.propose(therapist, at(9) + timedelta(days=4), by=reception.user, also=also)
    (row,) = reception.get(address(therapist)).context["rows"]
    assert len(row.times) == 1
    assert save(reception, therapist).status_code == 302
    asked.refresh_from_db()
    offered = asked.offered_times()
    assert len(offered) == 2
    assert all(one.starts_at > at(17) for one in offered)


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("answer", ["offer", "cancel"])
def test_several_times_offered_that_fall_on_the_day_are_answered_once(
    reception, therapist, confirmed, answer
):
    one = visit(therapist, at(9) + timedelta(days=3), 0, confirmed)
    one.propose(therapist, at(15), by=reception.user, also=[(therapist, at(11))])
    page = reception.get(address(therapist))
    assert len(page.context["rows"]) == 1
    assert "Your answer replaces all the times offered together." in page.text
    assert "Withdraw all the times offered" in page.text
    before = len(make.queued_mail())
    assert save(reception, therapist, page, all=answer).status_code == 302
    assert len(make.queued_mail()) == before + 1
    one.refresh_from_db()
    offered = one.offered_times()
    assert len(offered) == (3 if answer == "offer" else 0)
    assert all(other.starts_at > at(17) for other in offered)
    if confirmed or answer == "cancel":
        assert one.state == ("confirmed" if confirmed else "requested")
        assert one.starts_at == at(9) + timedelta(days=3)
    assert not reception.get(address(therapist)).context["rows"]


def test_a_request_whose_offer_is_withdrawn_is_said_to_wait_again(reception, therapist):
    asked = visit(therapist, at(9) + timedelta(days=3), 0, confirmed=False)
    asked.propose(therapist, at(11), by=reception.user)
    shown = reception.get(address(therapist)).text
    assert "Withdraw the offer" in shown
    assert "replaces all the times" not in shown
    response = save(reception, therapist, all="cancel")
    (answered,) = reception.get(response.url).context["answered"]
    assert (answered.visit, answered.outcome, answered.times) == (asked, "waiting again", [])


def test_the_latest_of_several_times_offered_is_answered_too(reception, therapist):
    asked = visit(therapist, at(9), 0, confirmed=False)
    later = at(9) + timedelta(days=2)
    asked.propose(therapist, later, by=reception.user, also=[(therapist, at(11))])
    page = reception.get(address(therapist, **{"from": "2026-11-26"}))
    (row,) = page.context["rows"]
    assert row.visit == asked
    assert save(reception, therapist, page).status_code == 302
    asked.refresh_from_db()
    assert len(asked.offered_times()) == 3
    assert all(one.starts_at > later + timedelta(hours=8) for one in asked.offered_times())


def test_no_time_is_suggested_on_the_day_of_another_visit_of_the_course(
    reception, therapist, open_clinic
):
    starts = [at(9), at(9) + timedelta(days=7)]
    make.booking(*open_clinic, None, starts=starts).confirm(by=None)
    first = Appointment.objects.earliest("starts_at")
    WorkingHours.objects.exclude(weekday=1).delete()  # Tuesdays only
    suggested = Absence(therapist, make.TOMORROW, make.TOMORROW).suggestions([first])
    days = {start.astimezone(ZONE).date() for start, _ in suggested[first.pk][0]}
    assert days == {date(2026, 12, 8), date(2026, 12, 15), date(2026, 12, 22)}


def test_a_therapist_who_leaves_is_asked_about_all_later_visits(reception, therapist, colleague):
    stays = visit(therapist, at(9), 0)
    ill = [visit(therapist, at(9) + timedelta(days=days), days) for days in (2, 40)]
    page = reception.get(address(therapist, leaves="on", **{"from": "2026-11-25"}))
    assert [row.visit for row in page.context["rows"]] == ill
    assert {who for row in page.context["rows"] for _, _, who, _ in row.times} == {colleague}
    assert save(reception, therapist, page, all="move").status_code == 302
    assert not Closure.objects.exists()
    ends = therapist.working_hours.values_list("valid_until", flat=True)
    assert set(ends) == {make.TOMORROW}
    assert {one.therapist for one in Appointment.objects.exclude(pk=stays.pk)} == {colleague}


@pytest.mark.parametrize("answer", ["leave", "cancel"])
def test_visits_outside_hours_no_longer_fit_once_the_therapist_has_left(
    reception, therapist, answer
):
    late = visit(therapist, at(9) + timedelta(days=2))
    late.move(therapist, at(19) + timedelta(days=2), reception.user, outside_hours=True)
    page = reception.get(address(therapist, leaves="on", **{"from": "2026-11-25"}))
    assert save(reception, therapist, page, all=answer).status_code == 302
    assert states(late) == ["confirmed" if answer == "leave" else "cancelled"]
    assert Appointment.objects.stranded() == [late][: answer == "leave"]


def test_the_usual_length_of_who_takes_no_more_bookings_is_not_asked_of_a_colleague(open_clinic):
    service, therapist = open_clinic
    therapist.offerings.update(duration=45)
    ill = visit(therapist, at(9))
    short = make.therapist(service, name="Sample Colleague", closes=time(9, 30))
    Therapist.objects.filter(pk=therapist.pk).update(is_active=False)
    ill = Appointment.objects.get(pk=ill.pk)
    absence = Absence(ill.therapist, make.TOMORROW, make.TOMORROW)
    assert absence.suggestions([ill])[ill.pk][1] == short
    assert ill.needs_in(Catalogue())[short] == ill.needs(short)[short]


def test_a_therapist_cannot_have_left_before_today(reception, therapist):
    page = reception.get(address(therapist, leaves="on", **{"from": "2026-11-22"}))
    assert "These days have passed. Enter today or a later day." in page.text


def test_as_many_queries_for_many_visits_as_for_few(reception, therapist, colleague):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert reception.get(address(therapist)).status_code == 200
        return len(captured)

    visit(therapist, at(9), 0)
    few = queries()
    for number in range(1, 5):
        visit(therapist, at(9) + number * timedelta(minutes=30), number)
    assert queries() == few <= 24  # one notes whose records were shown


@each(
    "query",
    [
        {"from": "\0"},
        {"from": "2020-01-01"},
        {"from_time": "13:00"},
        {"day": "9" * 40, "from": ""},
        {"answered": "x,\0," + "9" * 40},
        {"leaves": "on", "from": "8999-12-31"},
        {"from": "2001-01-01", "to": "8999-12-31"},
    ],
)
def test_nonsense_in_the_address_or_the_form_is_no_error(reception, therapist, query):
    one = visit(therapist, at(9), 0)
    url = f"/admin/booking/therapist/{therapist.pk}/away/"
    assert reception.get(url, {"from": "2026-11-24"} | query).status_code in (200, 400)
    junk = {f"seen-{one.pk}": "x", f"do-{one.pk}": "x", f"offer-{one.pk}": "x y", "all": "x"}
    assert reception.post(url, junk | query).status_code in (400, 409, 422)
    assert states(one) == ["confirmed"]


@pytest.mark.parametrize("offer", ["x", "2026-11-26T14:00Z 99"])
def test_a_time_that_was_never_shown_is_not_offered(reception, therapist, offer):
    one = visit(therapist, at(9), 0)
    response = save(reception, therapist, **{f"offer-{one.pk}": offer})
    assert response.status_code == 409
    assert not Appointment.objects.filter(state=State.OFFERED).exists()


def test_the_day_on_the_board_is_the_day_away(reception, therapist):
    one = visit(therapist, at(9), 0)
    page = reception.get(f"/admin/booking/therapist/{therapist.pk}/away/?day=2026-11-24")
    assert [row.visit for row in page.context["rows"]] == [one]


def test_those_who_may_not_decide_may_not_open_it(client, therapist):
    client.force_login(make.staff("Editors"))
    assert client.get(address(therapist)).status_code == 403
    assert client.post(address(therapist), {}).status_code == 403


def test_the_links_are_shown_to_those_who_may_open_it(reception, therapist):
    one = visit(therapist, at(9), 0)
    pages = [
        f"/admin/booking/therapist/{therapist.pk}/change/",
        one.get_admin_url(),
        "/admin/?day=2026-11-24",
    ]
    link = f"/admin/booking/therapist/{therapist.pk}/away/"
    assert all(link in reception.get(page).text for page in pages)
    Group.objects.get(name="Reception").permissions.remove(
        Permission.objects.get(codename="add_closure")
    )
    assert not any(link in reception.get(page).text for page in pages)
    assert reception.get(link).status_code == 403


# No reminder goes out for a visit that the schedule has no room for.


def reminders():
    return [one for one in make.queued_mail() if one.subject.startswith("Your appointment is com")]


def switch_off(therapist):
    Therapist.objects.update(is_active=False)


NO_ROOM = {
    "the whole day": lambda one: Absence(one, make.TOMORROW, make.TOMORROW).save(),
    "part of it": lambda one: Absence(
        one, make.TOMORROW, make.TOMORROW, time(9, 15), time(9, 20)
    ).save(),
    "for good": lambda one: Absence(one, make.TOMORROW, None).save(),
    "no bookings": switch_off,
}


@pytest.mark.parametrize("why", NO_ROOM)
def test_no_reminder_for_a_visit_without_room_even_if_it_was_due_before(therapist, clock, why):
    one = visit(therapist, at(9), 0)
    Appointment.objects.update(settled_at=at(9) - timedelta(days=3))
    NO_ROOM[why](therapist)
    clock.shift(timedelta(hours=4))  # the reminder was due four hours ago
    Appointment.objects.remind()
    one.refresh_from_db()
    assert not reminders()
    assert one.reminded_at is None
    assert one.no_room_told_at is not None


def test_no_reminder_while_another_time_is_offered_for_it(reception, therapist, clock):
    visit(therapist, at(9), 0)
    Appointment.objects.update(settled_at=at(9) - timedelta(days=3))
    save(reception, therapist)
    clock.shift(timedelta(hours=4))
    Appointment.objects.remind()
    assert not reminders()


def test_with_a_part_of_the_day_away_the_other_visits_are_reminded(therapist, clock):
    visit(therapist, at(9), 0)
    Appointment.objects.update(settled_at=at(9) - timedelta(days=3))
    Absence(therapist, make.TOMORROW, make.TOMORROW, time(9, 30), time(17)).save()
    Appointment.objects.remind()
    assert len(reminders()) == 1
