"""The versions of a page: the list, the comparison of two, and restoring one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.editing.states import state_of_version
from pages.models import FormerSlug, Image, Page, Revision, Section
from tests import make, rivals
from tests.waiting import until_somebody_waits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def editor(client, clock, db):
    client.user = make.staff("Editors", "anna")
    client.force_login(client.user)
    return client


@pytest.fixture
def page(clock):
    return make.page()


def address(page, rest=""):
    return f"/admin/pages/page/{page.pk}/versions/{rest}"


def rewritten(page, title, by=None, **fields):
    """The page's draft, with this title."""
    draft = page.edit(by=by)
    for name, value in {"title": title, **fields}.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def compared(client, page, old, new):
    return client.get(address(page, "compare/"), {"from": old, "to": new})


def restored(client, page, revision, **form):
    return client.post(address(page, f"{revision.pk}/restore/"), form)


def seen(draft):
    """What the question whether to discard this draft sends back with the answer."""
    return {f"seen-{draft.pk}": draft.version}


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Page, Revision, Section)]


def test_every_version_is_listed_with_its_state_author_and_note(editor, clock, page):
    clock.shift(timedelta(days=2))
    second = rewritten(page, "Second", by=editor.user, note="Prices of the new year")
    second.publish(by=make.staff("Editors", "ben"))
    clock.shift(timedelta(days=2))
    rewritten(page, "Third").publish(at=datetime(2026, 12, 24, 14, tzinfo=UTC))
    rewritten(page, "Fourth").discard(seen=0)
    rewritten(page, "Fifth", by=editor.user)
    editor.force_login(editor.user)  # a session lasts one working day
    shown = editor.get(address(page)).text
    in_order = [
        "Draft, last edited just now by anna",
        "Goes live on Thursday, December 24, 2026, 9:00 AM EST",
        "Discarded on Friday, November 27, 2026, 9:00 AM EST",
        "Live, published November 25, 2026",
        "Prices of the new year",
        "Written by anna, published by ben. Last changed on Wednesday, November 25, 2026, 9:00",
        "Was live from November 23, 2026 to November 25, 2026",
    ]
    places = [shown.index(words) for words in in_order]
    assert places == sorted(places)


def test_the_newest_and_the_live_version_are_chosen_already(editor, page):
    live, draft = page.live_revision(), rewritten(page, "New")
    shown = editor.get(address(page)).text
    assert f'name="from" value="{live.pk}" checked' in shown
    assert f'name="to" value="{draft.pk}" checked' in shown
    assert shown.count(" checked") == 2


def test_a_page_of_one_version_offers_no_comparison(editor, page):
    assert "Compare the two selected" not in editor.get(address(page)).text


def test_former_addresses_are_named(editor, page):
    FormerSlug.objects.create(page=page, slug="old-name")
    assert "/old-name/, until Monday, November 23, 2026" in editor.get(address(page)).text


def test_the_page_leads_to_its_versions(editor, page):
    assert f'href="{address(page)}"' in editor.get(f"/admin/pages/page/{page.pk}/change/").text


def test_many_versions_take_as_few_queries_and_are_shown_in_parts(editor, clock, page):
    taken = []
    for count in (2, 60):
        for number in range(count):
            clock.shift(timedelta(hours=1))
            rewritten(page, f"Title {number}", by=editor.user).publish(by=editor.user)
        editor.force_login(editor.user)
        editor.get("/admin/")  # notes their activity, which it does once a minute
        with CaptureQueriesContext(connection) as queries:
            shown = editor.get(address(page)).text
        taken.append(len(queries))
    assert taken[1] == taken[0] <= 10  # one of them counts the sentences that were decided on
    assert "Page 1 of 2, 63 versions in all" in shown
    assert "Was live on November 23, 2026, from 9:00 AM EST" not in shown
    for wrong in ("2", "999", "x"):
        last = editor.get(address(page), {"p": wrong}).text
        assert ("Was live on November 23, 2026, from 9:00 AM EST" in last) == (wrong != "x")


