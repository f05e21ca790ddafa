"""The chooser of the editor's link dialog, and the same list as a screen."""

import re
import uuid

import pytest

from pages.models import Document, Section
from tests import make

pytestmark = pytest.mark.django_db
SCREEN = "/admin/pages/revision/places/"


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors"))
    return client


def offered(editor, words):
    options = editor.get(SCREEN, {"dialog": "yes", "q": words}).text
    return re.findall('data-address="([^"]+)"', options)


def test_pages_headings_treatments_and_parts_of_the_site_are_found(editor):
    make.page("ims", "Needles and nerves", treatment="Intramuscular stimulation")
    assert offered(editor, "needles") == ["/ims/", "/ims/#a-heading"]
    assert offered(editor, "HEADING") == ["/ims/#a-heading"]
    assert offered(editor, "stimulation") == ["/ims/"]
    assert offered(editor, "/im") == ["/ims/", "/ims/#a-heading"]
    assert offered(editor, "appointment")[0] == "/book/"
    assert offered(editor, "nothing at all") == []


def test_a_file_is_found_by_its_words(editor):
    page = make.page()
    document = Document.objects.create(name=f"{uuid.uuid4().hex}.pdf", size=100)
    Section.objects.update(kind="file", document=document, data={"words": "Intake form"}, body="")
    assert offered(editor, "intake") == [document.get_absolute_url()]
    assert page


def test_what_readers_cannot_see_is_not_offered(editor):
    make.page("hidden", "Hidden words", is_public=False)
    make.page("other").edit(by=None).sections.update(heading="Hidden words")
    assert offered(editor, "hidden") == []


def test_without_words_pages_are_offered_and_no_headings(editor):
    make.page()
    assert offered(editor, "")[0] == "/a-page/"
    assert "/a-page/#a-heading" not in offered(editor, "")


@pytest.mark.parametrize("words", ["", "needles", "<b>", "%00x", "é" * 500, "* ( [ \\"])
def test_the_screen_answers_whatever_is_searched(editor, words):
    make.page("ims", "Needles")
    screen = editor.get(SCREEN, {"q": words})
    assert screen.status_code == 200
    assert "<b>" not in screen.text


def test_the_editor_leads_there_without_javascript(editor):
    draft = make.page().edit(by=None)
    note = editor.get(draft.get_admin_url()).text.partition("<noscript>")[2]
    assert f'<a href="{SCREEN}" target="_blank">' in note.partition("</noscript>")[0]


def test_more_pages_take_no_more_queries(editor, django_assert_max_num_queries):
    for number in range(5):
        make.page(f"page-{number}", f"Page {number}")
    editor.get(SCREEN)
    with django_assert_max_num_queries(8):  # one is for the files in the library
        assert len(offered(editor, "heading")) == 5
