"""The feed of approved comments, as a feed reader sees it."""

from xml.etree import ElementTree

import pytest

from comments.models import Comment
from tests import make

pytestmark = pytest.mark.django_db

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def page():
    return make.page(title="A page & more", allows_comments=True)


def entries(client):
    response = client.get("/feed/comments/")
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall("atom:entry", ATOM)  # noqa: S314


def test_an_approved_comment_is_in_the_feed(client, page):
    comment = make.approved(make.comment(page, text="Words & <b>signs</b>"), reply="Answer.")
    (entry,) = entries(client)
    assert entry.find("atom:title", ATOM).text == "Sample Visitor on A page & more"
    words = entry.find("atom:summary", ATOM).text
    assert words.startswith("<p>Words &amp; &lt;b&gt;signs&lt;/b&gt;</p>")
    assert "<p>Answer.</p>" in words
    link = entry.find("atom:link", ATOM).get("href")
    assert link == f"http://testserver/a-page/#comment-{comment.pk}"
    assert f'id="comment-{comment.pk}"' in client.get("/a-page/").text


@pytest.mark.parametrize("state", ["pending", "rejected", "spam"])
def test_no_other_comment_is(client, page, state):
    make.comment(page)
    Comment.objects.update(state=state)
    assert entries(client) == []


def test_comments_of_a_page_taken_off_the_site_are_not(client, page):
    make.approved(make.comment(page))
    page.is_public = False
    page.save()
    assert entries(client) == []


def test_what_was_left_out_of_a_comment_is_left_out_of_the_feed(client, page):
    make.approved(make.comment(page), shown_name="S. V.", shown_text="Shorter.")
    feed = client.get("/feed/comments/").text
    assert "S. V. on A page" in feed
    assert "Shorter." in feed
    assert "Sample Visitor" not in feed
    assert "A sample comment." not in feed


def test_the_newest_come_first_and_not_more_than_fifty(client, page, django_assert_num_queries):
    for number in range(51):
        make.approved(make.comment(page, text=f"Comment {number}."))
    with django_assert_num_queries(3):
        found = entries(client)
    assert len(found) == 50
    assert "Comment 50." in found[0].find("atom:summary", ATOM).text


def test_pages_with_comments_lead_to_the_feed(client, page):
    head = client.get("/a-page/").text
    assert '<link rel="alternate" type="application/atom+xml"' in head
    assert 'href="/feed/comments/"' in head


def test_the_count_is_of_approved_comments_alone(client, page):
    make.comment(page, text="Waiting")
    assert 'id="comments"' not in client.get("/a-page/").text
    make.approved(make.comment(page, text="One"))
    assert '<h2 id="comments">1 comment</h2>' in client.get("/a-page/").text
    make.approved(make.comment(page, text="Two"))
    assert '<h2 id="comments">2 comments</h2>' in client.get("/a-page/").text


def test_a_reader_learns_that_something_was_left_out(client, db, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    page = make.page(allows_comments=True)
    comment = make.approved(make.comment(page))
    (before,) = entries(client)
    time_machine.shift(60)
    comment.moderate(None, comment.version, shown_text="Shorter.")
    page.slug = "another-address"
    page.save()
    (after,) = entries(client)
    assert after.find("atom:updated", ATOM).text > before.find("atom:updated", ATOM).text
    assert after.find("atom:id", ATOM).text == before.find("atom:id", ATOM).text


def test_a_control_character_takes_nothing_away(client):
    page = make.page(title="IMS\x0bQ & A", allows_comments=True)
    make.approved(make.comment(page, text="Words\x07"), reply="An\x1b answer")
    (entry,) = entries(client)
    assert entry.find("atom:title", ATOM).text == "Sample Visitor on IMSQ & A"