def test_a_comparison_says_until_when_a_version_was_live(editor, clock, page):
    old = page.live_revision()
    clock.shift(timedelta(hours=2))
    new = rewritten(page, "New")
    new.publish()
    shown = compared(editor, page, old.pk, new.pk).text
    assert "from 9:00 AM EST to 11:00 AM EST" in shown
    assert "Live, published today at 11:00 AM EST" in shown


def test_two_versions_are_compared_word_by_word(editor, clock, page):
    draft = rewritten(page, "A better page")
    draft.sections.update(body="<p>A longer text.</p>")
    shown = compared(editor, page, page.live_revision().pk, draft.pk).text
    assert 'A<ins><span class="visually-hidden">[added: </span> better' in shown
    assert "longer" in shown
    assert ">Swap</a>" in shown


def test_a_version_is_compared_with_the_live_one_by_a_link(editor, page):
    live, draft = page.live_revision(), rewritten(page, "New")
    link = f'href="{address(page)}compare/?from={live.pk}&amp;to={draft.pk}"'
    assert editor.get(address(page)).text.count(link) == 1


@pytest.mark.parametrize("wrong", ["", "0", "-1", "x", "1" * 40, "²", "1.5", "1 OR 1=1"])
def test_a_comparison_with_what_is_no_version_is_explained(editor, page, wrong):
    response = compared(editor, page, wrong, page.live_revision().pk)
    assert response.status_code == 200
    assert "Choose two versions of this page" in response.text
    assert "Choose two versions of this page" in editor.get(address(page, "compare/")).text


def test_a_version_of_another_page_is_not_compared(editor, page):
    other = make.page("other", title="Other words").live_revision()
    shown = compared(editor, page, page.live_revision().pk, other.pk).text
    assert "Choose two versions of this page" in shown
    assert "Other words" not in shown


def test_the_same_twice_and_two_alike_say_so(editor, page):
    live, draft = page.live_revision(), page.edit(by=None)
    assert "the same version twice" in compared(editor, page, live.pk, live.pk).text
    assert "No difference." in compared(editor, page, live.pk, draft.pk).text


def test_an_unknown_page_is_not_found(editor, page):
    for number in (page.pk + 1, 10**30):
        for rest in ("", "compare/"):
            assert editor.get(f"/admin/pages/page/{number}/versions/{rest}").status_code == 404
    other = make.page("other")
    assert restored(editor, other, page.live_revision()).status_code == 404


def test_restoring_makes_a_draft_and_readers_see_no_change(editor, client, page):
    old = page.live_revision()
    rewritten(page, "New").publish()
    public = Client().get("/a-page/").content
    response = restored(editor, page, old)
    draft = page.draft()
    assert response["Location"] == f"/admin/pages/revision/{draft.pk}/change/"
    assert (draft.title, draft.author) == ("A page", editor.user)
    assert draft.note == "Restored from the version of Monday, November 23, 2026, 9:00 AM EST"
    assert [one.key for one in draft.sections.all()] == [one.key for one in old.sections.all()]
    assert Client().get("/a-page/").content == public
    told = editor.get(response["Location"]).text
    assert "the text of the version of Monday, November 23, 2026, 9:00 AM EST" in told


def test_a_draft_is_asked_about_before_it_is_discarded(editor, page):
    draft = rewritten(page, "Half written")
    response = restored(editor, page, page.live_revision())
    assert response.status_code == 409
    assert "This page already has a draft. Nothing has been done yet." in response.text
    assert page.draft() == draft
    response = restored(editor, page, page.live_revision(), **seen(draft))
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.discarded_at
    assert page.draft().title == "A page"


