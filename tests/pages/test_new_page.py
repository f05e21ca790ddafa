"""A new page: its title makes its address. And how a draft will look in results and on a card."""

import pytest
import time_machine

from pages.models import Page
from tests import make
from tests.pages.test_draft_screen import form_of, save

pytestmark = pytest.mark.django_db
ADD = "/admin/pages/page/add/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors", "anna"))
    return client


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("What IMS costs", "what-ims-costs"),
        ("A page", "a-page-3"),
        ("Hours", "hours-page"),
        ("Où nous trouver – _ here_", "ou-nous-trouver-here"),
        ("w" * 120, "w" * 50),
    ],
)
def test_the_address_is_made_from_the_title(editor, title, slug):
    make.page("a-page-2").move_to("a-page")
    answer = editor.post(ADD, {"title": title, "order": "1"})
    assert answer.status_code == 302
    page = Page.objects.exclude(slug="a-page").get()
    assert (page.slug, page.draft().title) == (slug, title)
    assert answer["Location"] == page.draft().get_admin_url()


@pytest.mark.parametrize(
    ("title", "wanted"),
    [("", '<a href="#id_title">'), ("診療所", '<a href="#id_slug">')],
)
def test_without_a_title_that_makes_an_address_one_of_the_two_is_asked_for(editor, title, wanted):
    answer = editor.post(ADD, {"title": title, "order": "1"})
    assert answer.status_code == 422
    assert wanted in answer.text
    assert title in answer.text
    takes_the_focus = "admin/js/change_form.js"  # from the errors to the first field
    assert takes_the_focus not in answer.text
    assert takes_the_focus in editor.get(ADD).text
    assert not Page.objects.exists()


def test_the_draft_shows_its_result_and_its_card(editor):
    draft = make.page().edit(by=None)
    shown = editor.get(draft.get_admin_url()).text
    assert '<span data-count="title" data-limit="60">6</span>' in shown
    assert '<p class="result-words" data-shown="description" dir="auto">A text.</p>' in shown
    assert "img/share" in shown
    save(editor, draft, form_of(editor, draft), summary="One sentence.")
    shown = editor.get(draft.get_admin_url()).text
    assert '<p class="result-words" data-shown="description" dir="auto">One sentence.</p>' in shown


def test_a_page_goes_live_without_a_summary_and_its_editor_is_asked_for_one(editor):
    draft = make.page().edit(by=None)
    asked = "The page has no summary yet."
    answer = save(editor, draft, form_of(editor, draft), do="publish")
    assert draft.page.live_revision() == draft
    assert asked in editor.get(answer["Location"]).text
    draft = draft.page.edit(by=None)
    answer = save(editor, draft, form_of(editor, draft), do="publish", summary="One sentence.")
    assert asked not in editor.get(answer["Location"]).text
