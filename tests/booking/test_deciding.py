from datetime import timedelta

import pytest
from django.utils import timezone

from booking.conflicts import NoLongerPossible, TimeTaken
from booking.models import Appointment, Booking, Closure, Event, Service
from tests import make
from tests.each import each
from tests.markup import Markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def address(appointment, verb):
    return f"/admin/booking/appointment/{appointment.pk}/{verb}/"


def press(reception, appointment, verb, seen=None, **typed):
    """Send the form of a button as it stands on the appointment's page."""
    seen = {"seen": make.version(appointment) if seen is None else seen}
    return reception.post(address(appointment, verb), seen | typed, follow=True)


def course(service, therapist, visits=3):
    """Requests for the same time of so many weeks."""
    Service.objects.update(longest_course=7)
    starts = [make.TOMORROW_AT_NINE + week * timedelta(weeks=1) for week in range(visits)]
    return make.booking(service, therapist, starts=starts)


def states(booking):
    return [one.state for one in booking.visits()]


def test_confirm_reaches_the_patients_page_and_mail(reception, appointment):
    response = press(reception, appointment, "confirm")
    assert "The visit of Sample Patient is confirmed." in response.text
    page = reception.get(appointment.booking.get_absolute_url()).text
    assert "Confirmed" in page
    assert "is confirmed" in make.queued_mail()[-1].body


def test_a_declined_request_holds_no_time_and_says_why(reception, appointment):
    press(reception, appointment, "decline", line="We are away that day.")
    appointment.refresh_from_db()
    assert (appointment.state, appointment.holds_time) == ("declined", False)
    page = reception.get(appointment.booking.get_absolute_url()).text
    assert "We are away that day." in page
    assert "We are away that day." in reception.get(appointment.get_admin_url()).text
    assert "We are away that day." in make.queued_mail()[-1].body
    make.booking(appointment.service, appointment.therapist)


def test_second_confirmation_is_refused_and_says_who_was_faster(reception, appointment):
    seen = make.version(appointment)
    appointment.confirm(by=reception.user)
    response = press(reception, appointment, "confirm", seen)
    assert "Nothing was changed. This was already confirmed by sample-staff" in response.text
    assert Event.objects.filter(verb="confirmed").count() == 1


def test_a_confirmed_request_cannot_be_declined(reception, appointment):
    appointment.confirm(by=reception.user)
    with pytest.raises(NoLongerPossible):
        appointment.decline(by=reception.user)


def test_a_request_whose_time_has_passed_cannot_be_confirmed(reception, appointment, clock):
    clock.move_to(appointment.starts_at + timedelta(minutes=1))
    with pytest.raises(NoLongerPossible, match="passed"):
        appointment.confirm(by=reception.user)


def test_a_request_for_a_day_since_closed_cannot_be_confirmed(reception, appointment):
    Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW)
    with pytest.raises(NoLongerPossible, match="no longer works at that time"):
        appointment.confirm(by=reception.user)
    appointment.refresh_from_db()
    assert appointment.state == "requested"


def test_a_changed_grid_or_duration_does_not_stand_in_the_way(reception, appointment):
    Service.objects.update(duration=90, start_every=45, buffer_before=60)
    appointment.confirm(by=reception.user)
    appointment.refresh_from_db()
    assert appointment.state == "confirmed"


@each(
    "times",
    [{"from_time": "13:00"}, {"until_time": "13:00"}, {"from_time": "2", "until_time": "1"}],
)
def test_half_a_pair_of_times_closes_nothing(reception, times):
    form = {"first_day": "2026-11-24", "last_day": "2026-11-24"} | times
    assert reception.post("/admin/booking/closure/add/", form).status_code == 200
    assert not Closure.objects.exists()


def test_a_closure_is_saved(reception):
    form = {"first_day": "2026-11-24", "last_day": "", "from_time": "13:00"}
    reception.post("/admin/booking/closure/add/", form | {"until_time": "15:00"})
    assert Closure.objects.get().last_day == make.TOMORROW


@each("verb", ["confirm", "decline", "cancel", "attended", "missed"])
def test_following_a_link_decides_nothing(reception, appointment, verb):
    led = reception.get(address(appointment, verb))
    assert led["Location"] == appointment.get_admin_url()
    appointment.refresh_from_db()
    assert appointment.state == "requested"


