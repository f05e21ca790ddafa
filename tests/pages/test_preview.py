"""A version is shown before readers see it: to staff, and to anyone with a working link."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from pages.models import Page, Revision, ShareLink
from tests import make

pytestmark = pytest.mark.django_db
BANNER = re.compile(r'<aside class="preview".*?</aside>\n', re.DOTALL)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def editor(db):
    browser = Client()
    browser.force_login(make.staff("Editors"))
    return browser


def rewritten(page, title="New words"):
    draft = page.edit(by=None)
    Revision.objects.filter(pk=draft.pk).update(title=title, summary="A new summary.")
    draft.sections.create(heading="Another", body="<p>More.</p>", order=2)
    draft.sections.create(heading="A third", body="<p>And more.</p>", order=3)
    draft.refresh_from_db()
    return draft


def preview(browser, revision):
    return browser.get(f"/admin/pages/revision/{revision.pk}/preview/")


def link_to(revision):
    return revision.share_links.create().get_absolute_url()


def one_of(answers):
    return {(one.status_code, one.content, one["Cache-Control"]) for one in answers}


@pytest.mark.parametrize("slug", ["home", "ims", "a-page"])
@pytest.mark.parametrize("is_new", [True, False])
def test_preview_is_byte_for_byte_what_readers_get_once_it_is_live(
    client, editor, slug, is_new, clock
):
    make.page("another", "Another page", order=200)
    if is_new:
        page = Page.objects.create(slug=slug, allows_comments=True, invites_to_book=True)
    else:
        page = make.page(slug, allows_comments=True, invites_to_book=True)
        clock.shift(60)
    draft = rewritten(page)
    for shown in (preview(editor, draft), client.get(link_to(draft))):
        assert shown.text.count('<aside class="preview"') == 1
        assert shown.text.index('class="skip"') < shown.text.index('<aside class="preview"')
        seen = BANNER.sub("", shown.text)
        assert "New words" in seen
        Revision.objects.get(pk=draft.pk).publish()
        assert client.get(page.get_absolute_url()).text == seen
        Revision.objects.filter(pk=draft.pk).update(publish_at=None)


def test_readers_see_no_banner(client):
    make.page()
    assert "Preview" not in client.get("/a-page/").text


def test_the_banner_says_what_is_shown(editor):
    page = make.page()
    live = page.live_revision()
    draft = rewritten(page)
    assert "Readers do not see this version. It is a draft" in preview(editor, draft).text
    assert f'<a href="{draft.get_admin_url()}">Back to the draft</a>' in preview(editor, draft).text
    draft.publish(at=make.TOMORROW_AT_NINE)
    assert "It goes live on Tuesday, November 24, 2026, 9:00 AM EST" in preview(editor, draft).text
    assert "This is what readers see now." in preview(editor, live).text
    draft.cancel_schedule()
    draft.discard(seen=draft.version)
    assert "It was discarded on" in preview(editor, draft).text
    rewritten(page, "Newer").publish()
    old = preview(editor, live).text
    assert "Readers do not see this version. It was published on" in old
    assert "<h1>A page</h1>" in old


def test_a_link_shows_a_stranger_no_way_into_the_desk(client):
    assert "/admin/" not in client.get(link_to(rewritten(make.page()))).text


def test_looking_changes_nothing(editor, client):
    draft = rewritten(make.page())
    address = link_to(draft)

    def rows():
        return [list(model.objects.values()) for model in (Page, Revision, ShareLink)]

    before = rows()
    preview(editor, draft)
    client.get(address)
    assert rows() == before


def test_a_draft_without_a_title_can_be_looked_at(editor):
    draft = Page.objects.create(slug="empty").edit(by=None)
    response = preview(editor, draft)
    assert response.status_code == 200
    assert '<a href="/empty/"' not in response.text  # a link without words


def test_a_preview_is_kept_by_no_cache_and_no_search_engine(editor, client):
    draft = rewritten(make.page())
    for response in (preview(editor, draft), client.get(link_to(draft))):
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "/preview/" not in response.text


def test_only_staff_who_may_see_versions_see_a_preview(client):
    draft = rewritten(make.page())
    assert preview(client, draft)["Location"].startswith("/admin/login/")
    client.force_login(make.staff("Reception"))
    assert preview(client, draft).status_code == 403


@pytest.mark.parametrize("pk", [0, 10**30])
def test_the_preview_of_nothing_is_not_found(editor, pk):
    assert editor.get(f"/admin/pages/revision/{pk}/preview/").status_code == 404


def test_a_preview_is_only_looked_at(editor):
    draft = make.page().edit(by=None)
    assert editor.post(f"/admin/pages/revision/{draft.pk}/preview/").status_code == 405
    led = editor.get(f"/admin/pages/revision/{draft.pk}/share/")
    assert led["Location"] == draft.get_admin_url()


def test_a_link_shows_what_is_saved_later(client):
    draft = rewritten(make.page())
    address = link_to(draft)
    Revision.objects.filter(pk=draft.pk).update(title="Still newer")
    assert "Still newer" in client.get(address).text


def test_a_link_looks_at_no_session_and_leaves_no_cookie(client, editor):
    address = link_to(rewritten(make.page()))
    for browser in (client, editor):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = browser.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert not [one for one in asked if "clinic_site_session" in one["sql"]]


def test_the_address_of_a_link_is_told_to_nobody(client):
    response = client.get(link_to(rewritten(make.page())))
    assert response["Referrer-Policy"] == "no-referrer"


def test_a_link_that_is_over_revoked_or_unknown_gets_one_answer(client, clock):
    page = make.page()
    draft = rewritten(page)
    ended, revoked = link_to(draft), link_to(draft)
    ShareLink.objects.filter(token=revoked.split("/")[2]).revoke()
    clock.shift(timedelta(days=7))
    discard = link_to(draft)
    draft.discard(seen=draft.version)
    off = link_to(page.live_revision())
    Page.objects.update(is_public=False)
    paths = [ended, revoked, discard, off, "/preview/unknown/", "/preview/%F0%9F%98%80'/"]
    answers = [client.get(path) for path in paths]
    assert len(one_of(answers)) == 1
    assert answers[0].status_code == 410
    assert "This link does not work" in answers[0].text
    assert answers[0]["X-Robots-Tag"] == "noindex, nofollow"


def test_a_link_lasts_a_week(client, clock):
    address = link_to(rewritten(make.page()))
    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    assert client.get(address).status_code == 200
    clock.shift(1)
    assert client.get(address).status_code == 410


def test_a_link_to_what_is_live_by_now_leads_to_the_page(client, clock):
    draft = rewritten(make.page())
    address = link_to(draft)
    draft.publish(at=make.TOMORROW_AT_NINE)
    assert client.get(address).status_code == 200
    clock.move_to(make.TOMORROW_AT_NINE)
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, "/a-page/")


def test_an_editor_makes_a_link_and_revokes_it(editor, client):
    draft = rewritten(make.page())
    response = editor.post(f"/admin/pages/revision/{draft.pk}/share/")
    assert response["Location"] == f"/admin/pages/revision/{draft.pk}/change/#sharing"
    link = ShareLink.objects.get()
    assert link.made_by.username == "sample-staff"
    assert client.get(link.get_absolute_url()).status_code == 200
    editor.post(f"/admin/pages/revision/{draft.pk}/share/{link.pk}/revoke/")
    assert client.get(link.get_absolute_url()).status_code == 410
    again = editor.post(f"/admin/pages/revision/{draft.pk}/share/{link.pk}/revoke/", follow=True)
    assert "This link had already expired." in again.text


def sharing(revision, user):
    """What the editing screen says of links, to this user."""
    request = RequestFactory().get("/admin/")
    request.user = user
    return render_to_string("admin/pages/_sharing.html", {"revision": revision}, request)


def test_the_open_links_are_shown_with_their_end_and_who_made_them(django_assert_num_queries):
    user = make.staff("Editors")
    user.get_all_permissions()
    draft = rewritten(make.page())
    assert "There are no active links." in sharing(draft, user)
    link = draft.share_links.create(made_by=user)
    draft.share_links.create(made_by=user)
    over = draft.share_links.create()
    ShareLink.objects.filter(pk=over.pk).revoke()
    with django_assert_num_queries(1):
        shown = sharing(draft, user)
    assert f'value="http://testserver{link.get_absolute_url()}" readonly' in shown
    assert "Expires on Monday, November 30, 2026, 9:00 AM EST. Created by sample-staff." in shown
    assert f'action="/admin/pages/revision/{draft.pk}/share/{link.pk}/revoke/"' in shown
    assert shown.count("csrfmiddlewaretoken") == 3
    assert over.token not in shown


def test_links_are_offered_to_nobody_who_may_not_write_and_for_nothing_public():
    page = make.page()
    live, draft = page.live_revision(), rewritten(page)
    assert sharing(live, make.staff("Editors")).strip() == ""
    assert sharing(draft, make.staff("Reception", "sample-reception")).strip() == ""


def test_what_has_been_live_or_discarded_gets_no_link(editor):
    page = make.page()
    live, draft = page.live_revision(), rewritten(page)
    draft.discard(seen=draft.version)
    for revision in (live, draft):
        editor.post(f"/admin/pages/revision/{revision.pk}/share/")
    assert not ShareLink.objects.exists()


def test_a_link_is_revoked_under_its_own_version_alone(editor):
    draft, other = rewritten(make.page()), make.page("other")
    link = draft.share_links.create()
    live = other.live_revision()
    response = editor.post(f"/admin/pages/revision/{live.pk}/share/{link.pk}/revoke/")
    assert response.status_code == 404
    assert ShareLink.objects.open().exists()


def test_reception_makes_and_revokes_no_links(client):
    client.force_login(make.staff("Reception"))
    draft = rewritten(make.page())
    link = draft.share_links.create()
    assert client.post(f"/admin/pages/revision/{draft.pk}/share/").status_code == 403
    path = f"/admin/pages/revision/{draft.pk}/share/{link.pk}/revoke/"
    assert client.post(path).status_code == 403
    assert ShareLink.objects.open().count() == 1


def test_another_site_makes_no_links(editor):
    draft = rewritten(make.page())
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = editor.cookies
    assert browser.post(f"/admin/pages/revision/{draft.pk}/share/").status_code == 403
    assert not ShareLink.objects.exists()


def test_cards_lead_to_other_pages_alone_also_in_a_preview(client, editor):
    page = make.page(in_menu=True)
    draft = page.edit(by=None)
    draft.sections.create(kind="pages", order=2)
    assert 'class="cards"' not in preview(editor, draft).text
    make.page("another", "Another page", in_menu=True)
    shown = preview(editor, draft).text
    assert shown.count('class="card"') == 1
    assert '<a class="card" href="/another/">' in shown
