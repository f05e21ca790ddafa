from datetime import timedelta

import pytest

from booking import free_times
from booking.conflicts import TimeTaken
from booking.models import Appointment, BookingRules, Closure
from booking.models.rules import ZONE
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


RULES = {
    "notice_hours": 24,
    "horizon_days": 30,
    "hold_days": 2,
    "cutoff_hours": 24,
    "most_waiting": 3,
    "reminder_hours": 24,
    "held_of_week": 20,
    "held_of_day": 20,
}


def open_times(service, therapist):
    return make.open_times(service, [therapist])


def test_the_rules_have_defaults_before_anybody_enters_them(open_clinic):
    times = open_times(*open_clinic)
    assert make.NOW + timedelta(hours=12) <= times[0]
    assert times[-1] == make.NOW + timedelta(days=60, hours=7.5)  # half an hour before closing


def test_all_open_times_of_everyone_take_six_queries(django_assert_num_queries):
    service = make.service()
    therapists = [make.therapist(service, name=f"Sample Therapist {n}") for n in range(5)]
    for number, therapist in enumerate(therapists):
        make.booking(service, therapist, **make.contact(number))
    with django_assert_num_queries(6):
        free_times.open_times(service, therapists, Appointment.objects.busy())


def test_notice_and_horizon_follow_the_rules(open_clinic):
    BookingRules.objects.create(pk=1, notice_hours=0, horizon_days=2)
    times = open_times(*open_clinic)
    assert times[0] == make.NOW
    assert times[-1] == make.NOW + timedelta(days=2, hours=7.5)


def test_the_last_day_of_the_horizon_does_not_fill_in_during_the_day(open_clinic, clock):
    BookingRules.objects.create(pk=1, notice_hours=0, horizon_days=2)
    clock.move_to(make.NOW - timedelta(hours=8, minutes=59))  # just after midnight
    early = open_times(*open_clinic)
    clock.move_to(make.NOW + timedelta(hours=14, minutes=59))  # just before the next
    assert open_times(*open_clinic)[-1] == early[-1]
    last_day = {start for start in early if start > make.NOW + timedelta(days=1, hours=12)}
    assert last_day < set(open_times(*open_clinic))


def test_a_request_for_the_last_moment_of_the_horizon_is_taken(open_clinic):
    BookingRules.objects.create(pk=1, horizon_days=2)
    make.booking(*open_clinic, open_times(*open_clinic)[-1])
    with pytest.raises(TimeTaken):
        make.booking(*open_clinic, make.NOW + timedelta(days=3), **make.contact(1))


def test_a_request_is_held_as_long_as_the_rules_say(open_clinic):
    BookingRules.objects.create(pk=1, hold_days=5)
    far = make.TOMORROW_AT_NINE + timedelta(weeks=1)
    appointment = make.booking(*open_clinic, far).appointments.get()
    assert appointment.held_until == make.NOW + timedelta(days=5)


def test_a_hold_ends_early_enough_to_phone_before_the_visit(open_clinic):
    appointment = make.booking(*open_clinic).appointments.get()
    assert appointment.held_until == appointment.starts_at - timedelta(hours=3)


def test_a_hold_counts_working_days(open_clinic):
    open_clinic[1].working_hours.filter(weekday__in=[1, 5, 6]).delete()  # no Tuesdays or weekends
    Closure.objects.create(first_day="2026-11-26", last_day="2026-11-26")
    far = make.TOMORROW_AT_NINE + timedelta(days=8)
    appointment = make.booking(*open_clinic, far).appointments.get()
    assert appointment.held_until == make.NOW + timedelta(days=4)  # Wednesday, then Friday


def test_reception_enters_the_rules_and_changes_them(client):
    client.force_login(make.staff("Reception"))
    rules = "/admin/booking/bookingrules/"
    assert client.get(rules)["Location"] == f"{rules}add/"
    assert "Save and add another" not in client.get(f"{rules}add/").text
    client.post(f"{rules}add/", RULES)
    assert client.get(rules)["Location"] == f"{rules}1/change/"
    client.post(f"{rules}1/change/", RULES | {"notice_hours": 48})
    assert BookingRules.current().notice_hours == 48


@each(
    "wrong", [{"horizon_days": 0}, {"hold_days": 0}, {"horizon_days": 9999}, {"notice_hours": -1}]
)
def test_rules_under_which_nobody_could_book_are_refused(client, wrong):
    client.force_login(make.staff("Reception"))
    assert client.post("/admin/booking/bookingrules/add/", RULES | wrong).status_code == 200
    assert not BookingRules.objects.exists()


def test_editors_cannot_change_the_rules(client):
    client.force_login(make.staff("Editors"))
    assert client.get("/admin/booking/bookingrules/add/").status_code == 403


def test_the_rules_say_what_they_mean_for_a_request_of_now(client, open_clinic):
    BookingRules.objects.create(pk=1, hold_days=5)
    client.force_login(make.staff("Reception"))
    page = client.get("/admin/booking/bookingrules/1/change/").text
    assert "A time requested on Monday, November 23, 9:00 AM is held until" in page
    assert "until Saturday, November 28, 9:00 AM." in page


SERVICE = {
    "name": "IMS treatment",
    "duration": 45,
    "buffer_before": 0,
    "buffer_after": 15,
    "start_every": 30,
    "longest_course": 6,
    "is_online": "on",
    "is_active": "on",
    "order": 1,
    "questions-TOTAL_FORMS": 0,
    "questions-INITIAL_FORMS": 0,
}


def test_visits_made_keep_their_length_when_the_service_changes(client, appointment):
    client.force_login(make.staff("Reception"))
    agreed = SERVICE | {"_length": "45"}
    client.post(f"/admin/booking/service/{appointment.service.pk}/change/", agreed)
    appointment.refresh_from_db()
    assert (appointment.service.duration, appointment.minutes) == (45, 30)


@each("wrong", [{"duration": 0}, {"duration": 9999}, {"longest_course": 8}, {"start_every": "x"}])
def test_a_service_that_nobody_could_book_is_refused(client, wrong):
    client.force_login(make.staff("Reception"))
    response = client.post("/admin/booking/service/add/", SERVICE | wrong)
    assert "errornote" in response.text


def test_buffers_stay_within_hours_unless_reception_lets_them_overrun(reception):
    service = make.service(buffer_before=30, buffer_after=30)
    therapist = make.therapist(service)
    tomorrow = (make.TOMORROW, make.TOMORROW)

    def ends():
        found = make.open_times(service, [therapist], days=tomorrow)
        return [f"{start.astimezone(ZONE):%H:%M}" for start in (found[0], found[-1])]

    assert ends() == ["09:30", "16:00"]
    url = f"/admin/booking/service/{service.pk}/change/"
    reception.post(url, make.typed(reception.get(url), buffers_overrun="on"))
    service.refresh_from_db()
    assert ends() == ["09:00", "16:30"]


def test_reception_types_a_time_whose_buffer_overruns(reception):
    service = make.service(buffer_after=30)
    booking = make.booking(service, make.therapist(service))
    one = booking.visits().get()
    last = make.TOMORROW_AT_NINE + timedelta(hours=7.5)
    one.move(one.therapist, last, by=reception.user)
    assert (one.starts_at, one.outside_hours) == (last, False)
    assert not Appointment.objects.stranded()