def test_a_draft_that_a_colleague_saved_meanwhile_is_asked_about_again(editor, page):
    draft = rewritten(page, "Half written")
    before = seen(draft)
    draft.rewrite(None, 0, {"title": "All written"}, [])
    response = restored(editor, page, page.live_revision(), **before)
    assert response.status_code == 409
    assert "This has changed since you opened it" in response.text
    assert "All written" in response.text
    assert page.draft() == draft


def test_what_was_discarded_can_be_restored_and_the_draft_itself_needs_not(editor, page):
    aside = rewritten(page, "Set aside")
    aside.discard(seen=0)
    assert restored(editor, page, aside).status_code == 302
    draft = page.draft()
    assert draft.title == "Set aside"
    before = everything()
    assert restored(editor, page, draft)["Location"] == draft.get_admin_url()
    assert everything() == before


def test_looking_changes_nothing(editor, page):
    live, draft = page.live_revision(), rewritten(page, "New")
    before = everything()
    editor.get(address(page))
    compared(editor, page, live.pk, draft.pk)
    led = editor.get(address(page, f"{live.pk}/restore/"))
    assert led["Location"] == f"/admin/pages/page/{page.pk}/change/"
    assert everything() == before


def test_who_only_reads_may_look_but_not_restore(client, page):
    reader = make.staff("Reception", "reader")
    reader.user_permissions.set(make.permissions("view_page", "view_revision"))
    client.force_login(reader)
    assert "as a draft" not in client.get(address(page)).text
    assert restored(client, page, page.live_revision()).status_code == 403
    assert not page.draft()


def test_reception_and_strangers_see_no_versions(client, page):
    for rest in ("", "compare/"):
        assert client.get(address(page, rest)).status_code == 302  # to the log-in
    client.force_login(make.staff("Reception"))
    for rest in ("", "compare/"):
        assert client.get(address(page, rest)).status_code == 403
    assert restored(client, page, page.live_revision()).status_code == 403


def test_hostile_words_are_escaped_in_every_screen(editor, page):
    bad = "<script>alert(1)</script>"
    live, draft = page.live_revision(), rewritten(page, bad, by=editor.user, note=bad, summary=bad)
    for response in (
        editor.get(address(page)),
        compared(editor, page, live.pk, draft.pk),
        restored(editor, page, live),
    ):
        assert "&lt;script" in response.text
        assert bad not in response.text


def test_one_version_is_read_as_readers_saw_it(page):
    old = page.live_revision()
    rewritten(page, "New").publish()
    context = {
        "revision": old,
        "sections": old.sections.all(),
        "state": state_of_version(old),
    }
    shown = render_to_string("admin/pages/_version.html", context)
    assert "Replaced on November 23, 2026" in shown
    assert "<p>A text.</p>" in shown
    assert "Not yet" in shown


def test_an_image_is_read_with_its_description(page):
    old = page.live_revision()
    old.image, old.alt = Image(file="sample.webp", width=40, height=30), "A hand & a needle"
    shown = render_to_string("admin/pages/_version.html", {"revision": old, "sections": []})
    assert 'alt="A hand &amp; a needle" width="40" height="30"' in shown
    assert "Description: A hand &amp; a needle" in shown


@pytest.mark.django_db(transaction=True)
def test_of_two_who_restore_at_once_neither_loses_words(clock):
    page = make.page()
    old = page.live_revision()
    clients = []
    for name in ("anna", "ben"):
        clients.append(Client())
        clients[-1].force_login(make.staff("Editors", name))

    answers = rivals.in_parallel(2, lambda number: restored(clients[number], page, old))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert page.revisions.drafts().count() == 1
    assert page.revisions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_a_colleague_saves_in_this_very_moment_is_not_discarded(editor):
    page = make.page()
    draft = rewritten(page, "Half written")
    before = seen(draft)

    def restore():
        try:
            return restored(editor, page, page.live_revision(), **before)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            draft.rewrite(None, 0, {"title": "All written"}, [])
            answer = pool.submit(restore)
            until_somebody_waits()
        assert answer.result().status_code == 409
    assert page.draft().title == "All written"
