"""A schedule that others keep locked for too long is busy: nothing is booked, and nothing lost."""

import uuid
from datetime import timedelta

import pytest

from booking.models import Appointment
from tests import make, rivals
from tests.markup import Markup

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]

TEN = make.TOMORROW_AT_NINE + timedelta(hours=1)
NEXT_WEEK = make.TOMORROW_AT_NINE + timedelta(weeks=1)
TYPED = {
    "name": "Sample Patient",
    "email": "patient@example.com",
    "phone": "416 555 0123",
    "contact_by": "email",
    "note": "Kept words",
}


@pytest.fixture
def visit(open_clinic, reception):
    """Confirmed for next week."""
    one = make.booking(*open_clinic, NEXT_WEEK).visits().get()
    one.confirm(by=reception.user)
    return one


def press_while_busy(client, monkeypatch, therapist, url, form):
    with rivals.busy_schedule(therapist, monkeypatch):
        return client.post(url, form)


def test_a_request_is_kept_with_its_time_and_sent_by_one_press(client, open_clinic, monkeypatch):
    service, therapist = open_clinic
    form = TYPED | {"key": uuid.uuid4(), "service": service.pk, "confirmed": "yes"}
    form |= {"start": make.TOMORROW_AT_NINE.isoformat()}
    answer = press_while_busy(client, monkeypatch, therapist, "/book/request/", form)
    assert answer.status_code == 409
    assert "The schedule is busy right now" in answer.text
    assert "taken" not in answer.text
    assert "Kept words" in answer.text
    again = client.post("/book/request/", Markup(answer.text).fields | {"confirmed": "yes"})
    assert again.status_code == 303
    assert Appointment.objects.get().starts_at == make.TOMORROW_AT_NINE


def test_a_patient_who_moves_keeps_the_chosen_time(client, visit, monkeypatch):
    url = f"{visit.booking.get_absolute_url()}{visit.pk}/move/"
    form = {"seen": make.version(visit), "start": TEN.isoformat(), "therapist": visit.therapist_id}
    answer = press_while_busy(client, monkeypatch, visit.therapist, url, form)
    assert answer.status_code == 503
    assert "The schedule is busy right now" in answer.text
    client.post(url, Markup(answer.text).fields)
    assert Appointment.objects.get().starts_at == TEN


def test_a_patient_who_cancels_can_press_again(client, visit, monkeypatch):
    url = f"{visit.booking.get_absolute_url()}{visit.pk}/cancel/"
    answer = press_while_busy(
        client, monkeypatch, visit.therapist, url, {"seen": make.version(visit)}
    )
    assert answer.status_code == 503
    client.post(url, Markup(answer.text).fields)
    assert Appointment.objects.get().state == "cancelled"


def test_a_patient_who_accepts_is_not_told_that_the_time_is_taken(
    client, reception, visit, monkeypatch
):
    offered = visit.propose(visit.therapist, TEN, by=reception.user)
    url = f"{visit.booking.get_absolute_url()}{offered.pk}/offer/"
    form = {"seen": make.version(offered), "answer": "accept"}
    answer = press_while_busy(client, monkeypatch, visit.therapist, url, form)
    assert answer.status_code == 503
    assert "has been taken" not in answer.text
    client.post(url, Markup(answer.text).fields | {"answer": "accept"})
    visit.refresh_from_db()
    assert visit.starts_at == TEN


@pytest.mark.parametrize("verb", ["offer", "move"])
def test_reception_keeps_the_time_it_chose(reception, visit, monkeypatch, verb):
    url = f"/admin/booking/appointment/{visit.pk}/{verb}/"
    form = {"seen": make.version(visit), "therapist": visit.therapist_id, "start": TEN.isoformat()}
    answer = press_while_busy(reception, monkeypatch, visit.therapist, url, form)
    assert answer.status_code == 409
    assert "The schedule is busy right now" in answer.text
    assert "takes up that time" not in answer.text
    assert reception.post(url, form).status_code == 302


def test_reception_keeps_what_a_caller_said(reception, open_clinic, monkeypatch):
    service, therapist = open_clinic
    form = TYPED | {"key": uuid.uuid4(), "service": service.pk, "visits": 1}
    form |= {"start": TEN.isoformat()}
    url = "/admin/booking/appointment/book/"
    answer = press_while_busy(reception, monkeypatch, therapist, url, form)
    assert answer.status_code == 409
    assert "The schedule is busy right now" in answer.text
    assert "Kept words" in answer.text
    assert reception.post(url, form).status_code == 302
