import pytest

from booking.models import Therapist
from tests.migrating import before, migrate

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = ("booking", "0001_initial")


@pytest.fixture
def old():
    """The models as they were before therapists had their own durations."""
    with before(BEFORE) as get_model:
        yield get_model


def test_services_and_hours_survive_the_change_and_the_way_back(old):
    therapist = old("booking", "Therapist").objects.create(name="Sample Therapist")
    therapist.services.create(name="IMS treatment", duration=30)
    for opens, closes in (("09:00", "12:00"), ("11:00", "13:00"), ("13:00", "14:00")):
        therapist.working_hours.create(weekday=0, opens=opens, closes=closes)
    migrate()
    hours = Therapist.objects.get().working_hours.all()
    assert [str(one) for one in hours] == ["Monday 09:00–13:00", "Monday 13:00–14:00"]
    migrate(BEFORE)
    migrate()
    assert Therapist.objects.get().services.count() == 1
