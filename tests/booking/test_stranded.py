import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import diary
from booking.models import Closure, WorkingHours
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def closed(**fields):
    return Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW, **fields)


def test_a_visit_within_hours_has_room(appointment):
    assert diary.stranded() == []


def test_a_closure_of_the_clinic_strands_a_visit(appointment):
    closed()
    assert diary.stranded() == [appointment]


def test_a_closure_at_other_times_or_of_a_colleague_does_not(appointment):
    closed(from_time="13:00", until_time="15:00")
    closed(therapist=make.therapist(name="Somebody Else"))
    assert diary.stranded() == []


def test_shorter_hours_strand_a_visit(appointment):
    WorkingHours.objects.update(opens="10:00")
    assert diary.stranded() == [appointment]


def test_what_is_cancelled_or_over_needs_no_room(appointment, clock):
    closed()
    appointment.cancel()
    assert diary.stranded() == []


def test_the_desk_leads_to_the_list(client, appointment):
    closed()
    client.force_login(make.staff("Reception"))
    desk = client.get("/admin/")
    assert "1 visit without room in the diary" in desk.text
    url = desk.context["waiting"][-1]["url"]
    assert list(client.get(url).context["cl"].queryset) == [appointment]


def test_many_visits_take_as_few_queries_as_one(appointment):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            diary.stranded()
        return len(captured)

    few = queries()
    for number in range(5):
        service = make.service(f"Service {number}")
        make.booking(
            service,
            make.therapist(service, name=f"Sample Therapist {number}"),
            **make.contact(number),
        )
    assert queries() == few <= 4
