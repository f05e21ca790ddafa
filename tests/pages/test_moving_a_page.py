"""A page gets another address, and nobody who has the old one is lost."""

import re
import threading

import pytest
from django.db import IntegrityError, transaction

from comments.models import Comment
from pages.models import FormerSlug, Page
from tests import make
from tests.rivals import in_parallel
from tests.waiting import until_somebody_waits

pytestmark = pytest.mark.django_db

ADD = "/admin/pages/page/add/"


@pytest.fixture
def editor(client, db):
    client.force_login(make.staff("Editors"))
    return client


def screen(page):
    return f"/admin/pages/page/{page.pk}/change/"


def form(slug, **changes):
    return {"slug": slug, "order": "100", "in_menu": "on", "is_public": "on"} | changes


def move(editor, page, slug, **changes):
    seen = {"seen": Page.objects.get(pk=page.pk).version}
    return editor.post(screen(page), form(slug, **seen | changes))


def former():
    return {one.slug: one.page.slug for one in FormerSlug.objects.select_related("page")}


def test_the_old_address_leads_to_the_new_one(editor, client):
    page = make.page("old")
    assert move(editor, page, "new").status_code == 302
    response = client.get("/old/")
    assert (response.status_code, response["Location"]) == (301, "/new/")
    assert client.get("/new/").status_code == 200


def test_the_query_comes_along_as_it_was_written(client):
    make.page("old").move_to("new")
    assert (
        client.get("/old/?a=1&b=%C3%A9%0d%0aX").headers["Location"] == "/new/?a=1&b=%C3%A9%0d%0aX"
    )


def test_browsers_ask_again_in_case_the_page_moves_back(client):
    page = make.page("old")
    page.move_to("new")
    assert client.get("/old/")["Cache-Control"] == "no-cache"
    page.move_to("old")
    assert client.get("/old/").status_code == 200
    assert client.get("/new/")["Location"] == "/old/"
    assert former() == {"new": "old"}


def test_after_two_moves_the_first_address_leads_straight_to_the_last(editor, client):
    page = make.page("one")
    move(editor, page, "two")
    move(editor, page, "three")
    assert client.get("/one/")["Location"] == "/three/"
    assert former() == {"one": "three", "two": "three"}


def test_saving_without_a_move_leaves_no_former_address(editor):
    page = make.page("same")
    assert move(editor, page, "same", order="7").status_code == 302
    assert former() == {}
    assert Page.objects.get().order == 7


def test_a_former_address_of_a_page_off_the_site_is_not_found(client):
    page = make.page("old")
    page.move_to("new")
    Page.objects.update(is_public=False)
    assert client.get("/old/").status_code == 404


def test_the_address_of_a_page_comes_before_what_was_once_another_page(client):
    make.page("old").move_to("new")
    Page.objects.create(slug="between")
    Page.objects.filter(slug="between").update(slug="old")
    assert client.get("/old/").status_code == 404  # it has no text yet; the other is not shown


@pytest.mark.parametrize("adds", [True, False])
def test_taking_an_old_address_of_another_page_is_asked_about(editor, client, adds):
    make.page("old").move_to("new")
    url = ADD if adds else screen(make.page("other"))
    asked = editor.post(url, form("old", seen="0"))
    assert asked.status_code == 422
    assert "Old links to “/old/” will then lead here" in asked.text
    box = re.search(r'<input[^>]+name="takes_over"[^>]*>', asked.text)[0]
    assert 'type="checkbox"' in box
    assert 'value="old"' in box
    assert "checked" not in box
    assert former() == {"old": "new"}
    assert editor.post(url, form("old", seen="0", takes_over="old")).status_code == 302
    assert former() == ({} if adds else {"other": "old"})
    assert Page.objects.filter(slug="old").exists()


def test_a_tick_for_one_address_is_none_for_another(editor):
    make.page("one").move_to("two")
    asked = editor.post(ADD, form("one", takes_over="old"))
    assert asked.status_code == 422
    assert "checked" not in asked.text.split('name="takes_over"')[1].split(">")[0]


