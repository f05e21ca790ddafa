"""The page beside its text: what is typed as readers would see it, and nothing of it is stored."""

import pytest
import time_machine

from pages.models import Revision
from tests import make
from tests.pages.test_draft_screen import form_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    with time_machine.travel(make.NOW, tick=False):
        client.force_login(make.staff("Editors", "anna"))
        yield client


@pytest.fixture
def draft(editor):
    return make.page().edit(by=None)


def test_what_is_typed_is_shown_as_readers_would_see_it_and_not_stored(editor, draft):
    before = Revision.objects.values().get(pk=draft.pk)
    form = form_of(editor, draft) | {"title": "Typed just now", "seen": "999"}
    answer = save(editor, draft, form, do="beside", **{"sections-0-body": "<p>Unsaved words.</p>"})
    page = answer.json()["page"]
    assert "<h1>Typed just now</h1>" in page
    assert "Unsaved words." in page
    assert "Readers do not see this version" not in page
    section = draft.sections.get()
    assert answer.json()["anchors"] == {str(section.key): "a-heading"}
    assert section.body != "<p>Unsaved words.</p>"
    assert Revision.objects.values().get(pk=draft.pk) == before
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"


def test_what_is_refused_is_shown_all_the_same_but_no_script(editor, draft):
    long = 200 * "a"
    body = '<p>On its way <a href="javascript:alert(1)">x</a></p><script>alert(1)</script>'
    typed = {"title": "", "sections-0-heading": f"<b>{long}", "sections-0-body": body}
    page = save(editor, draft, form_of(editor, draft), do="beside", **typed).json()["page"]
    assert f"&lt;b&gt;{long}" in page
    assert "On its way" in page
    assert "alert" not in page


def test_the_frame_runs_no_script_and_leads_nowhere(editor, draft):
    assert '<iframe sandbox="allow-same-origin" title=' in editor.get(draft.get_admin_url()).text


def test_a_page_without_a_draft_and_the_home_page_are_shown_too(editor, draft):
    draft.discard(draft.version)
    unbegun = draft.page.to_write()
    form = form_of(editor, unbegun)
    page = save(editor, unbegun, form, do="beside", title="Not begun").json()["page"]
    assert "<h1>Not begun</h1>" in page
    assert draft.page.draft() is None


@pytest.mark.parametrize("group", ["Reception", "Therapists"])
def test_who_may_not_write_sees_nothing(client, draft, group):
    client.force_login(make.staff(group))
    assert client.post(draft.get_admin_url(), {"do": "beside"}).status_code == 403


def test_nonsense_gives_a_page_and_no_error(editor, draft):
    assert editor.post(draft.get_admin_url(), {"do": "beside"}).status_code == 200
    form = form_of(editor, draft) | {"sections-TOTAL_FORMS": "x", "title": "a\0b"}
    assert save(editor, draft, form, do="beside").status_code == 200


def test_as_few_queries_with_many_sections(editor, draft, django_assert_max_num_queries):
    form = form_of(editor, draft) | {"sections-TOTAL_FORMS": "20"}
    for number in range(1, 20):
        form |= {
            f"sections-{number}-heading": f"No. {number}",
            f"sections-{number}-body": "<p>Text.</p>",
        }
    with django_assert_max_num_queries(30):
        save(editor, draft, form, do="beside")
