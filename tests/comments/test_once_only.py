"""A double click, the back button, two tabs: the same words are stored once, however they come."""

from functools import partial

import pytest
from django.db import connection
from mailer.models import Message as Mail

from comments.models import Comment
from contact.models import Message
from pages.models import Page
from tests import make, rivals, serve

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 50
TYPED = {
    "name": "Sample Visitor",
    "email": "visitor@example.com",
    "text": "The same words, sent by somebody who clicked more than once.",
}
FORMS = {"/comments/a-page/": Comment, "/contact/": Message}


@pytest.fixture(scope="module")
def ports(django_db_setup):
    with (
        serve.site(TRUSTED_PROXIES="1") as first,
        serve.site(TRUSTED_PROXIES="1") as second,
    ):
        yield first, second


@pytest.fixture(autouse=True)
def page(db):
    return make.page(allows_comments=True)


def post_at_once(ports, path, form_of):
    """Fifty posts that begin together, each from an address of its own, half to either site."""

    def post(number):
        port = ports[number % 2]
        site = {"Sec-Fetch-Site": "same-origin"}
        return rivals.post(port, path, form_of(number), number + 1, **site)

    return rivals.in_parallel(RIVALS, post)


@pytest.mark.parametrize(("path", "model"), FORMS.items())
def test_fifty_at_once_are_stored_once_and_all_thanked(ports, path, model):
    answers = post_at_once(ports, path, lambda number: TYPED)
    assert rivals.statuses(answers) == [303] * RIVALS
    assert {answer.headers["Location"] for answer in answers} == {f"{path}thanks/"}
    assert model.objects.get().text == TYPED["text"]
    assert Mail.objects.count() == (1 if model is Message else 0)


@pytest.mark.parametrize(("path", "model"), FORMS.items())
@pytest.mark.parametrize("field", TYPED)
def test_twins_that_differ_by_a_letter_are_two(ports, path, model, field):
    twins = (TYPED, TYPED | {field: f"{TYPED[field]}m"})
    answers = post_at_once(ports, path, lambda number: twins[number // 2 % 2])
    assert rivals.statuses(answers) == [303] * RIVALS
    assert {getattr(row, field) for row in model.objects.all()} == {one[field] for one in twins}
    assert model.objects.count() == 2


def without_lock(table):
    look_first = rivals.look_first(table, RIVALS)

    def ask(execute, sql, *args):
        if "pg_advisory_xact_lock" in sql:
            return execute("SELECT 1", None, *args[1:])
        return look_first(execute, sql, *args)

    return ask


def with_lock(execute, *args):
    return execute(*args)


def stored_by_threads(store, wrapper):
    def one(number):
        with connection.execute_wrapper(wrapper):
            return store()

    return sum(row is not None for row in rivals.in_parallel(RIVALS, one))


@pytest.mark.parametrize("model", [Comment, Message])
def test_the_race_is_real_without_the_lock(model):
    store = {Comment: partial(make.comment, Page.objects.get()), Message: make.message}[model]

    assert stored_by_threads(store, with_lock) == 1
    model.objects.all().delete()
    assert stored_by_threads(store, without_lock(model._meta.db_table)) == RIVALS