def test_a_tick_stays_when_something_else_is_wrong(editor):
    make.page("old").move_to("new")
    refused = editor.post(ADD, form("old", takes_over="old", order="99999"))
    assert refused.status_code == 422
    assert "checked" in refused.text.split('name="takes_over"')[1].split(">")[0]


def test_nobody_is_asked_about_a_free_address(editor):
    page = editor.get(ADD)
    assert 'type="checkbox" name="takes_over"' not in page.text
    assert editor.post(ADD, form("free")).status_code == 302


def test_who_opened_the_form_before_a_colleague_moved_the_page_is_told(editor):
    page = make.page("one")
    page.move_to("two")
    refused = editor.post(screen(page), form("three", seen="0"))
    assert refused.status_code == 422
    assert "A colleague has moved the page to /two/" in refused.text
    assert Page.objects.get().slug == "two"
    again = refused.context["adminform"].form["seen"].value()
    assert editor.post(screen(page), form("three", seen=again)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_one_address_one_gets_it_and_the_others_are_told(client):
    user = make.staff("Editors")
    pages = [make.page(f"page-{number}") for number in range(6)]

    def take(number):
        browser = type(client)()
        browser.force_login(user)
        return move(browser, pages[number], "wanted")

    answers = in_parallel(6, take)
    assert sorted(answer.status_code for answer in answers) == [302] + [422] * 5
    told = [answer.text for answer in answers if answer.status_code == 422]
    assert all("Another page has this address." in text for text in told)
    assert len(former()) == 1


@pytest.mark.django_db(transaction=True)
def test_who_adds_a_page_while_its_address_becomes_a_former_one_is_asked(client):
    user, page = make.staff("Editors"), make.page("old")
    browser = type(client)()
    browser.force_login(user)
    moved = threading.Event()

    def act(number):
        if number:
            moved.wait(10)
            return browser.post(ADD, form("old")).status_code
        with transaction.atomic():
            page.move_to("new")
            moved.set()
            until_somebody_waits()
        return None

    assert in_parallel(2, act)[1] == 422
    assert former() == {"old": "new"}


def test_the_model_takes_no_address_from_another_page():
    page = make.page("one")
    make.page("two")
    with pytest.raises(IntegrityError), transaction.atomic():
        page.move_to("two")
    assert former() == {}


def test_a_comment_begun_before_the_move_is_stored(client):
    page = make.page("old", allows_comments=True)
    page.move_to("new")
    typed = {"name": "Sample Visitor", "email": "visitor@example.com", "text": "Begun before."}
    response = client.post("/comments/old/", typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert (response.status_code, response["Location"]) == (303, "/comments/new/thanks/")
    assert Comment.objects.get().page == page
    assert client.get("/comments/old/")["Location"] == "/new/"
    assert client.get("/comments/old/thanks/").status_code == 200
    assert client.post("/comments/none/", typed).status_code == 404


def test_a_comment_keeps_its_name_in_the_feed(client):
    page = make.page("old", allows_comments=True)
    make.approved(make.comment(page))

    def entry():
        return client.get("/feed/comments/").text.partition("<entry>")[2]

    before = entry()
    page.move_to("new")
    assert entry() == before.replace("/old/", "/new/")


def test_the_menu_has_its_pages_in_order_and_no_others(client):
    make.page("later", "Later", order=20)
    make.page("first", "First", order=10)
    make.page("hidden", "Hidden", in_menu=False)
    make.page("off", "Off the site", is_public=False)
    menu = client.get("/contact/").text.split('<nav aria-label="Main">')[1].split("</nav>")[0]
    assert menu.index("First") < menu.index("Later")
    assert "Hidden" not in menu
    assert "Off the site" not in menu


def test_a_page_has_a_short_name_in_the_menu_and_its_title_elsewhere(client):
    make.page("short", "A title of many words", menu_name="A few words")
    page = client.get("/contact/").text
    menu = page.split('<nav aria-label="Main">')[1].split("</nav>")[0]
    assert 'href="/short/">A few words<' in menu
    assert 'href="/short/">A title of many words<' in page.split("<footer")[1]
