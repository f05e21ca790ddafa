"""Editors find a word in live texts and drafts, and come to its section."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make

pytestmark = pytest.mark.django_db
FIND = "/admin/pages/page/find/"


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors", "anna"))
    return client


def test_a_word_of_a_draft_leads_to_its_section(editor):
    page = make.page()
    section = page.edit(by=None).sections.get()
    section.body = "<p>Not <strong>yet</strong> seen: turmeric.</p>"
    section.save()
    shown = editor.get(FIND, {"q": "TURMERIC yet"}).text
    assert f'href="/admin/pages/page/{page.pk}/draft/#section-{section.key}"' in shown
    assert "(draft)" in shown
    assert "Nothing contains all" in editor.get(FIND, {"q": "strong"}).text


def test_own_fields_are_found_by_what_is_typed_in_them_and_not_by_their_names(editor):
    section = make.page().edit(by=None).sections.get()
    section.data = {"caption": "Prices", "cards": [{"text": "Turmeric"}]}
    section.alt = "A hand on a shoulder"
    section.save()
    for asked in ("prices turmeric", "shoulder"):
        assert f"#section-{section.key}" in editor.get(FIND, {"q": asked}).text
    assert "#section-" not in editor.get(FIND, {"q": "caption"}).text


def test_a_former_address_and_a_title_lead_to_the_page(editor):
    page = make.page("old-place", "Our rooms")
    page.move_to("new-place")
    for asked in ("old-place", "our rooms", "new-pl"):
        assert f'href="/admin/pages/page/{page.pk}/draft/"' in editor.get(FIND, {"q": asked}).text


@pytest.mark.parametrize("asked", ["", "%", "\\", "x " * 300, "'\"<"])
def test_odd_words_are_answered(editor, asked):
    make.page()
    assert editor.get(FIND, {"q": asked}).status_code == 200


def test_many_pages_take_as_many_queries_as_one(editor):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            editor.get(FIND, {"q": "page"})
        return len(asked)

    make.page("page-1")
    few = queries()
    for number in range(2, 6):
        make.page(f"page-{number}")
    assert queries() == few


def test_the_list_of_pages_has_the_box(editor):
    assert f'action="{FIND}"' in editor.get("/admin/pages/page/").text
