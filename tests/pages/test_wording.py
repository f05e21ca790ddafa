"""What is asked about a draft's sentences before they go live, and what is kept of the answers."""

import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import ProgrammingError, transaction

from pages.models import Revision, Section, WordingDecision
from pages.text.advice import advise
from pages.text.wording import to_check
from tests import make
from tests.pages.test_draft_screen import fields, form_of

pytestmark = pytest.mark.django_db
SURE = "We guarantee that your pain will be gone."
STARS = "Rated 4.9 out of 5 on Google."
PLAIN = "We do not guarantee a result."


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


def press(editor, draft, do="publish", **changes):
    """Press a button below the draft; returns the answer, and the screen that it leads to."""
    form = form_of(editor, draft) | {"do": do} | changes
    answer = editor.post(draft.get_admin_url(), form)
    return answer, editor.get(answer["Location"])


def answers(screen, reason="The figure is in our own records.", confirm=True):
    """The fields of the question, answered."""
    form = fields(screen)
    names = re.findall(r'name="((?:ok|reason)-[^"]+)"', screen.text)
    given = {one: reason for one in names if one.startswith("reason-")}
    return form | given | {one: "on" for one in names if one.startswith("ok-") and confirm}


def decide(editor, draft, form):
    return editor.post(f"/admin/pages/revision/{draft.pk}/wording/", form)


def is_live(client, words):
    return words in client.get("/a-page/").text


def test_a_text_without_such_sentences_is_published_at_once(editor, draft):
    answer, _ = press(editor, draft, summary=PLAIN)
    assert "/wording/" not in answer["Location"]
    assert is_live(editor, PLAIN)


def test_the_draft_is_saved_and_each_sentence_shown_with_place_rule_and_source(editor, draft):
    body = f"<p>{PLAIN} {SURE}</p>"
    _, screen = press(editor, draft, summary=STARS, **{"sections-0-body": body})
    draft.refresh_from_db()
    assert (draft.is_draft(), draft.summary) == (True, STARS)
    assert not is_live(editor, STARS)
    section = draft.sections.get()
    for words in (
        "<h1>2 sentences to look at before this goes live</h1>",
        f'<blockquote dir="auto">{STARS}</blockquote>',
        f'<blockquote dir="auto">{SURE}</blockquote>',
        f'<a href="{draft.get_admin_url()}#section-{section.key}">Section “A heading”</a>',
        "Allowed on a condition</span> Likes, stars or ratings",
        "Not allowed</span> A result promised",
        "Advertising and Marketing Standard (in force since May 1, 2025)",
        "a second pair of eyes, not a lawyer",
        "Publish anyway",
        f'<a class="button" href="{draft.get_admin_url()}">Go back</a>',
    ):
        assert words in screen.text
    assert PLAIN not in screen.text


def test_it_goes_live_once_conditions_are_confirmed_and_reasons_given(editor, draft):
    _, screen = press(editor, draft, summary=STARS, **{"sections-0-body": f"<p>{SURE}</p>"})
    form = answers(screen)
    first, second = decide(editor, draft, form), decide(editor, draft, form)
    assert first["Location"] == second["Location"] == f"/admin/pages/page/{draft.page_id}/change/"
    assert is_live(editor, STARS)
    noted = WordingDecision.objects.order_by("pk")
    assert [(one.sentence, one.rule, one.reason, one.by.username) for one in noted] == [
        (STARS, "rating", "", "anna"),
        (SURE, "promise", "The figure is in our own records.", "anna"),
    ]
    assert (noted[0].place, noted[0].at) == ("Summary", make.NOW)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"confirm": False}, "Confirm that this is so"),
        ({"reason": " "}, "Enter a reason in one line"),
        ({"reason": "x" * 201}, "200 characters"),
    ],
)
def test_what_is_not_answered_stays_a_draft_and_keeps_the_other_answers(
    editor, draft, given, words
):
    _, screen = press(editor, draft, summary=f"{STARS} {SURE}")
    answer = decide(editor, draft, answers(screen, **given))
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Error: " in answer.text
    if "reason" not in given:
        assert "The figure is in our own records." in answer.text
    assert not WordingDecision.objects.exists()
    assert not is_live(editor, STARS)