VERBS = ["confirm", "decline", "cancel", "attended", "missed", "offer", "move"]


@each("verb", VERBS)
def test_only_reception_decides(client, appointment, verb):
    client.force_login(make.staff("Editors"))
    assert press(client, appointment, verb, line="x" * 601).status_code == 403
    client.logout()
    assert "/admin/login/" in client.post(address(appointment, verb)).url
    appointment.refresh_from_db()
    assert appointment.state == "requested"


@each("screen", ["", "1/change/", "book/", "day/", "waiting-list/"])
def test_editors_cannot_see_patients(client, appointment, screen):
    client.force_login(make.staff("Editors"))
    assert client.get(f"/admin/booking/appointment/{screen}").status_code in (302, 403)
    assert "Sample Patient" not in client.get("/admin/", follow=True).text


def test_who_may_only_look_has_no_buttons(client, appointment):
    user = make.staff("Editors")
    user.user_permissions.add(*make.permissions("view_appointment"))
    client.force_login(user)
    page = client.get(appointment.get_admin_url()).text
    assert "Sample Patient" in page
    assert "Confirm this visit" not in page
    assert press(client, appointment, "confirm").status_code == 403


def test_rows_are_read_only_in_admin(reception, appointment):
    response = reception.post(
        f"/admin/booking/appointment/{appointment.pk}/change/", {"state": "confirmed"}
    )
    assert response.status_code == 403
    assert reception.post(f"/admin/booking/appointment/{appointment.pk}/delete/").status_code == 403


def test_the_list_opens_on_what_waits(reception, open_clinic, appointment):
    done = make.booking(*open_clinic, starts_at=make.TOMORROW_AT_NINE + timedelta(hours=1))
    done.appointments.get().confirm(by=reception.user)
    rows = reception.get("/admin/booking/appointment/").context["cl"].queryset
    assert list(rows) == [appointment]


def test_a_search_finds_what_was_answered_long_ago(reception, appointment):
    appointment.confirm(by=reception.user)
    found = reception.get("/admin/booking/appointment/", {"q": appointment.booking.reference})
    assert list(found.context["cl"].queryset) == [appointment]


@each(
    "words",
    [
        "Sample Patient",
        "patient@example.com",
        "416 555",
        "4165550123",
        "(416) 555-0123",
        "+14165550123",
    ],
)
def test_reception_finds_a_patient(reception, appointment, words):
    rows = reception.get("/admin/booking/appointment/", {"q": words}).context["cl"].queryset
    assert list(rows) == [appointment]


@each(
    "reference",
    ["BCDF-GHJK", "9GR5-722T", "BC23-45DF", "6385-2QP6", "J4X9-4X87", "4X23-4567", "2345-6789"],
)
def test_reception_finds_a_reference_however_it_is_written(reception, appointment, reference):
    Booking.objects.update(reference=reference)
    for words in (reference, reference.lower(), reference.replace("-", "")):
        found = reception.get("/admin/booking/appointment/", {"q": words}).context["cl"].queryset
        assert list(found) == [appointment]


@each("words", ["Somebody Else", "555 0199", "ABCD-EFGH"])
def test_reception_finds_nobody_else(reception, appointment, words):
    rows = reception.get("/admin/booking/appointment/", {"q": words}).context["cl"].queryset
    assert not rows


def test_too_long_a_line_is_refused_and_kept(reception, appointment):
    response = press(reception, appointment, "decline", line="x" * 601)
    assert response.status_code == 422
    assert "x" * 601 in response.text
    appointment.refresh_from_db()
    assert appointment.state == "requested"


def test_an_unanswered_request_lets_its_time_go_but_stays_in_the_queue(
    open_clinic, appointment, clock
):
    clock.shift(timedelta(days=3))
    Appointment.objects.lapse_stale_holds()
    appointment.refresh_from_db()
    assert not appointment.holds_time
    assert appointment in Appointment.objects.waiting()


def test_a_lapsed_request_can_be_confirmed_while_its_time_is_free(open_clinic, reception, clock):
    far = make.TOMORROW_AT_NINE + timedelta(days=7)
    late = make.booking(*open_clinic, starts_at=far).appointments.get()
    clock.shift(timedelta(days=4))
    Appointment.objects.lapse_stale_holds()
    late.confirm(by=reception.user)
    late.refresh_from_db()
    assert (late.state, late.holds_time) == ("confirmed", True)


