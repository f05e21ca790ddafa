import pytest
import time_machine

from tests import make


@pytest.fixture
def clock():
    """Monday, 9:00 in Toronto; the clock does not move unless the test moves it."""
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def open_clinic(db):
    """A service, and a therapist who offers it every day from 9 to 5."""
    service = make.service()
    return service, make.therapist(service)


@pytest.fixture
def appointment(clock, open_clinic):
    """A request for tomorrow at nine."""
    return make.booking(*open_clinic).appointments.get()


@pytest.fixture
def reception(client, db):
    """A browser in which somebody of reception is logged in."""
    client.user = make.staff("Reception")
    client.force_login(client.user)
    return client
