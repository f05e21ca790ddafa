"""The bar above a public page, for an editor who is logged in, and for nobody else."""

from datetime import timedelta

import pytest
from django.conf import settings
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
    assert "Edit this page" in shown.text
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
