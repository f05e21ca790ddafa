"""The bar above a public page, for an editor who is logged in, and for nobody else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from clinic_site.page_memory.door import Door
from pages.models import Revision
from tests import make
from tests.door import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors", "anna"))
    return client


@pytest.fixture
def page():
    return make.page()


def test_an_editor_gets_from_the_page_to_its_text(editor, page):
    shown = editor.get("/a-page/")
    assert f'href="/admin/pages/page/{page.pk}/draft/"' in shown.text
    assert shown.text.index('class="skip"') < shown.text.index("Edit this page")
    assert "no-store" in shown["Cache-Control"]


def test_it_says_that_a_draft_waits_and_a_review_is_overdue(editor, page):
    page.edit(by=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    Revision.objects.update(next_review_on=yesterday, reviewed_on=yesterday)
    shown = editor.get("/a-page/").text
    assert "Edit the draft of this page" in shown
    assert "Draft waiting" in shown
    assert "Review overdue" in shown


def test_readers_reception_and_strangers_with_a_cookie_see_none(client, page):
    for prepare in (
        lambda: None,
        lambda: client.cookies.load({settings.SESSION_COOKIE_NAME: "made-up"}),
        lambda: client.force_login(make.staff("Reception", "rita")),
    ):
        prepare()
        assert "For editors" not in client.get("/a-page/").text


def test_what_an_editor_saw_is_not_kept_for_readers(editor, page, settings):
    settings.PAGES_FRESH_FOR = 3600
    door = Door()
    cookie = f"{settings.SESSION_COOKIE_NAME}={editor.cookies[settings.SESSION_COOKIE_NAME].value}"
    assert b"For editors" in Answer(door, "/a-page/", cookie=cookie).body
    made = Answer(door, "/a-page/")
    assert b"For editors" not in made.body
    assert b"For editors" in Answer(door, "/a-page/", cookie=cookie).body
    assert Answer(door, "/a-page/").body == made.body


def test_a_cookie_that_somebody_made_up_has_no_page_made_anew(
    client, page, settings, django_assert_num_queries
):
    settings.PAGES_FRESH_FOR = 3600
    door, name = Door(), settings.SESSION_COOKIE_NAME
    made = Answer(door, "/a-page/")
    with django_assert_num_queries(1):
        assert Answer(door, "/a-page/", cookie=f"{name}=made-up").body == made.body
    with django_assert_num_queries(0):
        assert Answer(door, "/a-page/", cookie=f"not-{name}=x; {name}=").body == made.body
        assert Answer(door, "/a-page/").body == made.body


def test_while_the_database_is_down_a_session_gets_the_page_that_readers_get(
    editor, page, settings
):
    settings.PAGES_FRESH_FOR = 3600
    door = Door()
    made = Answer(door, "/a-page/")
    cookie = f"{settings.SESSION_COOKIE_NAME}={editor.cookies[settings.SESSION_COOKIE_NAME].value}"

    def refuse(*args):
        raise OperationalError

    with connection.execute_wrapper(refuse), pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "close", lambda: None)  # it is in the test's transaction
        answer = Answer(door, "/a-page/", cookie=cookie)
    assert (answer.status, answer.body) == (200, made.body)
    assert answer.headers == made.headers
