"""Many comments are shown in parts, the newest on the page itself."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import PER_PAGE, Comment
from tests import make
from tests.valid_html import faults, title

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make.page(allows_comments=True)


def many(page, count, **fields):
    """Approved comments, each an hour after the one before; the oldest first."""
    return Comment.objects.bulk_create(
        Comment(
            page=page,
            name=f"Visitor {number}",
            email="visitor@example.com",
            text="A sample comment.",
            digest=f"{number}",
            created_at=make.NOW + timedelta(hours=number),
            **{"state": "approved"} | fields,
        )
        for number in range(count)
    )


def names(text):
    return [int(one) for one in re.findall(r"Visitor (\d+)<", text)]


def test_the_newest_are_on_the_page_and_the_others_one_link_away(client, page):
    many(page, 60)
    text = client.get("/a-page/").text
    assert "60 comments" in text
    assert names(text) == list(range(59, 34, -1))
    assert 'href="/comments/a-page/2/" rel="next"' in text
    assert names(client.get("/comments/a-page/2/").text) == list(range(34, 9, -1))
    assert names(client.get("/comments/a-page/3/").text) == list(range(9, -1, -1))


def test_a_page_with_few_has_no_parts(client, page):
    many(page, PER_PAGE)
    assert "Older comments" not in client.get("/a-page/").text
    assert client.get("/comments/a-page/2/").status_code == 404


@pytest.mark.usefixtures("whole_dates")
def test_neighbours_are_linked_and_each_part_has_a_title_and_an_address_of_its_own(client, page):
    many(page, 80)
    second, third = (client.get(f"/comments/a-page/{number}/").text for number in (2, 3))
    assert '<link rel="prev" href="/a-page/">' in second
    assert '<link rel="next" href="/comments/a-page/3/">' in second
    assert '<link rel="canonical" href="http://testserver/comments/a-page/2/">' in second
    assert '<link rel="prev" href="/comments/a-page/2/">' in third
    assert title(second) != title(third)
    assert faults(second) == faults(third) == []


@pytest.mark.parametrize("number", ["0", "4", "9" * 30, "9" * 5000, "-1", "abc", "१", "1.5"])
def test_a_part_that_is_not_there_is_not_found(client, page, number):
    many(page, 60)
    assert client.get(f"/comments/a-page/{number}/").status_code == 404


def test_the_first_part_is_the_page_itself(client, page):
    assert client.get("/comments/a-page/1/")["Location"] == "/a-page/#comments"


def test_what_is_not_public_is_in_no_part(client, page):
    many(page, 60, state="pending")
    assert names(client.get("/a-page/").text) == []
    assert client.get("/comments/a-page/2/").status_code == 404
    page.is_public = False
    page.save()
    assert client.get("/comments/a-page/1/").status_code == 404


@pytest.mark.parametrize("place", [0, 9, 10, 34, 35, 59])
def test_a_link_to_a_comment_leads_to_the_part_that_has_it(client, page, place):
    comment = many(page, 60)[place]
    path, _, anchor = comment.get_absolute_url().partition("#")
    if not anchor:
        path, _, anchor = client.get(path)["Location"].partition("#")
    assert anchor == comment.anchor
    assert f'id="{anchor}"' in client.get(path).text


def test_a_link_to_what_is_not_shown_leads_nowhere(client, page):
    hidden = many(page, 1, state="rejected")[0]
    for path in (f"/comments/a-page/to/{hidden.pk}/", "/comments/a-page/to/99999999999999999999/"):
        assert client.get(path).status_code == 404


def test_comments_of_one_moment_are_each_in_one_part(client, page):
    many(page, 60)
    Comment.objects.update(created_at=make.NOW)
    parts = [
        client.get(path).text for path in ("/a-page/", "/comments/a-page/2/", "/comments/a-page/3/")
    ]
    assert sorted(names(" ".join(parts))) == list(range(60))
    for comment in Comment.objects.placed():
        assert f'id="{comment.anchor}"' in parts[comment.number() - 1]
        assert comment.is_recent == (comment.number() == 1)


def test_a_former_address_leads_to_the_same_part(client, page):
    many(page, 60)
    page.move_to("present")
    assert client.get("/comments/a-page/2/")["Location"] == "/comments/present/2/"


def test_many_comments_cost_no_more_than_few(client, page):
    def costs():
        for path in ("/a-page/", "/comments/a-page/2/", "/feed/comments/"):
            with CaptureQueriesContext(connection) as queries:
                length = len(client.get(path).content)
            yield path, len(queries), length // 20_000

    many(page, 2 * PER_PAGE)
    few = list(costs())
    many(page, 20 * PER_PAGE)
    assert list(costs()) == few
