"""What reception is asked about another program's appointment book, and what it is told."""

import pytest
import time_machine

from booking.models import BookImport
from tests import make
from tests.appointment_book import run

pytestmark = pytest.mark.django_db

HEADER = "Name,Email,Phone,Start,End,Therapist,Service,Status"
ADA = "Ada Exemplar,ada@example.com,416 555 0102"
BO = "Bo Testcase,bo@example.com,416 555 0103"
AT_NINE = "2026-11-24 09:00,2026-11-24 09:30"
AT_TEN = "2026-11-24 10:00,2026-11-24 10:30"
WITH_ONE = "Sample Therapist,IMS treatment,"


@pytest.fixture(autouse=True)
def clinic():
    with time_machine.travel(make.NOW, tick=False):
        service = make.service()
        yield service, make.therapist(service)


@pytest.fixture
def desk(client):
    client.force_login(make.staff("Reception"))
    return client


def uploaded(*rows, header=HEADER, name="visits.csv"):
    """An import whose file was just read."""
    return run(BookImport.objects.upload(name, ["\n".join([header, *rows]).encode()], by=None))


def at(one, screen=""):
    return f"/admin/booking/bookimport/{one.pk}/{screen}"


def goes_on(desk, one, screen, **typed):
    """The import after this screen was sent as it is shown, but for what is typed."""
    fields = desk.get(at(one, screen)).context["form"].fields
    shown = {name: field.initial for name, field in fields.items() if field.initial is not None}
    response = desk.post(at(one, screen), shown | {"seen": one.version} | typed)
    assert response.status_code == 302, response.context["form"].errors
    return run(one)


def test_a_question_that_is_new_is_said_to_be_and_is_beside_its_column(desk):
    moved = uploaded(
        f"{ADA},{AT_NINE},{WITH_ONE},03/12/2026 10:00",
        f"{BO},{AT_TEN},{WITH_ONE},04/12/2026 10:00",
        header=f"{HEADER},Modified",
    )
    one = goes_on(desk, moved, "columns/", column_3="", column_4="", column_8="start")
    page = desk.get(at(one, "columns/")).text
    assert "One more question" in page
    assert page.index(">Modified<") < page.index('id="order"')
