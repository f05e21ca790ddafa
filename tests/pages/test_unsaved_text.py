"""What was typed into a draft and not saved: kept for its writer, and offered again."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from pages.models import Document, Image, Presence, Revision, Section, UnsavedText
from tests import make
from tests.markup import Markup
from tests.pages.test_draft_screen import fields, form_of, save

pytestmark = pytest.mark.django_db
WRITING, OTHER = str(UUID(int=1)), str(UUID(int=2))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def anna():
    return make.staff("Editors", "anna")


@pytest.fixture
def editor(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def draft():
    return make.page().edit(by=None)


def keep(client, draft, form, person, number=1, **changes):
    sent = {"account": person.pk, "draft": draft.pk, "number": number, "writing": WRITING}
    return client.post(f"/admin/pages/page/{draft.page_id}/keep/", form | sent | changes)


def take_up(client, draft, writing=WRITING, **more):
    return client.get(f"/admin/pages/page/{draft.page_id}/unsaved/{writing}/", **more)


def test_unsaved_text_is_offered_and_taken_up_as_it_was_typed(editor, anna, draft):
    before = Revision.objects.count()
    form = form_of(editor, draft)
    form |= {"title": "", "sections-0-heading": "", "sections-0-body": "<p>Half a sent</p>"}
    assert keep(editor, draft, form, anna).status_code == 204
    assert draft.sections.get().body != "<p>Half a sent</p>"
    assert Revision.objects.count() == before
    offer = editor.get(draft.get_admin_url()).text
    assert "You have unsaved text from Monday, November 23, 9:00 AM" in Markup(offer).words
    taken = take_up(editor, draft)
    assert "This is your unsaved text from" in Markup(taken.text).words
    assert fields(taken)["sections-0-body"] == "<p>Half a sent</p>"
    assert fields(taken)["title"] == ""
    changes = {"title": "Whole", "sections-0-heading": "Whole"}
    assert save(editor, draft, fields(taken), **changes).status_code == 302
    assert draft.sections.get().body == "<p>Half a sent</p>"
    assert "unsaved text" not in editor.get(draft.get_admin_url()).text


def test_nobody_is_shown_what_a_colleague_has_not_saved(editor, anna, draft):
    keep(editor, draft, form_of(editor, draft) | {"title": "Not ready"}, anna)
    ben = Client()
    ben.force_login(make.staff("Editors", "ben"))
    assert "unsaved text" not in ben.get(draft.get_admin_url()).text
    assert "Not ready" not in take_up(ben, draft, follow=True).text
    ben.post(f"/admin/pages/page/{draft.page_id}/unsaved/{WRITING}/hide/")
    assert UnsavedText.objects.get().hidden_at is None


def test_text_is_not_kept_for_somebody_else_who_has_logged_in_since(editor, anna, draft):
    form = form_of(editor, draft)
    editor.force_login(make.staff("Editors", "ben"))
    assert keep(editor, draft, form, anna).json() == {"found": "others"}
    assert not UnsavedText.objects.exists()


def test_what_is_late_replaces_nothing_newer_and_nothing_saved(editor, anna, draft):
    form = form_of(editor, draft)
    keep(editor, draft, form | {"title": "Newer"}, anna, number=2)
    assert keep(editor, draft, form | {"title": "Older"}, anna, number=1).status_code == 204
    assert UnsavedText.objects.get().fields["title"] == ["Newer"]
    save(editor, draft, form | {"title": "Newer", "writing": WRITING})
    late = keep(editor, draft, form | {"title": "Newer"}, anna, number=3)
    assert (late.status_code, late.json()) == (200, {"found": "saved"})
    assert UnsavedText.objects.get().fields == {}


def test_a_text_saved_before_it_was_ever_kept_is_not_kept_late(editor, anna, draft):
    form = form_of(editor, draft) | {"title": "Saved", "writing": WRITING}
    save(editor, draft, form)
    assert keep(editor, draft, form, anna).json() == {"found": "saved"}


def test_two_computers_of_one_person_keep_both_texts(editor, anna, draft):
    form = form_of(editor, draft)
    keep(editor, draft, form | {"title": "At home"}, anna)
    keep(editor, draft, form | {"title": "At work"}, anna, writing=OTHER)
    assert fields(take_up(editor, draft))["title"] == "At home"
    assert fields(take_up(editor, draft, OTHER))["title"] == "At work"


def test_text_that_was_taken_up_is_offered_once(editor, anna, draft):
    keep(editor, draft, form_of(editor, draft) | {"title": "Old"}, anna)
    form = fields(take_up(editor, draft)) | {"title": "Old, and more"}
    assert form["took"] == WRITING
    keep(editor, draft, form, anna, writing=OTHER)
    assert [one.fields["title"] for one in UnsavedText.objects.of(anna, draft.page)] == [
        ["Old, and more"]
    ]


def test_unsaved_text_never_undoes_a_colleagues_newer_draft(editor, anna, draft):
    form = form_of(editor, draft)
    keep(editor, draft, form | {"summary": "Mine"}, anna)
    ben = Client()
    ben.force_login(make.staff("Editors", "ben"))
    save(ben, draft, form | {"title": "Theirs"})
    taken = take_up(editor, draft)
    assert "This has changed since you opened it" in taken.text
    assert (fields(taken)["title"], fields(taken)["summary"]) == ("Theirs", "Mine")
    compared = editor.get(f"/admin/pages/page/{draft.page_id}/unsaved/{WRITING}/compare/").text
    words = Markup(compared).words
    assert "Mine" in words
    assert "[removed: Theirs" not in words
    save(editor, draft, fields(taken))
    draft.refresh_from_db()
    assert (draft.title, draft.summary) == ("Theirs", "Mine")


@pytest.mark.parametrize("do", ["publish", "discard"])
def test_unsaved_text_of_a_draft_that_is_gone_is_taken_up_in_the_next(editor, anna, draft, do):
    form = form_of(editor, draft)
    keep(editor, draft, form | {"title": "Kept title"}, anna)
    save(editor, draft, form, do=do)
    taken = take_up(editor, draft)
    assert taken.status_code == 200
    assert fields(taken)["title"] == "Kept title"
    assert draft.page.draft() is None
    assert (
        editor.post(f"/admin/pages/page/{draft.page_id}/draft/", fields(taken)).status_code == 302
    )
    assert draft.page.draft().title == "Kept title"


def test_hidden_text_can_be_taken_up_until_it_is_purged(editor, anna, draft, clock):
    keep(editor, draft, form_of(editor, draft) | {"title": "Hidden"}, anna)
    editor.post(f"/admin/pages/page/{draft.page_id}/unsaved/{WRITING}/hide/")
    screen = Markup(editor.get(draft.get_admin_url()).text).words
    assert "You have unsaved text" not in screen
    assert "Unsaved text that you have hidden" in screen
    assert fields(take_up(editor, draft))["title"] == "Hidden"
    clock.shift(timedelta(days=31))
    make.call("work", "--once")
    assert not UnsavedText.objects.exists()


def test_no_form_that_is_kept_is_an_error(editor, anna, draft):
    page = draft.page_id
    assert keep(editor, draft, {}, anna, writing="no number").status_code == 400
    huge = {"number": "9" * 40, "draft": "9" * 40}
    sent = {"account": anna.pk, "writing": WRITING} | huge
    assert editor.post(f"/admin/pages/page/{page}/keep/", sent).status_code == 204
    assert take_up(editor, draft).status_code == 200
    odd = {"a\0b": "c\0d", "sections-TOTAL_FORMS": "-1", "seen": "x", "took": "none"}
    assert keep(editor, draft, odd, anna, writing=OTHER).status_code == 204
    assert take_up(editor, draft, OTHER).status_code == 200
    assert editor.get(f"/admin/pages/page/{page}/unsaved/{OTHER}/compare/").status_code == 200
    assert take_up(editor, draft, uuid4()).status_code == 302
    missing = "/admin/pages/page/999999999999999999999999/keep/"
    assert editor.post(missing, {"writing": WRITING}).status_code == 404


def here(client, draft, section=""):
    found = client.post(f"/admin/pages/page/{draft.page_id}/here/", {"section": section})
    return found.json()["others"]


def test_colleagues_see_who_is_in_the_page_and_in_which_section(editor, draft, clock):
    ben = Client()
    ben.force_login(make.staff("Editors", "ben"))
    key = str(Section.objects.get(revision=draft).key)
    assert here(editor, draft, key) == []
    assert here(ben, draft) == [{"who": "anna", "section": key}]
    assert "anna has this page open" in Markup(ben.get(draft.get_admin_url()).text).words
    clock.shift(timedelta(seconds=61))
    assert here(ben, draft) == []
    make.call("work", "--once")
    assert [one.person.username for one in Presence.objects.all()] == ["ben"]


def test_who_leaves_a_page_is_gone_at_once(editor, draft):
    here(editor, draft)
    editor.post(f"/admin/pages/page/{draft.page_id}/here/", {"left": "yes"})
    assert not Presence.objects.exists()


def test_words_that_cannot_be_saved_yet_are_compared_too(editor, anna, draft):
    long = f"<p>{4_000 * 'Words. '}The end.</p>"
    keep(editor, draft, form_of(editor, draft) | {"title": "", "sections-0-body": long}, anna)
    address = f"/admin/pages/page/{draft.page_id}/unsaved/{WRITING}/compare/"
    assert "The end." in Markup(editor.get(address).text).words


@pytest.mark.usefixtures("media")
def test_images_and_files_that_only_unsaved_text_holds_are_kept_as_long_as_it(anna, draft, clock):
    first, second, gone = (make.image() for _ in range(3))
    named, linked, old = (Document.objects.create(name=f"{uuid4().hex}.pdf", size=1) for _ in "abc")
    fields = {
        "image": [str(first.pk)],
        "sections-0-chosen": [str(second.pk), "", "9" * 40],
        "sections-0-document": [str(named.pk)],
        "sections-0-body": [f'<a href="{linked.get_absolute_url()}">The form</a>'],
    }
    kept = {"writing": uuid4(), "number": 1, "draft": draft, "fields": fields}
    UnsavedText.objects.keep(anna, draft.page, **kept)
    Image.objects.purge()
    Document.objects.purge()
    clock.shift(timedelta(days=2))
    assert set(Image.objects.due()) == {gone}
    assert set(Document.objects.due()) == {old}
    assert not first.discard(first.version)
    UnsavedText.objects.finish(anna, draft.page, [kept["writing"]])
    assert set(Image.objects.unused()) == {first, second, gone}


def test_of_more_writings_in_a_page_than_fifty_the_hidden_ones_go_first(anna, draft):
    def keep_one(number):
        kept = {"number": 1, "draft": None, "fields": {"title": [str(number)]}}
        UnsavedText.objects.keep(anna, draft.page, UUID(int=number), **kept)

    for number in range(1, 51):
        keep_one(number)
    UnsavedText.objects.filter(writing=UUID(int=50)).hide()
    keep_one(51)
    assert not UnsavedText.objects.filter(writing=UUID(int=50)).exists()
    keep_one(52)
    kept = UnsavedText.objects.of(anna, draft.page)
    assert {one.fields["title"][0] for one in kept} == {*map(str, range(2, 53))} - {"50"}
