"""Pages one level deep: in the menu, above the page, for programs, and in the list of pages."""

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from pages.models import Page
from tests import make
from tests.markup import Markup
from tests.pages.test_machines import things

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def parent():
    return make.page("treatments-here", "Treatments", order=10)


@pytest.fixture
def child(parent):
    return make.page("needles", "Needles", order=5, parent=parent)


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors"))
    return client


def main_menu(client, path="/needles/"):
    return client.get(path).text.partition('aria-label="Main"')[2].partition("</nav>")[0]


def move(editor, page, parent, **more):
    url = f"/admin/pages/page/{page.pk}/change/"
    form = Markup(editor.get(url).text).fields
    return editor.post(url, form | {"parent": str(parent.pk) if parent else ""} | more)


def test_the_menu_shows_a_page_under_its_parent(client, child):
    menu = main_menu(client)
    folded = menu.partition("<details")[2].partition("</details>")[0]
    assert '<a href="/needles/" aria-current="page">Needles</a>' in folded
    assert "Treatments" in menu.partition("<details")[0]
    assert "More about Treatments" in folded


@pytest.mark.parametrize("gone", [{"is_public": False}, {"in_menu": False}])
def test_a_page_whose_parent_is_not_in_the_menu_stays_in_it(client, child, gone):
    Page.objects.filter(pk=child.parent_id).update(**gone)
    menu = main_menu(client)
    assert "<details" not in menu
    assert ">Needles</a>" in menu


def test_a_page_leads_back_to_its_parent_for_people_and_programs(client, child):
    page = client.get("/needles/").text
    steps = page.partition('class="trail"')[2].partition("</nav>")[0]
    assert Markup(steps).links == ["/", "/treatments-here/"]
    trail = things(page)["BreadcrumbList"]["itemListElement"]
    assert [one["name"] for one in trail] == ["Home", "Treatments", "Needles"]
    assert trail[1]["item"] == "http://testserver/treatments-here/"
    assert "/needles/" in client.get("/sitemap.xml").text


def test_a_page_leads_back_to_no_page_that_readers_cannot_see(client, child):
    Page.objects.filter(pk=child.parent_id).update(is_public=False)
    page = client.get("/needles/").text
    assert 'class="trail"' not in page
    names = [one["name"] for one in things(page)["BreadcrumbList"]["itemListElement"]]
    assert names == ["Home", "Needles"]


def test_a_preview_shows_where_the_page_is(editor, child):
    draft = child.edit(by=None)
    page = editor.get(f"/admin/pages/revision/{draft.pk}/preview/").text
    assert '<a href="/treatments-here/">Treatments</a>' in page.partition('class="trail"')[2]


def test_a_nested_page_takes_no_query_more(client, child):
    make.page("top", "Top")
    client.get("/top/")
    counts = []
    for path in ("/top/", "/needles/"):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_editor_puts_a_page_under_another_and_its_address_stays(editor, parent):
    page = make.page("alone", "Alone")
    assert move(editor, page, parent).status_code == 302
    page.refresh_from_db()
    assert (page.parent, page.get_absolute_url()) == (parent, "/alone/")
    assert move(editor, page, None).status_code == 302
    assert not Page.objects.get(pk=page.pk).parent


def test_a_page_not_published_yet_is_offered_above_by_its_title(editor, parent):
    page = make.page("alone", "Alone")
    Page.objects.create(slug="costs").revisions.create(title="Our fees")
    words = Markup(editor.get(f"/admin/pages/page/{page.pk}/change/").text).words
    assert "Our fees (not published)" in words
    assert "Treatments" in words


def test_pages_are_one_level_deep(editor, child):
    other = make.page("other", "Other")
    for page, under in ((other, child), (child.parent, other), (other, other)):
        refused = move(editor, page, under)
        assert refused.status_code == 422
        assert "Pages can be only one level deep." in refused.text
    home = make.page("home", "Home")
    assert move(editor, other, home).status_code == 422
    assert set(Page.objects.exclude(parent=None)) == {child}


def test_two_who_nest_at_once_do_not_make_two_levels(editor, child):
    """The form asks again under the lock, whatever it offered."""
    other = make.page("other", "Other")
    url = f"/admin/pages/page/{child.parent_id}/change/"
    form = Markup(editor.get(url).text).fields
    Page.objects.filter(pk=other.pk).update(parent=child.parent_id)
    assert editor.post(url, form | {"parent": str(other.pk)}).status_code == 422


@pytest.mark.parametrize("slug", ["home", "alone"])
def test_the_database_keeps_home_at_the_top_and_no_page_under_itself(slug):
    page = make.page(slug, "A page")
    other = make.page("other", "Other") if slug == "home" else page
    with pytest.raises(IntegrityError, match="parent_is_another"), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(parent=other)


def test_the_list_of_pages_shows_each_with_those_under_it(editor, child):
    make.page("between", "Between", order=7)
    listed = editor.get("/admin/pages/page/").text
    assert "/needles/, under /treatments-here/" in listed
    found = [listed.index(f"{one}<br>") for one in ("Between", "Treatments", "Needles")]
    assert found == sorted(found)
