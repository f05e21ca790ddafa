"""A colleague looks at a draft: remarks, asking for a look, and a second person to publish."""

import uuid

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from pages.models import (
    LookRequest,
    NeedsSecondPerson,
    PublishingRules,
    Remark,
    Revision,
)
from tests import make
from tests.pages.test_draft_screen import form_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def anna():
    return logged_in("anna")


@pytest.fixture
def ben():
    return logged_in("ben")


def logged_in(name):
    client = Client()
    client.force_login(make.staff("Editors", name))
    return client


def account(name):
    return User.objects.get(username=name)


@pytest.fixture
def draft(anna):
    return make.page().edit(by=account("anna"))


@pytest.fixture
def rule():
    PublishingRules.objects.create(pk=1, needs_second_person=True)


def remarks_of(draft):
    return f"/admin/pages/page/{draft.page_id}/remarks/"


def say(client, draft, text="Is this true?", section="", **more):
    typed = {"do": "say", "remark-text": text, "remark-section": section}
    typed |= {"remark-key": str(uuid.uuid4())} | more
    return client.post(remarks_of(draft), typed)


def test_a_remark_is_beside_its_section_and_in_the_list_and_outlives_a_save(anna, ben, draft):
    key = draft.sections.get().key
    assert say(ben, draft, section=str(key)).status_code == 302
    save(anna, draft, form_of(anna, draft), **{"sections-0-body": "<p>Other words.</p>"})
    shown = anna.get(draft.get_admin_url()).text
    assert shown.count("Is this true?") == 2
    [remark] = Remark.objects.all()
    assert f'href="#section-{key}"' in shown
    assert f'href="#remark-{remark.pk}"' in shown


def test_a_remark_is_answered_settled_and_opened_again(anna, ben, draft):
    say(ben, draft)
    remark = Remark.objects.get()
    address = remarks_of(draft)
    anna.post(address, {"do": f"answer {remark.pk}", "text": "Yes.", "key": str(uuid.uuid4())})
    assert [one.text for one in remark.replies.all()] == ["Yes."]
    anna.post(address, {"do": f"settle {remark.pk}"})
    ben.post(address, {"do": f"settle {remark.pk}"})
    remark.refresh_from_db()
    assert remark.settled_by.username == "anna"
    ben.post(address, {"do": f"reopen {remark.pk}"})
    assert Remark.objects.open().get() == remark


def test_pressing_twice_says_it_once(ben, draft):
    key = str(uuid.uuid4())
    for _ in range(2):
        assert say(ben, draft, **{"remark-key": key}).status_code == 302
    assert Remark.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"do": "say", "remark-text": "  ", "remark-key": str(uuid.UUID(int=1))},
        {"do": "say", "remark-text": "x" * 1001, "remark-key": str(uuid.UUID(int=1))},
        {"do": "say", "remark-text": "Kept", "remark-section": "x", "remark-key": "y"},
        {"do": "ask", "person": "999999999999999999999"},
        {"do": "ask"},
    ],
)
def test_what_cannot_be_used_is_refused_and_stays_typed(ben, draft, typed):
    answer = ben.post(remarks_of(draft), typed)
    assert answer.status_code == 422
    assert typed.get("remark-text", "").strip() in answer.text
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    "do", ["", "settle", "settle 99999999999999999999", "answer \0", "settle -1"]
)
def test_a_damaged_press_changes_nothing(ben, draft, do):
    assert ben.post(remarks_of(draft), {"do": do}, follow=True).status_code == 200


