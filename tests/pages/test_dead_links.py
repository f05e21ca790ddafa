"""The list of links that lead nowhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pages.editing.dead_links import dead_links, look_at_links
from pages.models import BrokenLink, Page, Section
from tests import make
from tests.pages.test_draft_screen import form_of

pytestmark = pytest.mark.django_db
SCREEN = "/admin/pages/page/dead-links/"


def linked(href, slug="a-page", **values):
    """A page whose only section has this link; returns its section."""
    section = make.page(slug, f"Page {slug}").live_revision().sections.get()
    Section.objects.filter(pk=section.pk).update(body=body(href), **values)
    return section


def body(href):
    return f'<p>See <a href="{href}">our <strong>fees</strong></a>.</p>'


def reasons():
    return [one.why for one in dead_links()]


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("/gone/", "this site has no such page"),
        ("/_page/987654/", "has been deleted"),
        ("/hidden/", "this site has no such page"),
        ("/other/#gone", "that page has no such section"),
        ("#gone", "this page has no such section"),
        ("/book/nowhere/", "this site has no such page"),
        ("/media/0123456789abcdef.pdf", "this site has no such page"),
        ("{site}/gone/", "this site has no such page"),
        ("http://192.168.0.1/", "which readers cannot reach"),
        ("/admin/", "which readers cannot open"),
    ],
)
def test_a_link_that_leads_nowhere_is_listed_with_the_reason(href, why, settings):
    make.page("hidden", is_public=False)
    make.page("other")
    section = linked(href.format(site=settings.SITE_URL))
    (one,) = dead_links()
    assert why in one.why
    assert (one.section.pk, one.words) == (section.pk, "our fees")


@pytest.mark.parametrize(
    "href",
    [
        *("/other/", "/former/", "/other/#a-heading", "#a-heading", "/book/", "/", "#main"),
        *("https://example.org/x", "mailto:a@example.org", "tel:+14165550101", "{site}/other/"),
    ],
)
def test_a_link_that_works_is_not(href, settings):
    make.page("home")
    make.page("other").former_slugs.create(slug="former")
    linked(href.format(site=settings.SITE_URL))
    assert dead_links() == []


def test_drafts_scheduled_versions_and_buttons_are_checked_and_older_versions_are_not():
    data = {"words": "Fees", "link": "/gone/"}
    linked("/gone/", "button", kind="button", data=data)
    Section.objects.update(body="")
    for slug in ("draft", "later", "over"):
        page = make.page(slug, f"Page {slug}")
        draft = page.edit(by=None)
        draft.sections.update(body=body("/gone/"))
        if slug == "later":
            draft.publish(at=timezone.now() + timedelta(days=1))
        elif slug == "over":
            draft.publish()
            newer = page.edit(by=None)
            newer.sections.update(body="")
            newer.publish()
    found = [(str(one.revision), one.state) for one in dead_links()]
    assert found == [("Page button", ""), ("Page draft", "draft"), ("Page later", "scheduled")]


def test_the_screen_leads_to_each_section_and_says_when_there_is_none(client):
    client.force_login(make.staff("Editors"))
    assert "No broken links." in client.get(SCREEN).text
    section = linked("/gone/")
    address = f"/admin/pages/page/{section.revision.page_id}/draft/#section-{section.key}"
    for part in ("", "?p=2", "?p=x"):
        assert f'href="{address}"' in client.get(SCREEN + part).text


def test_a_link_from_a_draft_to_a_page_not_published_yet_is_told_apart(client):
    waiting = Page.objects.create(slug="waiting")
    waiting.revisions.create(title="Waiting")
    section = linked(f"/_page/{waiting.pk}/")
    draft = section.revision.page.edit(by=None)
    look_at_links()
    assert BrokenLink.objects.in_use().get().revision == section.revision
    assert [one.is_waiting for one in dead_links()] == [False, True]
    client.force_login(make.staff("Editors"))
    shown = client.get(SCREEN).text
    assert "/waiting/, which is not published yet. Publish that page, too." in shown
    assert "1 of these, at the end, leads from a draft to a page that is not published" in shown
    advice = client.post(draft.get_admin_url(), form_of(client, draft) | {"do": "advise"}).text
    assert "/waiting/, which is not published yet." in advice
    waiting.draft().publish()
    assert dead_links() == []


def test_more_links_take_no_more_queries(django_assert_num_queries):
    for number in range(4):
        linked(f"/page-{number}/#gone", f"page-{number}")
    draft = make.page().edit(by=None)
    draft.sections.update(body=body("#gone") + body("/_page/987654/"))
    with django_assert_num_queries(8):
        assert len([one.get_admin_url() for one in dead_links()]) == 6
