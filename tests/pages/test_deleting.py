"""A page that readers have never seen can be deleted; any other says what to do instead."""

from uuid import uuid4

import pytest
import time_machine

from pages.models import Page, Remark, Revision, UnsavedText
from tests import make
from tests.markup import Markup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors", "anna"))
    return client


@pytest.fixture
def unseen():
    page = Page.objects.create(slug="never-shown")
    draft = page.edit(by=None)
    draft.title = "Not shown yet"
    draft.save()
    return page


def address(page):
    return f"/admin/pages/page/{page.pk}/delete/"


def asked(client, page):
    return Markup(client.get(address(page)).text).fields


def test_a_page_that_nobody_has_seen_goes_with_its_versions(editor, unseen):
    assert Page.objects.filter(pk=unseen.pk).exists()  # looking changes nothing
    answer = editor.post(address(unseen), asked(editor, unseen))
    assert answer.status_code == 302
    assert not Page.objects.filter(pk=unseen.pk).exists()
    assert not Revision.objects.filter(page_id=unseen.pk).exists()


def test_words_written_since_the_question_are_not_deleted(editor, unseen):
    form = asked(editor, unseen)
    unseen.draft().rewrite(None, 0, {"title": "Written since"}, [])
    answer = editor.post(address(unseen), form)
    assert answer.status_code == 409
    assert "This has changed since you opened it" in answer.text
    assert unseen.draft().title == "Written since"


@pytest.mark.parametrize("at", [None, make.TOMORROW_AT_NINE])
def test_a_page_that_was_or_will_be_seen_says_what_to_do_instead(editor, unseen, at):
    form = asked(editor, unseen)
    unseen.draft().publish(at=at)
    answer = editor.post(address(unseen), form)
    assert answer.status_code == 409
    assert "This page can’t be deleted" in answer.text
    assert "Take it off the site" in answer.text
    assert Page.objects.filter(pk=unseen.pk).exists()


@pytest.mark.parametrize("odd", ["0", "x", "9" * 40, "1/2"])
def test_an_address_of_no_page_leads_to_the_list(editor, odd):
    answer = editor.get(f"/admin/pages/page/{odd}/delete/")
    assert answer["Location"] == "/admin/pages/page/"


def test_what_a_colleague_typed_and_did_not_save_is_asked_about_first(editor, unseen):
    form, ben = asked(editor, unseen), make.staff("Editors", "ben")
    kept = {"writing": uuid4(), "number": 1, "draft": None, "fields": {"title": ["Half a page"]}}
    UnsavedText.objects.keep(ben, unseen, **kept)
    answer = editor.post(address(unseen), form)
    assert answer.status_code == 409
    assert "ben, Monday, November 23, 9:00 AM" in Markup(answer.text).words
    assert UnsavedText.objects.get().fields == {"title": ["Half a page"]}
    form = asked(editor, unseen)
    Remark.objects.say(uuid4(), unseen, ben, "Is this needed?")
    answer = editor.post(address(unseen), form)
    assert answer.status_code == 409
    assert "The remarks in it are deleted too: 1." in answer.text
    assert editor.post(address(unseen), asked(editor, unseen)).status_code == 302
