"""Sections are inserted, copied and moved with plain buttons, and nothing is stored by that."""

import pytest
import time_machine
from django.test.client import BOUNDARY, encode_multipart

from pages.models import Image
from tests import make
from tests.pages.test_draft_screen import fields, form_of, save

pytestmark = pytest.mark.django_db
MULTIPART = "multipart/form-data; boundary="


@pytest.fixture
def editor(client):
    with time_machine.travel(make.NOW, tick=False):
        client.force_login(make.staff("Editors", "anna"))
        yield client


@pytest.fixture
def draft(editor):
    draft = make.page().edit(by=None)
    draft.sections.create(heading="Second", body="<p>Two.</p>", order=2)
    return draft


def ask(client, draft, form, asked, **changes):
    answer = client.post(draft.get_admin_url(), form | {"arrange": asked} | changes)
    assert answer.status_code == 200
    return answer


def headings(form):
    """Those of a posted form, in the order of its positions."""
    numbers = range(int(form["sections-TOTAL_FORMS"]))
    found = [
        (form.get(f"sections-{one}-order"), form[f"sections-{one}-heading"]) for one in numbers
    ]
    return [heading for order, heading in sorted(found, key=lambda one: int(one[0] or 99))]


def test_a_section_is_inserted_where_it_was_asked_for_and_all_that_was_typed_is_kept(editor, draft):
    form = form_of(editor, draft) | {"title": "Typed", "sections-1-heading": ""}
    chooser = ask(editor, draft, form, "insert sections-1")
    assert 'value="insert sections-1 question"' in chooser.text
    assert "A question that patients ask" in chooser.text
    answer = ask(editor, draft, fields(chooser), "insert sections-1 question")
    assert "Please fix" not in answer.text
    assert "autofocus" in answer.text
    form = fields(answer)
    assert form["title"] == "Typed"
    draft.refresh_from_db()
    assert (draft.title, draft.sections.count()) == ("A page", 2)

    number = int(form["sections-TOTAL_FORMS"]) - 1
    form |= {f"sections-{number}-heading": "Asked", f"sections-{number}-body": "<p>Answered.</p>"}
    save(editor, draft, form | {"sections-1-heading": "Last"})
    stored = list(draft.sections.values_list("heading", "kind"))
    assert stored[1:] == [("Asked", "question"), ("Last", "text")]


def test_buttons_move_a_section_and_copy_it_as_another_one(editor, draft):
    form = fields(ask(editor, draft, form_of(editor, draft), "up sections-1"))
    assert headings(form)[0] == "Second"
    form = fields(ask(editor, draft, form, "copy sections-1"))
    assert headings(form)[:2] == ["Second", "Second"]
    save(editor, draft, form)
    first, twin, last = draft.sections.all()
    assert (first.heading, twin.heading, twin.body) == ("Second", "Second", "<p>Two.</p>")
    assert first.key != twin.key
    form = fields(ask(editor, draft, form_of(editor, draft), "down sections-2"))  # it is the last
    assert headings(form)[2] == last.heading


def test_a_copy_has_the_picture_and_a_picture_just_chosen_is_not_lost(editor, draft):
    form = form_of(editor, draft) | {"sections-0-alt": "A sample"}
    upload = {"sections-0-upload": make.upload()}
    form = fields(ask(editor, draft, form, "copy sections-0", **upload))
    save(editor, draft, form)
    assert [one.image_id for one in draft.sections.all()[:2]] == 2 * [Image.objects.get().pk]
    wrong = {"sections-0-upload": make.upload(b"MZ a program")}
    answer = ask(editor, draft, form_of(editor, draft), "insert end", **wrong)
    assert fields(answer)["sections-0-alt"] == "A sample"
    assert "This file is not an image." in answer.text


def test_a_hundred_sections_are_saved_and_one_more_is_refused(editor, draft):
    form = {"seen": draft.version + 1, "title": "Long", "sections-TOTAL_FORMS": 100}
    form |= {"sections-INITIAL_FORMS": 0, "sections-0-key": "", "do": "save"}
    for number in range(100):
        form |= {f"sections-{number}-heading": "One", f"sections-{number}-body": "<p>Text.</p>"}
    refused = ask(editor, draft, form, "insert sections-4 text")
    assert "A page can have at most 100 sections. Remove some first." in refused.text
    draft.sections.all().delete()
    # As browsers send it: with a part for each picture that nobody has chosen.
    sent = encode_multipart(BOUNDARY, form | {"seen": draft.version}).removesuffix(b"--\r\n")
    part = 'Content-Disposition: form-data; name="sections-{}-upload"; filename=""'
    kind = "Content-Type: application/octet-stream"
    for number in range(101):
        sent += f"\r\n{part.format(number)}\r\n{kind}\r\n\r\n\r\n--{BOUNDARY}".encode()
    answer = editor.post(
        draft.get_admin_url(), sent + b"--\r\n", content_type=f"{MULTIPART}{BOUNDARY}"
    )
    assert answer.status_code == 302
    assert draft.sections.count() == 100


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "up",
        "up end",
        "up sections-9",
        "insert sections-99999",
        "insert sections-1 nonsense more",
        "copy sections--1",
        "\0",
    ],
)
def test_nonsense_is_not_found(editor, draft, asked):
    answer = editor.post(draft.get_admin_url(), form_of(editor, draft) | {"arrange": asked})
    assert answer.status_code == 404
    assert editor.post(draft.get_admin_url(), {"arrange": "up sections-0"}).status_code == 404


def test_who_may_only_read_arranges_nothing(client, draft):
    client.force_login(make.staff("Reception"))
    answer = client.post(draft.get_admin_url(), {"arrange": "up sections-1"})
    assert answer.status_code == 403