def test_a_lapsed_request_cannot_take_a_time_that_a_rival_has(open_clinic, reception, clock):
    far = make.TOMORROW_AT_NINE + timedelta(days=7)
    late = make.booking(*open_clinic, starts_at=far).appointments.get()
    clock.shift(timedelta(days=4))
    make.booking(*open_clinic, starts_at=far, name="Rival Patient")
    with pytest.raises(TimeTaken):
        late.confirm(by=reception.user)


def test_what_happened_is_kept_without_names(reception, appointment):
    appointment.confirm(by=reception.user)
    page = reception.get(f"/admin/booking/appointment/{appointment.pk}/change/").text
    assert "requested by the patient" in page
    assert "confirmed by sample-staff" in page
    fields = {field.name for field in Event._meta.get_fields()}
    assert fields == {"id", "appointment", "verb", "actor", "staff", "starts_at", "at"}


def test_times_are_stored_in_utc_and_shown_in_the_clinics_zone(reception, appointment):
    assert appointment.starts_at.astimezone(timezone.get_default_timezone()).hour == 9
    assert "9:00 – 9:30 AM" in reception.get(appointment.booking.get_absolute_url()).text


@each("seen", ["1", "", "nonsense", "9" * 5000, "²"])
def test_nothing_is_done_by_who_saw_something_else(reception, appointment, seen):
    reception.post(address(appointment, "confirm"), {"seen": seen})
    appointment.refresh_from_db()
    assert appointment.state == "requested"


def test_a_line_typed_too_late_is_kept(reception, appointment):
    seen = make.version(appointment)
    appointment.cancel()
    response = press(reception, appointment, "decline", seen, line="We are away.")
    assert response.status_code == 409
    assert "Nothing was changed. This was already withdrawn by the patient" in response.text
    assert "<strong>Withdrawn.</strong>" in response.text
    assert "You wrote: “We are away.”" in response.text
    assert "Decline…" not in response.text


def test_a_line_typed_too_late_serves_what_is_possible_now(reception, appointment):
    seen = make.version(appointment)
    appointment.confirm(by=make.staff("Reception", "a-colleague"))
    response = press(reception, appointment, "decline", seen, line="We are away.")
    assert "Nothing was changed. This was already confirmed by a-colleague" in response.text
    assert "<strong>Confirmed.</strong>" in response.text
    assert "<details open>" in response.text
    assert ">\nWe are away.</textarea>" in response.text
    form = Markup(response.text).fields
    press(reception, appointment, "cancel", form["seen"], line=form["line"])
    assert states(appointment.booking) == ["cancelled"]


def test_a_course_is_confirmed_at_once(reception, open_clinic):
    booking = course(*open_clinic)
    first = booking.visits().first()
    assert "Confirm all 3 visits" in reception.get(first.get_admin_url()).text
    response = press(reception, first, "confirm", all=make.version(booking))
    assert "The visits of Sample Patient are confirmed." in response.text
    assert states(booking) == ["confirmed"] * 3


def test_one_visit_of_a_course_is_confirmed_alone(reception, open_clinic):
    booking = course(*open_clinic)
    press(reception, booking.visits()[1], "confirm")
    assert states(booking) == ["requested", "confirmed", "requested"]


def test_a_course_changed_meanwhile_is_not_confirmed_and_says_who_changed_it(
    reception, open_clinic
):
    booking = course(*open_clinic)
    seen = make.version(booking)
    booking.visits().last().cancel()
    response = press(reception, booking.visits().first(), "confirm", all=seen)
    assert "was withdrawn by the patient" in response.text
    assert states(booking) == ["requested", "requested", "withdrawn"]


def test_a_course_is_declined_at_once(reception, open_clinic):
    booking = course(*open_clinic)
    press(
        reception,
        booking.visits().first(),
        "decline",
        all=make.version(booking),
        line="We are away.",
    )
    assert states(booking) == ["declined"] * 3


def test_a_course_is_cancelled_at_once(reception, open_clinic):
    booking = course(*open_clinic)
    booking.confirm(by=reception.user)
    first = booking.visits().first()
    assert "Cancel all 3 upcoming visits" in reception.get(first.get_admin_url()).text
    press(reception, first, "cancel", all=make.version(booking))
    assert states(booking) == ["cancelled"] * 3


