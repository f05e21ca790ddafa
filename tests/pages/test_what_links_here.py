"""What links to a page is named, with its section, before the page is moved or taken off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pages.editing.links_here import what_links_to
from pages.models import Page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def target():
    return make.page("our-fees", "Our fees")


def linked_from(slug, href, **values):
    """A page whose only section has this link; returns the section."""
    section = make.page(slug, f"Page {slug}").live_revision().sections.get()
    values = {"body": f'<p><a href="{href}">Fees</a></p>'} | values
    type(section).objects.filter(pk=section.pk).update(**values)
    return section


def found(target):
    return [(str(one.revision), str(one.section), one.state) for one in what_links_to(target)]


@pytest.mark.parametrize(
    "href",
    ["/_page/{pk}/#a", "/our-fees/", "/OUR-FEES/?x=1", "/old-fees/#b", "{site}/our-fees/"],
)
def test_a_link_is_found_however_it_is_written(href, target, settings):
    target.former_slugs.create(slug="old-fees")
    linked_from("other", href.format(pk=target.pk, site=settings.SITE_URL))
    assert found(target) == [("Page other", "A heading", "")]


@pytest.mark.parametrize(
    "href",
    ["/our-fees-too/", "https://example.org/our-fees/", "/_page/{pk}0/", "#our-fees", "//[x"],
)
def test_what_only_looks_like_it_is_not(href, target):
    linked_from("other", href.format(pk=target.pk))
    assert found(target) == []


def test_links_to_the_home_page_are_told_from_those_to_others():
    home = make.page("home")
    linked_from("first", "/")
    linked_from("second", "/first/")
    assert [one[0] for one in found(home)] == ["Page first"]


def test_drafts_scheduled_versions_and_buttons_count_and_older_versions_do_not(target):
    href = f"/_page/{target.pk}/"
    button = {"kind": "button", "heading": "", "body": "", "data": {"words": "Go", "link": href}}
    linked_from("button", "", **button)
    for slug in ("draft", "later", "over"):
        page = make.page(slug, f"Page {slug}")
        draft = page.edit(by=None)
        draft.sections.update(body=f'<p><a href="{href}">Fees</a></p>')
        if slug == "later":
            draft.publish(at=timezone.now() + timedelta(days=1))
        elif slug == "over":
            draft.publish()
            newer = page.edit(by=None)
            newer.sections.update(body="<p>None.</p>")
            newer.publish()
    assert found(target) == [
        ("Page button", "Button", ""),
        ("Page draft", "A heading", "draft"),
        ("Page later", "A heading", "scheduled"),
    ]


def test_the_pages_own_screen_leads_to_each_section(client, target):
    client.force_login(make.staff("Editors"))
    section = linked_from("other", f"/_page/{target.pk}/")
    screen = client.get(f"/admin/pages/page/{target.pk}/change/").text
    address = f"/admin/pages/page/{section.revision.page_id}/draft/#section-{section.key}"
    assert f'<a href="{address}">“Page other”, A heading</a>' in screen
    assert f'id="section-{section.key}"' in client.get(address).text


def test_more_pages_take_no_more_queries(target, django_assert_num_queries):
    for number in range(5):
        linked_from(f"page-{number}", f"/_page/{target.pk}/")
    page = Page.objects.get(pk=target.pk)
    with django_assert_num_queries(2):
        assert len([one.get_admin_url() for one in what_links_to(page)]) == 5
