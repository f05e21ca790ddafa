"""Every kind of block: written, previewed, compared, merged and found as text is."""

import pytest
import time_machine

from pages.blocks import BLOCKS, TEXT
from pages.models import Section
from pages.text.compare import compare
from tests import make
from tests.pages.test_draft_screen import fields, form_of, save

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
def draft():
    return make.page().edit(by=None)


def with_block(form, kind, **own):
    """The form with its blank section made a block of this kind."""
    last = int(form["sections-TOTAL_FORMS"]) - 1
    return (
        form
        | {f"sections-{last}-kind": kind}
        | {f"sections-{last}-{name}": value for name, value in own.items()}
    )


QUESTION = {"heading": "How long is a visit?", "body": "<p>An hour.</p>", "category": "First visit"}


def test_a_question_keeps_its_category_and_is_found_by_it(editor, draft):
    form = with_block(form_of(editor, draft), "question", **QUESTION)
    assert save(editor, draft, form, do="publish").status_code == 302
    question = Section.objects.get(kind="question")
    assert question.data == {"category": "First visit"}
    assert "How long is a visit?" in editor.get("/a-page/").text
    assert "How long is a visit?" in editor.get("/search/?q=first+visit").text


def test_two_change_different_fields_of_a_block_and_both_stay(editor, client, draft):
    save(editor, draft, with_block(form_of(editor, draft), "question", **QUESTION))
    annas, bens = form_of(editor, draft), form_of(editor, draft)
    place = next(name for name, value in annas.items() if value == "First visit")
    save(editor, draft, bens | {place.replace("category", "body"): "<p>45 minutes.</p>"})
    refused = save(editor, draft, annas | {place: "Before you come"})
    assert refused.status_code == 409
    merged = fields(refused)
    assert merged[place] == "Before you come"
    assert merged[place.replace("category", "body")] == "<p>45 minutes.</p>"


def test_a_change_of_a_kinds_own_field_is_compared(draft):
    one = Section(kind="question", heading="A", body="<p>B</p>", data={"category": "Old"})
    two = Section(
        key=one.key, kind="question", heading="A", body="<p>B</p>", data={"category": "New"}
    )
    (part,) = compare(draft, [one], draft, [two]).changed
    assert [line.kind for line in part.lines if line.change != "kept"] == ["category"]


def test_a_kind_that_this_version_does_not_know_is_shown_as_text(client, draft):
    draft.sections.update(kind="from the future")
    draft.publish()
    assert "A text." in client.get("/a-page/").text


@pytest.mark.parametrize("kind", BLOCKS)
def test_each_kind_has_a_name_a_purpose_and_a_template(kind, editor, draft):
    block = BLOCKS[kind]
    assert block.name
    assert block.about
    section = Section(kind=kind)
    assert section.block is block
    assert section.template == f"pages/blocks/{kind}.html"
    offered = editor.get(draft.get_admin_url()).text
    assert f'data-new="{kind}"' in offered


def test_text_is_the_first_kind():
    assert next(iter(BLOCKS)) == TEXT