def test_what_a_colleague_changed_in_the_meantime_is_asked_about_first(editor, page, draft):
    _, screen = press(editor, draft, summary=STARS)
    draft.refresh_from_db()
    section = draft.sections.get()
    section.body = f"<p>{SURE}</p>"
    draft.rewrite(None, draft.version, {"summary": STARS}, [section])
    answer = decide(editor, draft, answers(screen))
    assert answer.status_code == 409
    assert "A colleague has changed this draft" in answer.text
    assert SURE in answer.text
    assert not is_live(editor, STARS)
    decide(editor, draft, answers(answer))
    assert is_live(editor, SURE)


def test_a_draft_that_a_colleague_discarded_is_not_published(editor, draft):
    _, screen = press(editor, draft, summary=STARS)
    draft.refresh_from_db()
    draft.discard(draft.version)
    answer = decide(editor, draft, answers(screen))
    assert "no longer a draft" in editor.get(answer["Location"]).text
    assert not is_live(editor, STARS)


def test_a_schedule_keeps_its_time_through_the_question(editor, draft, clock):
    when = {"day": "2026-12-01", "hour": "09:00"}
    _, screen = press(editor, draft, do="schedule", summary=STARS, **when)
    assert "Schedule anyway" in screen.text
    decide(editor, draft, answers(screen))
    draft.refresh_from_db()
    assert draft.is_scheduled()
    clock.move_to("2026-12-01 14:00Z")
    assert is_live(editor, STARS)


def test_a_time_that_has_passed_during_the_question_is_refused(editor, draft, clock):
    when = {"day": "2026-12-01", "hour": "09:00"}
    _, screen = press(editor, draft, do="schedule", summary=STARS, **when)
    form = answers(screen)
    clock.move_to("2026-12-01 15:00Z")
    editor.force_login(User.objects.get(username="anna"))
    answer = decide(editor, draft, form)
    assert answer.status_code == 422
    assert "This time has passed" in answer.text


def test_the_choice_about_an_older_schedule_is_kept_through_the_question(editor, page):
    older = page.edit(by=None)
    older.publish(at=make.TOMORROW_AT_NINE)
    draft = page.edit(by=None)
    _, screen = press(editor, draft, summary=STARS, older="cancel")
    decide(editor, draft, answers(screen))
    older.refresh_from_db()
    assert older.discarded_at
    assert is_live(editor, STARS)


def test_a_sentence_decided_once_is_not_asked_about_again_until_it_changes(editor, page, draft):
    _, screen = press(editor, draft, summary=STARS)
    decide(editor, draft, answers(screen))
    answer, _ = press(editor, page.to_write(), **{"sections-0-body": f"<p>More. {STARS}</p>"})
    assert "/wording/" not in answer["Location"]
    assert is_live(editor, "More.")
    _, screen = press(editor, page.to_write(), summary=STARS.replace("4.9", "5.0"))
    assert "1 sentence to look at before this goes live" in screen.text


def test_a_sentence_of_another_page_is_asked_about_there_too(editor, draft):
    _, screen = press(editor, draft, summary=STARS)
    decide(editor, draft, answers(screen))
    answer, _ = press(editor, make.page("another").edit(by=None), summary=STARS)
    assert "/wording/" in answer["Location"]


def test_what_was_decided_is_shown_with_its_version_and_in_the_list(editor, draft):
    _, screen = press(editor, draft, summary=f"{STARS} {SURE}")
    decide(editor, draft, answers(screen))
    shown = editor.get(draft.get_admin_url()).text
    for words in (
        STARS,
        SURE,
        "The figure is in our own records.",
        "Confirmed: The figure",
        "anna",
    ):
        assert words in shown
    versions = editor.get(f"/admin/pages/page/{draft.page_id}/versions/").text
    assert "2 sentences looked at before publishing" in versions