def test_the_part_alone_answers_the_script(ben, draft):
    address = remarks_of(draft) + "?part=yes"
    typed = {"do": "say", "remark-text": "Here", "remark-key": str(uuid.uuid4())}
    answer = ben.post(address, typed, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "Here" in answer.text
    assert "<html" not in answer.text


def test_a_colleague_is_asked_to_look_and_says_so(anna, ben, draft):
    anna.post(remarks_of(draft), {"do": "ask", "person": account("ben").pk})
    assert LookRequest.objects.waiting_for(account("ben")).get().page == draft.page
    assert "You have been asked to look" in ben.get(draft.get_admin_url()).text
    assert "You have been asked to look" not in anna.get(draft.get_admin_url()).text
    ben.post(remarks_of(draft), {"do": "looked"})
    assert not LookRequest.objects.waiting_for(account("ben"))
    assert "looked at it on" in anna.get(draft.get_admin_url()).text
    anna.post(remarks_of(draft), {"do": "ask", "person": account("ben").pk})
    assert LookRequest.objects.waiting_for(account("ben")).count() == 1


def test_remarks_wait_for_who_has_not_spoken_last(anna, ben, draft):
    def waiting():
        return [Remark.objects.waiting_for(account(name)).count() for name in ("anna", "ben")]

    say(ben, draft)
    remark = Remark.objects.get()
    assert waiting() == [1, 0]
    answer = {"do": f"answer {remark.pk}", "text": "Yes.", "key": str(uuid.uuid4())}
    anna.post(remarks_of(draft), answer)
    assert waiting() == [0, 1]
    ben.post(remarks_of(draft), {"do": f"settle {remark.pk}"})
    assert waiting() == [0, 0]


@pytest.mark.parametrize(
    ("do", "when"), [("publish", {}), ("schedule", {"day": "2026-11-24", "hour": "09:00"})]
)
def test_who_wrote_a_text_cannot_bring_it_live_alone(anna, ben, draft, rule, do, when):
    form = form_of(anna, draft) | {"title": "New words"} | when
    answer = anna.post(draft.get_admin_url(), form | {"do": do}, follow=True)
    assert "The draft is saved, but not published" in answer.text
    assert "It can be published by ben" in answer.text
    draft.refresh_from_db()
    assert (draft.is_draft(), draft.title) == (True, "New words")
    save(ben, draft, form_of(ben, draft) | when, do=do, note="Read by Ben")
    draft.refresh_from_db()
    assert (draft.publish_at is not None, draft.author, draft.published_by) == (
        True,
        account("anna"),
        account("ben"),
    )
    assert "ben, as a second person" in anna.get(draft.get_admin_url()).text


def test_who_changes_the_text_while_publishing_has_written_it(anna, ben, draft, rule):
    save(anna, draft, form_of(anna, draft), title="New words")
    draft.refresh_from_db()
    save(ben, draft, form_of(ben, draft), do="publish", title="Newer words")
    draft.refresh_from_db()
    assert (draft.is_draft(), draft.author) == (True, account("ben"))
    save(anna, draft, form_of(anna, draft), do="publish")
    draft.refresh_from_db()
    assert (draft.has_been_live(), draft.published_by) == (True, account("anna"))


def test_the_rule_holds_for_every_door(draft, rule):
    with pytest.raises(NeedsSecondPerson):
        draft.publish(account("anna"))
    assert Revision.objects.get(pk=draft.pk).is_draft()


def test_without_the_rule_one_person_is_enough(anna, draft):
    save(anna, draft, form_of(anna, draft), do="publish", title="New words")
    draft.refresh_from_db()
    assert draft.has_been_live()


def test_the_rule_needs_two_who_may_publish(client):
    client.force_login(make.staff("Administrators", "carl"))
    address = "/admin/pages/publishingrules/add/"
    answer = client.post(address, {"needs_second_person": "on"})
    assert "Only one account may publish now" in answer.text
    assert not PublishingRules.objects.exists()
    make.staff("Editors", "anna")
    assert client.post(address, {"needs_second_person": "on"}).status_code == 302
    assert PublishingRules.current().needs_second_person


def test_who_saves_the_same_words_with_other_line_ends_wrote_nothing(ben, draft):
    Revision.objects.filter(pk=draft.pk).update(summary="Two\nlines")
    save(ben, draft, form_of(ben, draft), summary="Two\r\nlines")
    draft.refresh_from_db()
    assert draft.author == account("anna")
