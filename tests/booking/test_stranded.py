from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.conflicts import NoLongerPossible
from booking.models import Appointment, Closure, Service, Therapist, WorkingHours
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def closed(**fields):
    return Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW, **fields)


def test_a_visit_within_hours_has_room(appointment):
    assert Appointment.objects.stranded() == []


def test_a_closure_of_the_clinic_strands_a_visit(appointment):
    closed()
    assert Appointment.objects.stranded() == [appointment]


def test_a_closure_at_other_times_or_of_a_colleague_does_not(appointment):
    closed(from_time="13:00", until_time="15:00")
    closed(therapist=make.therapist(name="Somebody Else"))
    assert Appointment.objects.stranded() == []


def test_shorter_hours_strand_a_visit(appointment):
    WorkingHours.objects.update(opens="10:00")
    assert Appointment.objects.stranded() == [appointment]


STOPPED = {
    "the therapist": lambda one: Therapist.objects.update(is_active=False),
    "the service": lambda one: Service.objects.update(is_active=False),
    "the two together": lambda one: one.therapist.offerings.all().delete(),
}


@pytest.mark.parametrize("what", STOPPED)
def test_what_is_not_offered_any_more_strands_a_visit(appointment, what):
    STOPPED[what](appointment)
    assert Appointment.objects.stranded() == [appointment]
    with pytest.raises(NoLongerPossible, match="no longer offers"):
        appointment.confirm(by=None)


def test_a_service_no_longer_booked_online_strands_nobody(appointment):
    Service.objects.update(is_online=False)
    assert Appointment.objects.stranded() == []


def test_another_therapist_or_service_that_stops_strands_nobody(appointment):
    other = make.service("Another treatment", is_active=False)
    make.therapist(other, name="Somebody Else", is_active=False)
    assert Appointment.objects.stranded() == []


def test_who_no_longer_offers_a_service_is_not_offered_to_a_patient(reception, appointment):
    appointment.therapist.offerings.all().delete()
    with pytest.raises(NoLongerPossible, match="no longer offers"):
        appointment.propose(appointment.therapist, appointment.ends_at, by=reception.user)


def test_what_is_cancelled_or_over_needs_no_room(appointment, clock):
    closed()
    appointment.cancel()
    assert Appointment.objects.stranded() == []


def test_the_desk_leads_to_the_list(client, appointment):
    closed()
    client.force_login(make.staff("Reception"))
    desk = client.get("/admin/")
    (section,) = (one for one in desk.context["needs"] if one.key == "fitting")
    assert list(client.get(section.url).context["cl"].queryset) == [appointment]
    assert [visit for visit, _ in section.rows] == [appointment]


def test_many_visits_take_as_few_queries_as_one(appointment):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            Appointment.objects.stranded()
        return len(captured)

    few = queries()
    for number in range(5):
        service = make.service(f"Service {number}")
        make.booking(
            service,
            make.therapist(service, name=f"Sample Therapist {number}"),
            **make.contact(number),
        )
    assert queries() == few <= 5


# Before a change of hours or closures is saved, reception sees the visits it would strand.

ADD_CLOSURE = "/admin/booking/closure/add/"
CLOSED_TOMORROW = {"first_day": "2026-11-24", "reason": "Kept words", "_save": "Save"}
LIST = "/admin/booking/appointment/?state=all&amp;room=none"


def save_therapist(client, therapist, **changes):
    url = f"/admin/booking/therapist/{therapist.pk}/change/"
    typed = make.typed(client.get(url), **changes)
    return client.post(url, {name: value for name, value in typed.items() if value is not None})


def press(client, shown, button):
    """Press a button of the page that shows the visits."""
    url = shown.wsgi_request.get_full_path()
    named = f'name="{button}" value="'
    value = shown.text.partition(named)[2].partition('"')[0]
    return client.post(url, dict(shown.context["posted"]) | {button: value}, follow=True)


def test_a_closure_over_a_visit_is_shown_before_it_is_saved(reception, appointment):
    response = reception.post(ADD_CLOSURE, CLOSED_TOMORROW)
    assert response.status_code == 422
    for words in ("Tuesday, November 24, 9:00 AM", "Sample Patient", "416 555 0123"):
        assert words in response.text
    assert f'href="{appointment.get_admin_url()}"' in response.text
    assert not Closure.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_change_saved_anyway_is_kept_and_the_list_is_shown(reception, appointment):
    shown = reception.post(ADD_CLOSURE, CLOSED_TOMORROW)
    page = press(reception, shown, "_anyway").text
    assert Closure.objects.get().reason == "Kept words"
    assert "1 visit now needs another time." in page
    assert f'href="{LIST}"' in page
    assert Appointment.objects.stranded() == [appointment]


def test_back_leads_to_the_form_as_it_was_typed(reception, appointment):
    shown = reception.post(ADD_CLOSURE, CLOSED_TOMORROW)
    page = press(reception, shown, "_back").text
    assert "Nothing is saved yet." in page
    assert 'value="Kept words"' in page
    assert 'value="2026-11-24"' in page
    assert not Closure.objects.exists()


def test_a_closure_that_strands_nobody_is_saved_at_once(reception, appointment):
    free = CLOSED_TOMORROW | {"first_day": "2026-11-25"}
    response = reception.post(ADD_CLOSURE, free, follow=True)
    assert Closure.objects.count() == 1
    assert "another time" not in response.text


def test_visits_stranded_before_are_not_shown_again(reception, appointment):
    closed()
    assert reception.post(ADD_CLOSURE, CLOSED_TOMORROW).status_code == 302


