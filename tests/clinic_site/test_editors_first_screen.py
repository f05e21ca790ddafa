"""An editor's first screen: looks, remarks, drafts and schedules; nothing where there is none."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic_site.management.commands.work import Command
from pages.editing.dead_links import dead_links, look_at_links, what_decides
from pages.models import (
    BrokenLink,
    EmptySearch,
    LookRequest,
    Page,
    ReadVersion,
    Remark,
    Section,
    SentenceToCheck,
    WordingDecision,
)
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def anna(client):
    user = make.staff("Editors", "anna")
    client.force_login(user)
    return user


def of_writing(client):
    needs = client.get("/admin/").context["needs"]
    return {one.key: one for one in needs if one.key.startswith("writing")}


def fill(anna, ben, number):
    draft = make.page(f"page-{number}", f"Page {number}").edit(by=anna)
    Remark.objects.say(uuid.uuid4(), draft.page, ben, "A word for anna")
    LookRequest.objects.ask(draft.page, anna, by=ben)
    make.page(f"later-{number}", f"Later {number}").edit(by=ben).publish(ben, make.TOMORROW_AT_NINE)


def test_it_lists_what_waits_for_this_editor_and_whose_it_is(client, anna):
    assert not of_writing(client)
    fill(anna, make.staff("Editors", "ben"), 1)
    found = of_writing(client)
    assert {key: one.count for key, one in found.items()} == {
        "writing-looks": 1,
        "writing-remarks": 1,
        "writing-drafts": 1,
        "writing-scheduled": 1,
    }
    shown = client.get("/admin/").text
    for words in ("ben has asked you to look", "Last edited by anna.", "Goes live on Tuesday, Nov"):
        assert words in shown
    assert "A word for anna" not in shown


def test_many_take_as_many_queries_as_one(client, anna):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/")
        return len(asked)

    ben = make.staff("Editors", "ben")
    fill(anna, ben, 1)
    few = queries()
    for number in range(2, 5):
        fill(anna, ben, number)
    assert queries() == few


def test_reception_is_shown_none_of_it(client, anna):
    fill(anna, make.staff("Editors", "ben"), 1)
    client.force_login(make.staff("Reception", "rita"))
    assert not of_writing(client)


def test_searches_that_found_nothing_are_counted_with_the_five_most_frequent(client, anna):
    for number in range(1, 7):
        for _ in range(number):
            EmptySearch.objects.count_in(f"word {'x' * number}")
    found = of_writing(client)["writing-searches"]
    assert (found.count, [one.title for one in found.rows]) == (
        6,
        [f"word {'x' * number}" for number in (6, 5, 4, 3, 2)],
    )
    shown = client.get("/admin/").text
    assert "6 times, last on " in shown
    assert 'href="/admin/pages/page/searches/"' in shown


@pytest.mark.parametrize(
    ("group", "title"),
    [("Editors", "Your desk"), ("Reception", "Reception desk"), ("Therapists", "Your day")],
)
def test_the_heading_fits_what_the_person_may_do(client, group, title):
    client.force_login(make.staff(group))
    shown = client.get("/admin/").text
    assert f"<h1>{title}</h1>" in shown
    assert f"<title>{title} |" in shown


CLAIM = "We guarantee that you will be cured."


@pytest.fixture
def doubtful(anna):
    """A live page and a draft from it, with a sentence that Publish would ask about; as read."""
    page = make.page("doubtful", "A page")
    Section.objects.update(body=f"<p>{CLAIM}</p>")
    draft = page.edit(by=anna)
    ReadVersion.objects.read()
    return draft


def mend(draft):
    draft.rewrite(None, draft.version, {"title": "A page"}, [])
    draft.refresh_from_db()
    draft.sections.create(heading="A heading", body="<p>We listen.</p>")
    draft.publish()


def confirm(draft):
    for rule in SentenceToCheck.objects.values_list("rule", flat=True).distinct():
        digest = SentenceToCheck.objects.first().digest
        values = {"degree": "not_allowed", "reason": "Sample", "sentence": CLAIM, "rule": rule}
        WordingDecision.objects.create(revision=draft, digest=digest, place="Text", **values)


def take_off(draft):
    draft.page.set_public(False)


def test_a_page_with_sentences_to_check_is_named_without_them(client, doubtful):
    [row] = of_writing(client)["writing-wording"].rows
    assert (row.title, row.words) == ("A page", "1 sentence to check.")
    assert row.facts == ("On the live page", "In the draft")
    assert "guarantee" not in client.get("/admin/").text
    assert not ReadVersion.objects.to_read().exists()
    make.page("another")
    listed = client.get("/admin/pages/page/?wording=check").context["cl"].result_list
    assert [one.slug for one in listed] == ["doubtful"]


@pytest.mark.parametrize("settle", [mend, confirm, take_off])
def test_what_is_mended_confirmed_or_taken_off_is_gone_at_once(client, doubtful, settle):
    settle(doubtful)
    assert "writing-wording" not in of_writing(client)
    ReadVersion.objects.read()
    assert "writing-wording" not in of_writing(client)


def test_broken_links_within_the_site_are_counted_as_the_list_does(client, anna):
    page = make.page("with-links", "A page")
    Section.objects.update(body='<p><a href="/gone/">Fees</a></p>')
    draft = page.edit(by=anna)
    look_at_links()
    found = of_writing(client)["writing-links"]
    assert found.count == len(dead_links()) == 2
    assert found.links == [("2 broken links on this site", "/admin/pages/page/dead-links/")]
    mend(draft)
    assert "writing-links" not in of_writing(client)


def test_the_worker_looks_again_when_a_page_has_changed_and_only_then(anna, clock):
    make.page("with-links", "A page")
    Section.objects.update(body=f'<p><a href="/gone/">Fees</a> {CLAIM}</p>')
    worker = Command()
    worker.round()
    assert SentenceToCheck.objects.waiting().exists()
    assert BrokenLink.objects.in_use().count() == 1
    BrokenLink.objects.all().delete()
    clock.shift(120)
    make.therapist(make.service())  # pages show them too
    worker.round()
    assert not BrokenLink.objects.exists()
    Page.objects.update(order=5)
    worker.round()
    assert not BrokenLink.objects.exists()  # once a minute is enough
    clock.shift(60)
    worker.round()
    assert BrokenLink.objects.count() == 1


def test_the_worker_looks_again_when_a_scheduled_version_has_gone_live(anna, clock):
    draft = make.page("later", "A page").edit(by=anna)
    now = timezone.now()
    before = what_decides(now)
    draft.publish(anna, now + timedelta(hours=1))
    scheduled = what_decides(now)
    assert scheduled != before
    assert what_decides(now + timedelta(minutes=59)) == scheduled
    assert what_decides(now + timedelta(hours=1)) != scheduled


def test_only_what_differs_is_written_of_broken_links(anna, django_assert_num_queries):
    for slug in ("one", "two"):
        make.page(slug)
    Section.objects.update(body='<p><a href="/gone/">Fees</a> <a href="/lost/">Way</a></p>')
    look_at_links()
    one, two = Page.objects.get(slug="one"), Page.objects.get(slug="two")
    kept = set(BrokenLink.objects.filter(revision__page=one))
    assert len(kept) == 2
    found = [link.revision for link in dead_links()]
    with django_assert_num_queries(4):  # the lock and what is kept, in a transaction
        BrokenLink.objects.keep(found)
    mend(two.edit(by=anna))
    look_at_links()
    assert set(BrokenLink.objects.all()) == kept
