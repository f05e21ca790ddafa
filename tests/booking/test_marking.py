"""Whether patients came, as reception notes it."""

from datetime import timedelta

import pytest

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def begun(reception, appointment, clock):
    """A confirmed visit that began five minutes ago."""
    appointment.confirm(by=reception.user)
    clock.move_to(appointment.starts_at + timedelta(minutes=5))
    reception.force_login(reception.user)  # the session of yesterday has ended
    return appointment


def mark(client, visit, state, **typed):
    typed = {"seen": make.version(visit)} | typed
    response = client.post(f"/admin/booking/appointment/{visit.pk}/{state}/", typed, follow=True)
    visit.refresh_from_db()
    return response


@pytest.mark.parametrize("state", ["attended", "missed"])
def test_reception_notes_whether_the_patient_came(reception, begun, state):
    assert "Did the patient come?" in reception.get(begun.get_admin_url()).text
    mark(reception, begun, state)
    assert begun.state == state


def test_a_mistake_is_corrected(reception, begun):
    mark(reception, begun, "missed")
    assert "Correct this: they came" in reception.get(begun.get_admin_url()).text
    mark(reception, begun, "attended")
    assert begun.state == "attended"
    assert list(begun.events.values_list("verb", flat=True))[-2:] == ["missed", "attended"]


def test_a_visit_to_come_is_not_marked(reception, appointment):
    appointment.confirm(by=reception.user)
    assert "They came" not in reception.get(appointment.get_admin_url()).text
    assert "has not started yet" in mark(reception, appointment, "attended").text
    assert appointment.state == "confirmed"


def test_a_request_is_not_marked(reception, appointment, clock):
    clock.move_to(appointment.starts_at + timedelta(minutes=5))
    reception.force_login(reception.user)
    mark(reception, appointment, "attended")
    assert appointment.state == "requested"


def test_a_visit_marked_meanwhile_says_by_whom(reception, begun):
    seen = make.version(begun)
    begun.mark("missed", by=make.staff("Reception", "a-colleague"))
    assert "already missed by a-colleague" in mark(reception, begun, "attended", seen=seen).text
    assert begun.state == "missed"
