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


def answered(desk, *rows, **more):
    """An import at its preview, its questions answered on the screens."""
    one = goes_on(desk, uploaded(*rows, **more), "columns/", column_3="start")
    if one.asks == "names":
        one = goes_on(desk, one, "names/", therapists_0=1, services_0=1)
    assert one.asks == "preview"
    return one


def test_what_was_answered_for_a_file_is_filled_in_for_the_next_of_its_kind(desk, clinic):
    service, therapist = clinic
    mine = "Dr. S.,IMS"
    rows = (
        f"{ADA},03/12/2026 10:00,,{mine},Zapped",
        f"{BO},04/12/2026 10:00,04/12/2026 10:30,{mine},Booked",
    )
    first = goes_on(desk, uploaded(*rows), "columns/", order="day", column_1="")
    said = {
        "therapists_0": therapist.pk,
        "services_0": service.pk,
        "statuses_0": "booked",
        "statuses_1": "cancelled",
    }
    first = goes_on(desk, first, "names/", **said)
    assert first.by_kind() == {"cancelled": 1, "fits": 1}
    again = uploaded(*rows, f"{BO},05/12/2026 10:00,,{mine},Zapped", header=f"{HEADER},Reason")
    assert (again.asks, again.by_kind()) == ("preview", {"cancelled": 2, "fits": 1})
    assert (again.order, again.columns["1"]) == ("day", "")
    page = desk.get(at(again, "preview/")).text
    assert "Filled in as answered for “visits.csv” of Mon, Nov 23" in page
    assert "Cancelled: “Zapped”" in page
    assert "as answered for “visits.csv”" in desk.get(at(again, "names/")).text
    more = uploaded(*rows, f"{BO},06/12/2026 10:00,,Somebody Else,IMS,Zapped")
    assert more.asks == "names"
    for one in (first, again, more):
        one.forget()
    assert uploaded(*rows, rows[0]).asks == "columns"