def test_a_visit_that_came_after_the_list_was_shown_is_shown_too(
    reception, appointment, open_clinic
):
    shown = reception.post(ADD_CLOSURE, CLOSED_TOMORROW)
    service, therapist = open_clinic
    later = make.booking(service, therapist, make.TOMORROW_AT_NINE + timedelta(hours=1))
    again = press(reception, shown, "_anyway")
    assert again.status_code == 422
    assert again.context["visits"] == [appointment, later.appointments.get()]
    assert not Closure.objects.exists()
    press(reception, again, "_anyway")
    assert Closure.objects.count() == 1


@each("nonsense", ["", "x", "\0", "9" * 40])
def test_agreeing_to_other_visits_agrees_to_nothing(reception, appointment, nonsense):
    response = reception.post(ADD_CLOSURE, CLOSED_TOMORROW | {"_anyway": nonsense})
    assert response.status_code == 422
    assert not Closure.objects.exists()


def test_a_change_of_a_closure_is_checked_as_well(reception, appointment):
    closure = Closure.objects.create(first_day="2026-11-25", last_day="2026-11-25")
    url = f"/admin/booking/closure/{closure.pk}/change/"
    assert reception.post(url, CLOSED_TOMORROW).status_code == 422
    closure.refresh_from_db()
    assert closure.first_day.isoformat() == "2026-11-25"


TUESDAY = {"hours-0-1-0-opens": "", "hours-0-1-0-closes": ""}
DELETED = TUESDAY | {"name": "A new name", "_continue": "Save"}


def test_deleted_hours_strand_visits(reception, appointment, open_clinic):
    shown = save_therapist(reception, open_clinic[1], **DELETED)
    assert shown.status_code == 422
    assert WorkingHours.objects.count() == 7
    page = press(reception, shown, "_back")
    assert not make.typed(page)["hours-0-1-0-opens"]
    assert make.typed(page)["name"] == "A new name"


def test_deleted_anyway_they_are_gone_and_the_button_pressed_is_kept(
    reception, appointment, open_clinic
):
    shown = save_therapist(reception, open_clinic[1], **DELETED)
    page = press(reception, shown, "_anyway")
    assert WorkingHours.objects.count() == 6
    assert page.request["PATH_INFO"] == f"/admin/booking/therapist/{open_clinic[1].pk}/change/"
    assert make.typed(page)["name"] == "A new name"


def test_hours_deleted_on_a_day_without_visits_strand_nobody(reception, appointment, open_clinic):
    deleted = {"hours-0-2-0-opens": "", "hours-0-2-0-closes": ""}
    assert save_therapist(reception, open_clinic[1], **deleted).status_code == 302


def test_hours_that_end_with_a_season_strand_visits(reception, appointment, open_clinic):
    ended = {"hours-0-last": "2026-11-23"}
    assert save_therapist(reception, open_clinic[1], **ended).status_code == 422


def test_a_day_off_strands_visits(reception, appointment, open_clinic):
    off = {"closures-0-first_day": "2026-11-24"}
    assert save_therapist(reception, open_clinic[1], **off).status_code == 422
    assert not Closure.objects.exists()


def test_a_therapist_who_takes_no_more_bookings_strands_visits(reception, appointment, open_clinic):
    form_url = f"/admin/booking/therapist/{open_clinic[1].pk}/change/"
    form = make.typed(reception.get(form_url))
    del form["is_active"]
    shown = reception.post(form_url, form)
    assert shown.status_code == 422
    assert Therapist.objects.get().is_active
    press(reception, shown, "_anyway")
    assert not Therapist.objects.get().is_active


def test_a_service_that_is_switched_off_strands_visits(reception, appointment, open_clinic):
    form_url = f"/admin/booking/service/{open_clinic[0].pk}/change/"
    form = make.typed(reception.get(form_url), name="A new name")
    del form["is_active"]
    shown = reception.post(form_url, form)
    assert shown.status_code == 422
    assert "Sample Patient" in shown.text
    page = press(reception, shown, "_back").text
    assert 'value="A new name"' in page
    assert Service.objects.get().is_active
    assert "1 visit now needs another time" in press(reception, shown, "_anyway").text
    assert not Service.objects.get().is_active


def test_a_service_taken_from_a_therapist_strands_visits(reception, appointment, open_clinic):
    taken = {f"service-{open_clinic[0].pk}": None}
    shown = save_therapist(reception, open_clinic[1], **taken)
    assert shown.status_code == 422
    assert open_clinic[1].offerings.exists()


def test_a_service_renamed_strands_nobody(reception, appointment, open_clinic):
    form_url = f"/admin/booking/service/{open_clinic[0].pk}/change/"
    form = make.typed(reception.get(form_url), name="A new name")
    assert reception.post(form_url, form).status_code == 302


def test_what_was_typed_is_shown_as_text(reception, appointment):
    typed = CLOSED_TOMORROW | {"reason": '"><script>'}
    page = reception.post(ADD_CLOSURE, typed).text
    assert "&quot;&gt;&lt;script&gt;" in page


def test_a_closure_strands_also_what_was_put_outside_hours_on_purpose(client, appointment):
    evening = make.TOMORROW_AT_NINE + timedelta(hours=10)
    user = make.staff("Reception")
    appointment.move(appointment.therapist, evening, by=user, outside_hours=True)
    assert Appointment.objects.stranded() == []
    closed()
    assert Appointment.objects.stranded() == [appointment]