def test_only_those_who_may_publish_are_asked(client, draft):
    reader = User.objects.create_user("ben", is_staff=True)
    reader.user_permissions.add(*make.permissions("change_revision", "view_revision"))
    client.force_login(reader)
    assert client.get(f"/admin/pages/revision/{draft.pk}/wording/").status_code == 403
    assert decide(client, draft, {"do": "publish", "seen": draft.version}).status_code == 403
    draft.refresh_from_db()
    assert draft.is_draft()


@pytest.mark.parametrize(
    "query", ["", "?do=x", "?do=schedule&day=x&hour=9&older=x", "?older_seen=1"]
)
def test_odd_addresses_ask_and_change_nothing(editor, draft, query):
    Revision.objects.filter(pk=draft.pk).update(summary=STARS)
    answer = editor.get(f"/admin/pages/revision/{draft.pk}/wording/{query}")
    assert "1 sentence to look at" in answer.text
    assert decide(editor, draft, {"do": "schedule", "day": "x"}).status_code == 409
    draft.refresh_from_db()
    assert draft.is_draft()


def test_a_draft_without_a_title_or_sections_is_sent_back(editor, draft):
    draft.sections.all().delete()
    answer = decide(editor, draft, {"do": "publish", "seen": draft.version})
    assert "Write a title and at least one section" in editor.get(answer["Location"]).text
    assert editor.get("/admin/pages/revision/999999999/wording/").status_code == 404


@pytest.mark.parametrize("change", [{"reason": "Another"}, {"sentence": "Harmless."}])
def test_nobody_changes_or_deletes_what_was_decided(editor, draft, change):
    _, screen = press(editor, draft, summary=SURE)
    decide(editor, draft, answers(screen))
    with pytest.raises(ProgrammingError, match="refused: rows of"), transaction.atomic():
        WordingDecision.objects.update(**change)
    with pytest.raises(ProgrammingError, match="refused: rows of"), transaction.atomic():
        WordingDecision.objects.all().delete()
    User.objects.get(username="anna").delete()
    assert WordingDecision.objects.get().by is None


def test_every_place_that_readers_see_is_judged_and_the_advice_says_the_same():
    revision = Revision(
        title="The best clinic",
        summary="A miracle.",
        seo_description="Painless for everyone.",
        image_id=1,
        alt="Our specialist",
    )
    section = Section(
        heading="Save 20% today",
        body="<p>Plain.</p><ul><li>Never fails.</li></ul>",
        image_id=1,
        alt="Five stars on Google",
    )
    question = Section(
        kind="question", heading="Why?", body="", data={"category": "Free visits: a free visit"}
    )
    found = to_check(revision, [section, question])
    places = [(one.place.target, one.sentence) for one in found]
    assert places == [
        ("id_title", "The best clinic"),
        ("id_summary", "A miracle."),
        ("id_seo_description", "Painless for everyone."),
        ("id_alt", "Our specialist"),
        (f"section-{section.key}", "Save 20% today"),
        (f"section-{section.key}", "Never fails."),
        (f"section-{section.key}", "Five stars on Google"),
        (f"section-{question.key}", "Free visits: a free visit"),
    ]
    said = [one.target for one in advise(revision, [section, question]) if one.is_of_wording]
    assert said == [target for target, _ in places]
    section.decorative = revision.decorative = True
    assert len(to_check(revision, [section, question])) == len(places) - 2


def test_the_name_of_a_reviewer_is_judged_with_the_rest(draft):
    draft.reviewed_by = "Ann Example, the best specialist in Toronto"
    (found,) = to_check(draft, [])
    assert found.place.target == "id_reviewed_by"
    assert "id_reviewed_by" in {one.target for one in advise(draft, []) if one.is_of_wording}
