"""An editor's first screen: looks, remarks, drafts and schedules; nothing where there is none."""

import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.models import EmptySearch, LookRequest, Remark
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def anna(client):
    user = make.staff("Editors", "anna")
    client.force_login(user)
    return user


def of_writing(client):
    needs = client.get("/admin/").context["needs"]
    return {one.key: one for one in needs if one.key.startswith("writing")}


def fill(anna, ben, number):
    draft = make.page(f"page-{number}", f"Page {number}").edit(by=anna)
    Remark.objects.say(uuid.uuid4(), draft.page, ben, "A word for anna")
    LookRequest.objects.ask(draft.page, anna, by=ben)
    make.page(f"later-{number}", f"Later {number}").edit(by=ben).publish(ben, make.TOMORROW_AT_NINE)


def test_it_lists_what_waits_for_this_editor_and_whose_it_is(client, anna):
    assert not of_writing(client)
    fill(anna, make.staff("Editors", "ben"), 1)
    found = of_writing(client)
    assert {key: one.count for key, one in found.items()} == {
        "writing-looks": 1,
        "writing-remarks": 1,
        "writing-drafts": 1,
        "writing-scheduled": 1,
    }
    shown = client.get("/admin/").text
    for words in ("ben has asked you to look", "Last edited by anna.", "Goes live on Tuesday, Nov"):
        assert words in shown
    assert "A word for anna" not in shown


def test_many_take_as_many_queries_as_one(client, anna):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/")
        return len(asked)

    ben = make.staff("Editors", "ben")
    fill(anna, ben, 1)
    few = queries()
    for number in range(2, 5):
        fill(anna, ben, number)
    assert queries() == few


def test_reception_is_shown_none_of_it(client, anna):
    fill(anna, make.staff("Editors", "ben"), 1)
    client.force_login(make.staff("Reception", "rita"))
    assert not of_writing(client)


def test_searches_that_found_nothing_are_counted_with_the_five_most_frequent(client, anna):
    for number in range(1, 7):
        for _ in range(number):
            EmptySearch.objects.count_in(f"word {'x' * number}")
    found = of_writing(client)["writing-searches"]
    assert (found.count, [one.title for one in found.rows]) == (
        6,
        [f"word {'x' * number}" for number in (6, 5, 4, 3, 2)],
    )
    shown = client.get("/admin/").text
    assert "6 times, last on " in shown
    assert 'href="/admin/pages/page/searches/"' in shown


@pytest.mark.parametrize(
    ("group", "title"),
    [("Editors", "Your desk"), ("Reception", "Reception desk"), ("Therapists", "Your day")],
)
def test_the_heading_fits_what_the_person_may_do(client, group, title):
    client.force_login(make.staff(group))
    shown = client.get("/admin/").text
    assert f"<h1>{title}</h1>" in shown
    assert f"<title>{title} |" in shown
