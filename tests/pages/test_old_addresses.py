"""The addresses that pages had on another site lead to them, and shadow nothing of ours."""

import pytest

from clinic_site.page_memory.door import Door
from comments.models import Comment
from pages.models import OldAddress
from pages.models.old_address import plain
from tests import make
from tests.door import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db):
    one = make.page("needling")
    leads(one, "/2018/05/What-Is-Nädeln/")
    leads(one, "/", "p=12")
    return one


def leads(page, path, query=""):
    return OldAddress.objects.create(page=page, path=plain(path), query=query)


@pytest.mark.parametrize(
    "asked",
    [
        "/2018/05/what-is-nädeln/",
        "/2018/05/What-Is-N%C3%A4deln",
        "http://testserver//2018//05/what-is-n%c3%a4deln/",
        "/2018/05/what-is-nädeln/comment-page-2/",
        "/2018/05/what-is-nädeln/2/",
        "/index.php/2018/05/what-is-nädeln/",
        "/?p=12",
        "/?page_id=12",
        "/?attachment_id=12",
        "/?p=012&utm_source=newsletter",
        "/index.php?p=12",
    ],
)
def test_an_old_address_leads_to_its_page_however_it_is_written(client, page, asked):
    answer = client.get(asked, follow=True)
    assert answer.redirect_chain[-1] == ("/needling/", 301)
    assert answer.status_code == 200


def test_a_query_that_is_no_old_address_comes_along(client, page):
    answer = client.get("/2018/05/what-is-nädeln/?utm_source=newsletter")
    assert answer["Location"] == "/needling/?utm_source=newsletter"


@pytest.mark.parametrize(
    "asked",
    ["/?p=13", "/?page_id=13", "/?p=", "/?p=9" + "9" * 40, "/?p=%00", "/?p=12x", "/?q=12"],
)
def test_another_query_gets_the_home_page_as_before(client, page, asked):
    make.page("home")
    answer = client.get(asked)
    assert (answer.status_code, answer.get("Location")) == (400 if "%00" in asked else 200, None)


@pytest.mark.parametrize("asked", ["/2018/05/", "/feed/2018/", "/category/needling/"])
def test_what_is_not_a_pages_old_address_is_not_found(client, page, asked):
    assert client.get(asked).status_code == 404


def test_a_page_that_readers_cannot_see_is_not_led_to(client, page):
    page.set_public(False)
    assert client.get("/2018/05/what-is-nädeln/").status_code == 404
    draft = make.page("later")
    draft.revisions.update(publish_at=None)
    leads(draft, "/draft-of-old/")
    assert client.get("/draft-of-old/").status_code == 404


def test_an_old_address_never_stands_before_one_of_our_own(client, page):
    make.page("about")
    leads(page, "/about/")
    leads(page, "/book/")
    assert client.get("/about/").status_code == 200
    assert client.get("/About", follow=True).redirect_chain[-1][0] == "/about/"
    assert client.get("/book/").status_code == 200
    assert client.post("/2018/05/what-is-nädeln/").status_code == 404


def test_the_memory_of_pages_does_not_answer_for_an_old_address(page, settings):
    make.page("home")
    settings.PAGES_FRESH_FOR = 60
    door = Door()
    assert [Answer(door, "/").status for _ in range(2)] == [200, 200]
    answer = Answer(door, "/", query="p=12")
    assert (answer.status, answer.headers["Location"]) == (301, "/needling/")
    assert Answer(door, "/", query="p=13").status == 200


def test_readers_see_whom_a_comment_answers_while_they_see_that_one(client, page):
    first = make.approved(make.comment(page, name="Sample Asker", text="Does it\n\nhelp? " * 9))
    second = make.approved(make.comment(page, name="Sample Answerer", text="Yes, it does."))
    Comment.objects.filter(pk=second.pk).update(in_answer_to=first)
    link = f'<a href="/comments/needling/to/{first.pk}/"><bdi>Sample Asker</bdi></a>'
    asked = f"“<bdi>{'Does it help? ' * 4}…</bdi>”"
    assert f"In answer to {link}: {asked}" in client.get("/needling/").text
    first.refresh_from_db()
    first.moderate(by=None, seen=first.version, state=Comment.State.REJECTED)
    assert "In answer to" not in client.get("/needling/").text
    first.delete()
    assert Comment.objects.get(pk=second.pk).in_answer_to is None


def test_the_front_page_of_a_site_below_a_path_leads_on_although_a_page_is_there(client, page):
    make.page("blog")
    leads(page, "/blog/", "p=12")
    assert client.get("/blog/?p=12")["Location"] == "/needling/"
    assert client.get("/blog/?p=13").status_code == 200