def test_a_single_visit_is_no_course(reception, appointment):
    assert "all 1 visits" not in reception.get(appointment.get_admin_url()).text


def test_a_request_that_holds_its_time_no_more_says_so(reception, appointment):
    assert "Its time is held until" in reception.get(appointment.get_admin_url()).text
    Appointment.objects.update(holds_time=False)
    assert "Its time is no longer held" in reception.get(appointment.get_admin_url()).text


def test_a_rival_for_a_lapsed_time_is_shown_beside_the_request(reception, open_clinic, appointment):
    assert "Others at the same time" not in reception.get(appointment.get_admin_url()).text
    Appointment.objects.update(holds_time=False)
    make.booking(*open_clinic, name="Rival Patient", **make.contact(1))
    page = reception.get(appointment.get_admin_url()).text
    assert "Others at the same time" in page
    assert "Rival Patient" in page


def test_other_visits_of_the_patient_are_shown_beside_the_request(
    reception, open_clinic, appointment
):
    tenth = make.TOMORROW_AT_NINE + timedelta(hours=1)
    same_phone = make.booking(*open_clinic, tenth, email="other@example.com").visits().get()
    stranger = make.booking(*open_clinic, tenth + timedelta(hours=1), **make.contact(1))
    page = reception.get(appointment.get_admin_url()).text
    assert same_phone.get_admin_url() in page
    assert stranger.visits().get().get_admin_url() not in page
    assert "Requests waiting from this contact: 2." in page


def test_a_visit_without_room_says_so(reception, appointment):
    assert "no longer fits" not in reception.get(appointment.get_admin_url()).text
    Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW)
    assert "no longer fits" in reception.get(appointment.get_admin_url()).text


def test_a_patient_without_an_address_is_to_be_phoned(reception, appointment):
    Booking.objects.update(email="")
    response = press(reception, appointment, "confirm")
    assert "They gave no email address: phone them." in response.text


@pytest.mark.parametrize("pk", ["0", "9" * 30])
def test_an_appointment_that_is_not_there_is_not_found(reception, pk):
    for screen in ("offer", "move"):
        assert reception.get(f"/admin/booking/appointment/{pk}/{screen}/").status_code == 404
    assert reception.post(f"/admin/booking/appointment/{pk}/confirm/").status_code == 404


def test_reception_replaces_a_private_link(reception, appointment):
    old = appointment.booking.get_absolute_url()
    link = f"/admin/booking/appointment/{appointment.pk}/link/"
    assert reception.get(link)["Location"] == appointment.get_admin_url()
    assert "no longer works" in reception.post(link, {"seen": 0}, follow=True).text
    assert "has just been replaced" in reception.post(link, {"seen": 0}, follow=True).text
    assert reception.get(old).status_code == 410
    assert make.queued_mail()[-1].to == ["patient@example.com"]


def test_the_link_is_replaced_only_after_a_word_of_what_that_does(reception, appointment):
    page = reception.get(appointment.get_admin_url()).text
    behind = page[page.index("Replace the private link…</summary>") :]
    behind = behind[: behind.index("</details>")]
    assert "The old link stops working at once, and the patient gets a new one" in behind
    assert f'action="/admin/booking/appointment/{appointment.pk}/link/"' in behind


@pytest.mark.parametrize("state", ["cancelled", "declined", "attended"])
def test_a_patient_without_visits_to_come_needs_no_new_link(reception, open_clinic, state):
    first = course(*open_clinic, visits=2).visits().first()
    Appointment.objects.filter(pk=first.pk).update(state=state, holds_time=state == "attended")
    assert "Replace the private link" in reception.get(first.get_admin_url()).text
    Appointment.objects.update(state=state, holds_time=state == "attended")
    assert "Replace the private link" not in reception.get(first.get_admin_url()).text


def test_only_reception_replaces_a_link(client, appointment):
    client.force_login(make.staff("Editors"))
    link = f"/admin/booking/appointment/{appointment.pk}/link/"
    assert client.post(link).status_code == 403
    assert client.get(appointment.booking.get_absolute_url()).status_code == 200


def test_a_long_line_is_refused_and_never_cut(reception, appointment):
    assert "maxlength" not in reception.get(appointment.get_admin_url()).text
    response = press(reception, appointment, "decline", line="x" * 601)
    assert "x" * 601 in response.text
    appointment.refresh_from_db()
    assert appointment.state == "requested"
