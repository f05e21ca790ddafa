import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pages.models import Clinic

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("pages", "0007_notice_map_and_invitation")]


def migrate(target=None):
    executor = MigrationExecutor(connection)
    executor.migrate(target or executor.loader.graph.leaf_nodes())
    return executor.loader.project_state(BEFORE).apps


@pytest.fixture
def old():
    """The models as they were before the details had a version."""
    yield migrate(BEFORE).get_model
    migrate()


def test_details_survive_the_change_and_the_way_back(old):
    clinic = old("pages", "Clinic").objects.create(pk=1, map_link="http://maps.example.com/x")
    for opens, closes in (("09:00", "12:00"), ("11:00", "13:00"), ("13:00", "14:00")):
        clinic.hours.create(weekday=0, opens=opens, closes=closes)
    migrate()
    now = Clinic.current()
    assert now.map_link == "https://maps.example.com/x"
    assert [str(one) for one in now.hours.all()] == ["Monday 09:00–13:00", "Monday 13:00–14:00"]
    migrate(BEFORE)
    migrate()
    assert Clinic.current().hours.count() == 2
