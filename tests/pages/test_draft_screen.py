"""The screen on which a draft is written: its buttons, its sections, and two who write at once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.contrib.admin.models import LogEntry
from django.template.loader import render_to_string
from django.test import Client

from pages.blocks import BLOCKS
from pages.editing.draft import DraftForm
from pages.editing.section_forms import MOST_FORMS, SectionForms
from pages.models import Image, Revision, Section
from tests import make
from tests.each import each
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
def page():
    return make.page()


@pytest.fixture
def draft(page):
    return page.edit(by=None)


def form_of(client, draft):
    """What this client's browser would send from the draft's screen, which is not rendered.

    Most tests need no more of it: `test_a_browser_sends_what_the_form_holds` has the screen itself.
    """
    stored = Revision.objects.get(pk=draft.pk) if draft.pk else draft.page.to_write()
    form = DraftForm(stored)
    sent = {"seen": str(form.seen), "writing": form.writing, "took": form.took}
    for part in (*form.parts, form.sections.management_form, form.schedule):
        for bound in part:
            value = bound.field.widget.format_value(bound.value())
            if isinstance(bound.field.widget, forms.CheckboxInput):
                value = "on" if bound.value() else None
            elif getattr(bound.field.widget, "allow_multiple_selected", False):
                value = bound.value() or None
            elif isinstance(bound.field.widget, forms.RadioSelect):
                value = bound.value()
            elif isinstance(value, list):
                (value,) = value
            elif not isinstance(bound.field, forms.FileField):
                value = value or ""
            if value is not None:
                sent[bound.html_name] = value if isinstance(value, list) else str(value)
    return sent


def refusals(response):
    """What the screen would say at its top."""
    return " ".join(words for *_, words in response.context_data["form"].problems())


def fields(response):
    text = re.sub(r"<template.*?</template>", "", response.text, flags=re.DOTALL)
    return Markup(text).fields


def save(client, draft, form, do="save", **changes):
    return client.post(draft.get_admin_url(), form | {"do": do} | changes)


def test_whether_a_draft_can_be_sent_is_answered_without_showing_it(editor, page, draft):
    for address in (draft.get_admin_url(), f"/admin/pages/page/{page.pk}/draft/"):
        asked = editor.head(address)
        assert (asked.status_code, asked.templates) == (200, [])
    assert Client().head(draft.get_admin_url()).status_code == 302


def test_a_saved_draft_is_not_seen_by_readers(editor, client, draft):
    before = client.get("/a-page/").content
    form = form_of(editor, draft) | {"title": "Not yet", "sections-0-body": "<p>Nor this.</p>"}
    assert save(editor, draft, form).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.sections.get().body) == ("Not yet", "<p>Nor this.</p>")
    assert draft.author.username == "anna"
    assert client.get("/a-page/").content == before


def test_a_browser_sends_what_the_form_holds(editor, page):
    scheduled(page)
    draft = page.edit(by=None)
    form = form_of(editor, draft) | {"next_review_on": "2027-03-08", "sections-1-kind": "hours"}
    form |= {"sections-1-phone": "on", "sections-1-heading": "Here"}
    picture = {"sections-0-upload": make.upload(), "sections-0-decorative": "on"}
    assert save(editor, draft, form | picture).status_code == 302
    shown = fields(editor.get(draft.get_admin_url()))
    held = form_of(editor, draft)
    assert held["sections-1-phone"] == held["sections-0-decorative"] == "on"
    assert "sections-1-map" not in held
    assert held == {name: value for name, value in shown.items() if name in held}
    others = [name for name in shown if name not in held]
    assert not [name for name in others if name.startswith("sections-")]
    assert {*others} & {*DraftForm(draft).details.fields} == set()


def test_blank_sections_are_rendered_once_and_as_this_page_would_show_them(editor, draft):
    shown, form = editor.get(draft.get_admin_url()).text, DraftForm(draft)
    at_the_end = form.sections.forms[-1]
    for blank in (*map(form.sections.new_form, BLOCKS), at_the_end):
        context = {"form": form, "section": blank, "blocks": BLOCKS.values()}
        assert render_to_string("admin/pages/revision/_section.html", context) in shown
    again = editor.get(draft.get_admin_url())
    names = [one.name for one in again.templates]
    assert names.count("admin/pages/revision/_section.html") == draft.sections.count()


def test_blank_sections_offer_what_there_is_to_choose_now(editor, draft, monkeypatch):
    choices = [("1", "Anna"), ("2", "Ben")]
    field = forms.ChoiceField(choices=lambda: choices)
    monkeypatch.setitem(BLOCKS["callout"].fields, "who", field)
    assert '<option value="2">Ben</option>' in editor.get(draft.get_admin_url()).text
    choices[1] = ("3", "Cora")
    now = editor.get(draft.get_admin_url()).text
    assert '<option value="3">Cora</option>' in now
    assert "Ben" not in now


def test_saving_what_was_opened_changes_no_word(editor, draft):
    before = [(one.key, one.order, one.heading, one.body) for one in draft.sections.all()]
    save(editor, draft, form_of(editor, draft))
    assert [(one.key, one.order, one.heading, one.body) for one in draft.sections.all()] == before


def test_a_section_beyond_the_posted_total_is_refused_once_and_still_there(editor, draft):
    form = form_of(editor, draft) | {
        "sections-2-heading": "Not counted",
        "sections-2-body": "<p>Nor lost.</p>",
    }
    refused = save(editor, draft, form, **{"sections-TOTAL_FORMS": "1"})
    assert refused.status_code == 422
    assert "Some sections were not received." in refused.text
    assert save(editor, draft, fields(refused)).status_code == 302
    assert draft.sections.filter(heading="Not counted", body="<p>Nor lost.</p>").exists()


def test_publish_stores_the_words_and_makes_them_live_in_one_step(editor, client, page, draft):
    old = page.live_revision()
    save(editor, draft, form_of(editor, draft), do="publish", title="New words")
    assert "New words" in client.get("/a-page/").text
    draft.refresh_from_db()
    assert draft.published_by.username == "anna"
    assert Revision.objects.get(pk=old.pk).title == "A page"
    assert page.draft() is None


def test_schedule_takes_the_clinics_clock(editor, client, draft, clock):
    when = {"day": "2026-11-24", "hour": "09:00"}
    save(editor, draft, form_of(editor, draft), do="schedule", title="From Tuesday", **when)
    draft.refresh_from_db()
    assert draft.publish_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert "From Tuesday" not in client.get("/a-page/").text
    clock.move_to("2026-11-24 14:00Z")
    assert "From Tuesday" in client.get("/a-page/").text


@each(
    ("day", "hour", "words"),
    [
        ("", "09:00", "Enter the day"),
        ("2026-11-24", "", "Enter the time"),
        ("2026-11-23", "09:00", "This time has passed"),
        ("2026-13-01", "09:00", "such as 2027-03-08"),
        ("2026-11-24", "nine", "such as 09:00"),
        ("2027-03-14", "02:30", "doesn’t exist, or happens twice"),
        ("2027-11-07", "01:30", "doesn’t exist, or happens twice"),
        ("9999-12-31", "23:59", "in the next 5 years"),
        ("0001-01-01", "00:00", "This day has passed"),
    ],
)
def test_a_schedule_without_a_clear_time_is_refused(editor, draft, no_screen, day, hour, words):
    form = form_of(editor, draft) | {"title": "Kept words", "day": day, "hour": hour}
    response = save(editor, draft, form, do="schedule")
    assert response.status_code == 422
    assert words in refusals(response)
    assert response.context_data["form"].details["title"].value() == "Kept words"
    draft.refresh_from_db()
    assert (draft.is_draft(), draft.title) == (True, "A page")


def scheduled(page, title="Scheduled", at=make.TOMORROW_AT_NINE):
    draft = page.edit(by=None)
    Revision.objects.filter(pk=draft.pk).update(title=title)
    draft.publish(at=at)
    return draft


@each("do", ["publish", "schedule"])
def test_publishing_while_an_older_schedule_waits_asks_about_it(editor, page, do):
    older, draft = scheduled(page), page.edit(by=None)
    when = {"day": "2026-12-01", "hour": "09:00"}
    response = save(editor, draft, form_of(editor, draft), do=do, title="Kept words", **when)
    assert response.status_code == 422
    assert '<a href="#id_older">Another version is already scheduled' in response.text
    assert 'value="Kept words"' in response.text
    older.refresh_from_db()
    assert older.is_scheduled()


def test_the_older_schedule_may_be_cancelled_and_stays_in_the_history(editor, client, page, clock):
    older, draft = scheduled(page), page.edit(by=None)
    form = form_of(editor, draft) | {"title": "Published", "older": "cancel"}
    assert save(editor, draft, form, do="publish").status_code == 302
    older.refresh_from_db()
    assert (older.publish_at, older.discarded_at) == (None, make.NOW)
    clock.move_to("2026-11-25 14:00Z")
    assert "Published" in client.get("/a-page/").text


def test_the_older_schedule_may_be_kept(editor, client, page, clock):
    scheduled(page)
    draft = page.edit(by=None)
    save(editor, draft, form_of(editor, draft), do="publish", title="Published", older="keep")
    assert "Published" in client.get("/a-page/").text
    clock.move_to("2026-11-25 14:00Z")
    assert "Scheduled" in client.get("/a-page/").text


def test_a_schedule_made_meanwhile_is_asked_about_too(editor, page):
    first, draft = scheduled(page), page.edit(by=None)
    form = form_of(editor, draft) | {"older": "cancel"}
    another = page.revisions.create(title="Another", publish_at=make.TOMORROW_AT_NINE)
    assert save(editor, draft, form, do="publish").status_code == 422
    assert first in page.revisions.scheduled()
    assert another in page.revisions.scheduled()


def test_a_cancelled_schedule_is_the_draft_again(editor, page):
    waiting = scheduled(page)
    editor.post(waiting.get_admin_url(), {"cancel_schedule": "yes"})
    assert page.draft() == waiting
    assert "Save draft" in editor.get(waiting.get_admin_url()).text


def test_a_schedule_cancelled_beside_a_draft_goes_to_the_history(editor, page):
    waiting, draft = scheduled(page), page.edit(by=None)
    editor.post(waiting.get_admin_url(), {"cancel_schedule": "yes"})
    waiting.refresh_from_db()
    assert waiting.discarded_at == make.NOW
    assert page.draft() == draft


def test_a_schedule_cannot_be_cancelled_once_it_is_live(editor, page, clock):
    waiting = scheduled(page, at=make.NOW + timedelta(hours=1))
    clock.shift(timedelta(hours=2))
    response = editor.post(waiting.get_admin_url(), {"cancel_schedule": "yes"}, follow=True)
    assert "Nothing was changed" in response.text
    assert page.live_revision() == waiting


def test_the_page_goes_off_the_site_and_back_with_the_draft_saved(editor, client, page, draft):
    save(editor, draft, form_of(editor, draft), do="take_off", title="Kept")
    assert client.get("/a-page/").status_code == 404
    assert page.draft().title == "Kept"
    save(editor, draft, form_of(editor, draft), do="put_on")
    assert client.get("/a-page/").status_code == 200


def test_a_discarded_draft_keeps_the_last_text(editor, page, draft):
    save(editor, draft, form_of(editor, draft), do="discard", title="Perhaps later")
    draft.refresh_from_db()
    assert (draft.title, draft.discarded_at) == ("Perhaps later", make.NOW)
    assert page.draft() is None


def test_preview_saves_and_leads_to_the_preview(editor, draft):
    response = save(editor, draft, form_of(editor, draft), do="preview", title="Saved too")
    assert response["Location"] == f"/admin/pages/revision/{draft.pk}/preview/"
    draft.refresh_from_db()
    assert draft.title == "Saved too"


def test_a_refused_draft_keeps_every_word(editor, draft):
    form = form_of(editor, draft) | {"title": "", "summary": "Kept", "sections-0-body": ""}
    response = save(editor, draft, form, **{"sections-0-heading": "Kept as well"})
    assert response.status_code == 422
    assert "<title>Error: " in response.text
    for words in (
        "Enter a title.",
        "Section 1: Enter the text of this section.",
        "Kept",
        "Kept as well",
    ):
        assert words in response.text
    assert 'href="#id_title"' in response.text
    assert 'href="#id_sections-0-body"' in response.text


@each(("limit", "name"), [(120, "title"), (600, "summary"), (200, "note")])
def test_what_is_too_long_is_refused_not_cut(editor, draft, limit, name):
    response = save(editor, draft, form_of(editor, draft), **{name: "x" * (limit + 1)})
    assert response.status_code == 422
    assert fields(response)[name] == "x" * (limit + 1)


def test_sections_are_added_removed_and_ordered(editor, draft):
    draft.sections.create(heading="Second", body="<p>2</p>", order=2)
    form = form_of(editor, draft)
    assert form["sections-TOTAL_FORMS"] == "3"
    form |= {"sections-0-order": "3", "sections-2-heading": "Third", "sections-2-body": "<p>3</p>"}
    form |= {"sections-2-order": "1"}
    save(editor, draft, form)
    assert [one.heading for one in draft.sections.all()] == ["Third", "Second", "A heading"]
    form = form_of(editor, draft) | {"sections-1-DELETE": "on"}
    save(editor, draft, form)
    assert [one.heading for one in draft.sections.all()] == ["Third", "A heading"]


def test_a_blank_section_at_the_end_does_not_count(editor, draft):
    form = form_of(editor, draft) | {"sections-1-body": "<p></p>"}
    save(editor, draft, form)
    assert draft.sections.count() == 1


def test_a_new_section_without_a_position_comes_last(editor, draft):
    form = form_of(editor, draft)
    form |= {"sections-1-heading": "New", "sections-1-body": "<p>New.</p>"}
    save(editor, draft, form)
    assert [one.heading for one in draft.sections.all()] == ["A heading", "New"]


def test_a_drawing_is_chosen_for_a_section(editor, client, draft):
    save(editor, draft, form_of(editor, draft), **{"sections-0-drawing": "needle"})
    assert draft.sections.get().drawing == "needle"
    assert "What the needle does" not in client.get("/a-page/").text
    save(editor, draft, form_of(editor, draft), do="publish")
    assert "What the needle does" in client.get("/a-page/").text


def test_a_drawing_that_there_is_not_is_refused(editor, draft):
    changes = {"sections-0-drawing": "cure"}
    response = save(editor, draft, form_of(editor, draft), **changes)
    assert response.status_code == 422
    assert draft.sections.get().drawing == ""


def test_rich_text_is_cleaned_on_the_server(editor, draft):
    dirty = '<h3>Kept</h3><script>alert(1)</script><p onclick="x()">Text</p><img src=x onerror=y>'
    save(editor, draft, form_of(editor, draft), **{"sections-0-body": dirty})
    assert Section.objects.get(revision=draft).body == "<h3>Kept</h3><p>Text</p>"


@each(
    "broken",
    [
        {"sections-TOTAL_FORMS": "x"},
        {"sections-TOTAL_FORMS": "-1"},
        {"sections-INITIAL_FORMS": "0", "sections-0-key": "nonsense"},
        {"sections-0-was": "{"},
        {"sections-0-was": "[1]"},
        {"sections-0-order": "-1"},
        {"sections-0-order": "99999999999999"},
        {"sections-0-image": "999999"},
        {"sections-0-image": "x\0"},
        {"sections-0-image": "9" * 5000},
        {"image": "9" * 5000},
        {"sections-0-was": "[" * 200_000},
        {"sections-TOTAL_FORMS": "0", "sections-INITIAL_FORMS": "0"},
        {"seen": "x"},
        {"seen": "9" * 50},
        {"was": "null"},
        {"title": "a\0b"},
        {"reviewed_on": "0000-00-00"},
        {"older": "neither", "do": "publish"},
        {"do": "nonsense"},
    ],
)
def test_nonsense_is_refused_not_a_500(editor, draft, broken):
    form = form_of(editor, draft) | {"do": "save"} | broken
    response = editor.post(draft.get_admin_url(), form)
    assert response.status_code in (302, 404, 409, 422)


def test_no_total_makes_more_forms_than_a_page_can_have_twice(editor, draft, no_screen):
    form = form_of(editor, draft) | {"sections-TOTAL_FORMS": "99999"}
    refused = save(editor, draft, form)
    assert refused.status_code == 422
    assert len(refused.context_data["form"].sections.forms) == MOST_FORMS


def test_a_form_without_its_fields_is_refused(editor, draft):
    assert editor.post(draft.get_admin_url(), {"do": "save"}).status_code == 422
    assert editor.post(draft.get_admin_url(), {}).status_code == 422


class TestTwoWhoWrite:
    """Anna has opened the draft; Ben opens it too and saves first."""

    @pytest.fixture
    def ben(self, draft):
        client = Client()
        client.force_login(make.staff("Editors", "ben"))
        return client

    def test_what_anna_did_not_touch_follows_ben(self, editor, ben, draft):
        draft.sections.create(heading="Second", body="<p>Old.</p>", order=2)
        annas = form_of(editor, draft) | {"sections-0-body": "<p>Anna's words.</p>"}
        save(ben, draft, form_of(ben, draft), **{"sections-1-body": "<p>Ben's words.</p>"})
        refused = save(editor, draft, annas)
        assert refused.status_code == 409
        assert "The last to change its text: ben." in refused.text
        assert save(editor, draft, fields(refused)).status_code == 302
        bodies = [one.body for one in draft.sections.all()]
        assert bodies == ["<p>Anna's words.</p>", "<p>Ben's words.</p>"]

    def test_where_both_chose_a_drawing_the_other_is_named(self, editor, ben, draft):
        annas = form_of(editor, draft) | {"sections-0-drawing": "nerve"}
        save(ben, draft, form_of(ben, draft), **{"sections-0-drawing": "needle"})
        refused = save(editor, draft, annas)
        assert refused.status_code == 409
        assert fields(refused)["sections-0-drawing"] == "nerve"
        assert '<p class="words" dir="auto">What the needle does' in refused.text

    def test_where_both_wrote_both_texts_are_shown(self, editor, ben, draft):
        annas = form_of(editor, draft) | {"title": "Anna's", "sections-0-body": "<p>Anna's.</p>"}
        bens = {"title": "Ben's", "sections-0-body": "<p>Ben's own.</p>"}
        save(ben, draft, form_of(ben, draft), **bens)
        refused = save(editor, draft, annas, do="publish")
        assert refused.status_code == 409
        kept = fields(refused)
        assert (kept["title"], kept["sections-0-body"]) == ("Anna's", "<p>Anna's.</p>")
        assert "Ben&#x27;s</p>" in refused.text
        assert "<p>Ben's own.</p>" in refused.text
        assert "word by word" in refused.text
        assert re.search("<del>.*Ben.*</del>.*<ins>.*Anna.*</ins>", refused.text)
        draft.refresh_from_db()
        assert (draft.title, draft.is_draft()) == ("Ben's", True)

    def test_what_anna_replaces_stays_among_the_versions(self, editor, ben, page, draft):
        annas = form_of(editor, draft) | {"title": "Anna's"}
        save(ben, draft, form_of(ben, draft), title="Ben's")
        save(editor, draft, fields(save(editor, draft, annas)))
        aside = page.revisions.get(discarded_at__isnull=False)
        assert (aside.title, aside.author.username) == ("Ben's", "ben")
        assert page.draft().title == "Anna's"

    def test_sections_of_both_are_there_and_removed_ones_are_gone(self, editor, ben, draft):
        draft.sections.create(heading="Second", body="<p>2</p>", order=2)
        annas = form_of(editor, draft) | {"sections-1-DELETE": "on"}
        bens = {"sections-2-heading": "Ben's", "sections-2-body": "<p>3</p>"}
        save(ben, draft, form_of(ben, draft), **bens)
        save(editor, draft, fields(save(editor, draft, annas)))
        assert [one.heading for one in draft.sections.all()] == ["A heading", "Ben's"]

    def test_a_section_that_ben_removed_comes_back_only_if_anna_wrote_in_it(
        self, editor, ben, draft
    ):
        draft.sections.create(heading="Second", body="<p>2</p>", order=2)
        draft.sections.create(heading="Third", body="<p>3</p>", order=3)
        annas = form_of(editor, draft) | {"sections-1-body": "<p>Anna's.</p>"}
        gone = {"sections-1-DELETE": "on", "sections-2-DELETE": "on"}
        save(ben, draft, form_of(ben, draft), **gone)
        refused = save(editor, draft, annas)
        assert "A colleague removed this section" in refused.text
        save(editor, draft, fields(refused))
        assert [one.heading for one in draft.sections.all()] == ["A heading", "Second"]

    def test_annas_words_are_kept_when_ben_has_published(self, editor, ben, client, page, draft):
        annas = form_of(editor, draft) | {"title": "Anna's", "do": "save"}
        save(ben, draft, form_of(ben, draft), do="publish", title="Ben's")
        refused = save(editor, draft, annas)
        assert refused.status_code == 409
        assert "so here is the next one" in refused.text
        following = page.draft()
        assert f'action="{following.get_admin_url()}"' in refused.text
        assert save(editor, following, fields(refused)).status_code == 302
        assert (page.draft().title, page.live_revision().title) == ("Anna's", "Ben's")

    @each("do", ["publish", "schedule", "take_off", "discard"])
    def test_a_button_that_did_nothing_says_so(self, editor, ben, page, draft, do):
        annas = form_of(editor, draft) | {"day": "2026-12-01", "hour": "09:00"}
        save(ben, draft, form_of(ben, draft), title="Ben's")
        refused = save(editor, draft, annas, do=do)
        assert refused.status_code == 409
        assert "The last to change its text: ben." in refused.text
        page.refresh_from_db()
        assert (page.is_public, page.draft(), page.live_revision().title) == (True, draft, "A page")

    def test_what_ben_discarded_is_named_with_its_place(self, editor, ben, draft):
        annas = form_of(editor, draft) | {"summary": "Anna's"}
        save(ben, draft, form_of(ben, draft), do="discard", title="Days of work")
        refused = save(editor, draft, annas)
        assert refused.status_code == 409
        assert f'<a href="{draft.get_admin_url()}">read it there</a>' in refused.text

    def test_a_section_that_only_moved_stays_removed(self, editor, ben, draft):
        for number in (2, 3):
            draft.sections.create(heading=f"No. {number}", body="<p>2</p>", order=number)
        annas = form_of(editor, draft) | {"sections-2-DELETE": "on"}
        save(ben, draft, form_of(ben, draft), **{"sections-0-DELETE": "on"})
        refused = save(editor, draft, annas)
        assert "You removed it" not in refused.text
        save(editor, draft, fields(refused))
        assert [one.heading for one in draft.sections.all()] == ["No. 2"]

    @each("do", ["save", "preview", "publish"])
    def test_a_section_that_anna_removed_and_ben_changed_is_decided_about(
        self, editor, ben, draft, do
    ):
        draft.sections.create(heading="Second", body="<p>2</p>", order=2)
        annas = form_of(editor, draft) | {"sections-1-DELETE": "on"}
        save(ben, draft, form_of(ben, draft), **{"sections-1-body": "<p>Ben's.</p>"})
        refused = save(editor, draft, annas, do=do)
        assert refused.status_code == 409
        assert "You removed this section, but a colleague has changed it since" in refused.text
        assert fields(refused)["sections-1-body"] == "<p>Ben's.</p>"
        save(editor, draft, fields(refused) | {"sections-1-DELETE": "on"})
        assert [one.heading for one in draft.sections.all()] == ["A heading"]

    def test_a_double_click_is_no_colleague(self, editor, page, draft):
        form = form_of(editor, draft) | {"title": "Once"}
        assert save(editor, draft, form).status_code == 302
        assert save(editor, draft, form).status_code == 302
        form = form_of(editor, draft)
        assert save(editor, draft, form, do="publish").status_code == 302
        assert save(editor, draft, form, do="publish").status_code == 302
        assert page.revisions.count() == 2
        assert page.draft() is None


def test_a_draft_says_that_the_live_page_has_changed(editor, page):
    older = scheduled(page)
    assert "has changed since this draft was started" not in editor.get(older.get_admin_url()).text
    draft = page.edit(by=None)
    assert "has changed since" not in editor.get(draft.get_admin_url()).text
    save(editor, draft, form_of(editor, draft), do="publish", older="keep")
    editor.post(older.get_admin_url(), {"cancel_schedule": "yes"})
    shown = editor.get(older.get_admin_url()).text
    assert "The live page has changed since this draft was started." in shown
    assert f"?from={draft.pk}&amp;to={older.pk}" in shown


def test_a_page_without_a_section_is_not_published(editor, page, draft):
    form = form_of(editor, draft) | {"sections-0-DELETE": "on"}
    refused = save(editor, draft, form, do="publish")
    assert refused.status_code == 422
    assert "Write at least one section before you publish." in refused.text
    assert save(editor, draft, form).status_code == 302


def test_a_review_cannot_lie_ahead(editor, draft):
    form = form_of(editor, draft)
    assert save(editor, draft, form, reviewed_on="2026-11-24").status_code == 422
    assert save(editor, draft, form, reviewed_on="2026-11-23").status_code == 302


def test_a_review_due_before_the_last_is_refused_at_its_field(editor, draft):
    form = form_of(editor, draft) | {"reviewed_on": "2026-11-20", "next_review_on": "2026-11-19"}
    refused = save(editor, draft, form)
    assert refused.status_code == 422
    assert '<a href="#id_next_review_on">The next review can&#x27;t be before' in refused.text
    box = refused.text.partition("<summary>Search engine description")[0]
    assert box.rstrip().endswith('<details class="edit" open>')


@each(("name", "value"), [("reviewed_by", "x" * 121), ("reviewed_on", "soon")])
def test_a_box_with_a_refused_field_is_open(editor, draft, name, value):
    refused = save(editor, draft, form_of(editor, draft), **{name: value})
    assert f'<a href="#id_{name}">' in refused.text
    box = refused.text.partition("<summary>Search engine description")[0]
    assert box.rstrip().endswith('<details class="edit" open>')


def test_a_section_too_many_is_refused_in_the_clinics_words_and_kept(editor, draft, monkeypatch):
    monkeypatch.setattr(SectionForms, "max_num", 4)  # of a hundred: `test_arranging`
    form = form_of(editor, draft) | {"sections-TOTAL_FORMS": "6"}
    for number in range(1, 6):
        form |= {f"sections-{number}-heading": "More", f"sections-{number}-body": "<p>More.</p>"}
    refused = save(editor, draft, form)
    assert refused.status_code == 422
    assert '<a href="#sections">A page can have at most 4 sections.' in refused.text
    assert fields(refused)["sections-5-body"] == "<p>More.</p>"
    assert draft.sections.count() == 1


def test_a_text_that_is_too_long_is_refused_with_what_to_do(editor, draft):
    long = f"<p>{'a' * 20_001}</p>"
    refused = save(editor, draft, form_of(editor, draft), **{"sections-0-body": long})
    assert "Please divide it into two sections." in refused.text


@each(
    ("typed", "stored"),
    [
        ('<p><a href="www.example.org">One</a></p>', "https://www.example.org"),
        ('<p><a href="a-page">One</a></p>', "/_page/{page}/"),
        ('<p><a href="reception@example.org">One</a></p>', "mailto:reception@example.org"),
    ],
)
def test_a_link_typed_without_a_script_is_completed(editor, draft, typed, stored):
    save(editor, draft, form_of(editor, draft), **{"sections-0-body": typed})
    stored = stored.format(page=draft.page_id)
    assert draft.sections.get().body == f'<p><a href="{stored}">One</a></p>'


def test_a_link_that_leads_nowhere_is_refused_at_its_text(editor, draft):
    body = '<p><a href="javascript:x">One</a> <a href="our team">two</a></p>'
    refused = save(editor, draft, form_of(editor, draft), **{"sections-0-body": body})
    assert refused.status_code == 422
    assert '<a href="#id_sections-0-body">Section 1: “javascript:x” can&#x27;t' in refused.text
    assert "“our team” can&#x27;t be used for a link." in refused.text
    assert fields(refused)["sections-0-body"] == body


def test_what_a_text_cannot_hold_is_said_after_saving(editor, draft):
    body = '<p>One</p><img src="x.png">'
    save(editor, draft, form_of(editor, draft), **{"sections-0-body": body})
    shown = editor.get(draft.get_admin_url()).text
    assert "Section “A heading”: Left out: 1 image (upload it under “Image”)." in shown


def test_the_advice_is_that_of_the_words_in_the_form(editor, draft):
    refused = save(editor, draft, form_of(editor, draft), title="", summary="We guarantee it.")
    assert "Not allowed: a result promised (“guarantee”)" in refused.text
    panel = save(editor, draft, form_of(editor, draft), do="advise", summary="A miracle!")
    assert "Not allowed: a result promised (“miracle”)" in panel.text
    draft.refresh_from_db()
    assert (draft.summary, draft.version) == ("", 0)


def test_an_image_that_is_gone_is_told_where_another_is_uploaded(editor, draft):
    refused = save(editor, draft, form_of(editor, draft), image="999999", decorative="on")
    assert '<a href="#id_upload">This image is no longer there.' in refused.text


def test_the_home_page_cannot_be_taken_off_the_site(editor, client):
    draft = make.page("home").edit(by=None)
    assert "Take the page off the site" not in editor.get(draft.get_admin_url()).text
    refused = save(editor, draft, form_of(editor, draft), do="take_off", title="Kept")
    assert refused.status_code == 422
    assert "The home page can&#x27;t be taken off the site." in refused.text
    assert fields(refused)["title"] == "Kept"
    assert client.get("/").status_code == 200


def test_taking_a_page_off_says_what_links_to_it(editor, draft):
    assert "No other page links to it." in editor.get(draft.get_admin_url()).text
    other = make.page("other", title="Another page")
    other.revisions.get().sections.update(body='<p><a href="/a-page/#a-heading">See</a></p>')
    assert ">“Another page”, A heading</a>." in editor.get(draft.get_admin_url()).text


@each("href", ["//[x/", "https://[x/"])
def test_a_link_that_leads_nowhere_keeps_no_draft_from_being_opened(editor, draft, href):
    other = make.page("other", title="Another page")
    other.revisions.get().sections.update(body=f'<p><a href="{href}">See</a></p>')
    assert "No other page links to it." in editor.get(draft.get_admin_url()).text


def test_a_link_is_made_of_what_was_typed(editor, client, draft):
    answer = save(editor, draft, form_of(editor, draft), do="share", title="Typed just now")
    assert answer["Location"] == f"{draft.get_admin_url()}#sharing"
    link = draft.share_links.get()
    assert link.made_by.username == "anna"
    assert "Typed just now" in client.get(link.get_absolute_url()).text


def test_of_two_sections_with_one_position_the_one_just_numbered_comes_first(editor, draft):
    draft.sections.create(heading="Second", body="<p>2</p>", order=2)
    save(editor, draft, form_of(editor, draft), **{"sections-1-order": "1"})
    assert [one.heading for one in draft.sections.all()] == ["Second", "A heading"]


def test_what_was_done_is_noted_in_the_log(editor, draft):
    save(editor, draft, form_of(editor, draft), do="publish")
    assert LogEntry.objects.latest("pk").get_change_message().startswith("Published.")


def test_a_version_that_was_live_can_only_be_read(editor, page):
    live = page.live_revision()
    response = editor.get(live.get_admin_url())
    assert response.status_code == 200
    assert "Save draft" not in response.text
    form = {"do": "save", "title": "Changed in place", "seen": "0"}
    assert editor.post(live.get_admin_url(), form).status_code == 422
    live.refresh_from_db()
    assert live.title == "A page"


def test_an_unknown_version_leads_to_the_list(editor):
    assert editor.get("/admin/pages/revision/999/change/")["Location"] == "/admin/pages/page/"
    assert editor.get("/admin/pages/revision/x/change/")["Location"] == "/admin/pages/page/"


def test_reception_can_neither_write_nor_publish(client, draft):
    client.force_login(make.staff("Reception"))
    assert client.get(draft.get_admin_url()).status_code == 403
    assert client.post(draft.get_admin_url(), {"do": "publish"}).status_code == 403


@each("do", ["publish", "schedule", "take_off", "put_on"])
def test_who_may_write_but_not_publish_is_refused_and_nothing_goes_live(client, page, draft, do):
    user = make.staff("Editors")
    user.groups.clear()
    user.user_permissions.set(make.permissions("change_revision", "view_revision"))
    client.force_login(user)
    form = form_of(client, draft)
    assert "Publish now" not in client.get(draft.get_admin_url()).text
    assert save(client, draft, form, do=do, title="Sneaked in").status_code == 403
    assert page.live_revision().title == "A page"
    assert save(client, draft, form, title="A draft only").status_code == 302


def test_the_screen_takes_as_few_queries_with_many_sections(
    editor, draft, django_assert_max_num_queries
):
    for number in range(20):
        section = draft.sections.create(
            heading=f"No. {number}", body="<p>A text.</p>", order=number
        )
        section.image, section.decorative = make.image(), True
        section.save()
    # Of these, five are for colleagues and the card, two for the therapists and the services,
    # and two for the lists of both libraries.
    with django_assert_max_num_queries(25):
        editor.get(draft.get_admin_url())


class TestImages:
    def test_an_image_is_stored_with_its_section_and_copied_with_it(self, editor, page, draft):
        form = form_of(editor, draft) | {"sections-0-alt": "A sample"}
        save(editor, draft, form, do="publish", **{"sections-0-upload": make.upload()})
        image = page.live_revision().sections.get().image
        assert image.width > 0
        assert page.edit(by=None).sections.get().image == image

    def test_a_refused_form_keeps_the_upload(self, editor, draft):
        refused = save(
            editor, draft, form_of(editor, draft), title="", **{"sections-0-upload": make.upload()}
        )
        assert "Describe the image" in refused.text
        assert f'src="{Image.objects.get().file.url}"' in refused.text
        form = fields(refused) | {"title": "A title", "sections-0-decorative": "on"}
        assert save(editor, draft, form).status_code == 302
        assert draft.sections.get().image == Image.objects.get()

    def test_what_is_no_picture_is_refused_with_a_sentence(self, editor, draft):
        file = make.upload(b"MZ\x90\x00 a program")
        refused = save(editor, draft, form_of(editor, draft), summary="Kept", upload=file)
        assert refused.status_code == 422
        assert "This file is not an image." in refused.text
        assert "Kept" in refused.text

    def test_what_was_sent_with_a_removed_section_is_not_looked_at(self, editor, draft):
        form = form_of(editor, draft) | {"sections-0-DELETE": "on"}
        assert (
            save(editor, draft, form, **{"sections-0-upload": make.upload(b"MZ")}).status_code
            == 302
        )
        assert not draft.sections.exists()

    def test_to_take_away_and_to_send_at_once_is_asked_about(self, editor, draft):
        form = form_of(editor, draft) | {"without_image": "on", "decorative": "on"}
        refused = save(editor, draft, form, upload=make.upload())
        assert "not both" in refused.text

    def test_an_image_survives_the_question_about_an_older_schedule(self, editor, page):
        scheduled(page)
        draft = page.edit(by=None)
        form = form_of(editor, draft) | {"sections-0-decorative": "on"}
        asked = save(editor, draft, form, do="publish", **{"sections-0-upload": make.upload()})
        form = fields(asked) | {"older": "cancel"}
        save(editor, draft, form, do="publish")
        assert page.live_revision().sections.get().image

    def test_an_image_is_taken_away(self, editor, draft):
        form = form_of(editor, draft) | {"decorative": "on"}
        save(editor, draft, form, upload=make.upload())
        draft.refresh_from_db()
        assert draft.image
        save(editor, draft, form_of(editor, draft), without_image="on")
        draft.refresh_from_db()
        assert (draft.image, draft.decorative) == (None, False)

    def test_an_image_cleared_away_meanwhile_is_told(self, editor, draft):
        form = form_of(editor, draft) | {"image": make.image().pk, "decorative": "on"}
        Image.objects.all().delete()
        assert save(editor, draft, form).status_code == 422

    def test_a_full_disk_is_told_and_nothing_is_lost(self, editor, draft, settings, tmp_path):
        (tmp_path / "file").write_text("")
        settings.MEDIA_ROOT = tmp_path / "file"
        form = form_of(editor, draft) | {"summary": "Kept", "decorative": "on"}
        refused = save(editor, draft, form, upload=make.upload())
        assert refused.status_code == 422
        assert "can’t be stored right now" in refused.text
        assert "Kept" in refused.text


@pytest.mark.parametrize("begun", [True, False])
def test_a_section_added_under_an_open_form_is_in_the_answer_and_saved_the_next_time(
    editor, page, draft, begun
):
    if not begun:
        draft.discard(draft.version)
        draft = page.to_write()
    form = form_of(editor, draft)
    source = draft if begun else page.live_revision()
    source.sections.create(
        order=2, heading="Added by an upgrade", body="<p>B</p>"
    )  # no new version
    refused = save(editor, draft, form, title="Mine")
    assert refused.status_code == 422
    assert "Some sections were not received. Nothing was changed." in refused.text
    assert save(editor, draft, fields(refused)).status_code == 302
    stored = page.draft()
    assert stored.title == "Mine"
    assert stored.sections.filter(heading="Added by an upgrade").exists()


def test_a_section_that_was_cleared_is_asked_about_before_it_goes(editor, draft):
    cleared = {"sections-0-heading": "", "sections-0-body": "<p></p>"}
    refused = save(editor, draft, form_of(editor, draft), **cleared)
    assert refused.status_code == 422
    assert "This section is empty now." in Markup(refused.text).words
    assert draft.sections.count() == 1
    removed = {**cleared, "sections-0-DELETE": "on"}
    assert save(editor, draft, fields(refused), **removed).status_code == 302
    assert not draft.sections.exists()
