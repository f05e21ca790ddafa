import re

import pytest
from django.db import IntegrityError, transaction

from pages.models import Page, Revision
from pages.models.revisions import NotADraft
from tests import make
from tests.markup import Markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, db):
    client.force_login(make.staff("Editors"))
    return client


def open_text(client, page):
    """Press “Edit text”; returns the address of the screen, and what its form holds."""
    address = client.post(f"/admin/pages/page/{page.pk}/edit/")["Location"]
    text = client.get(address).text
    return address, Markup(re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL)).fields


def test_looking_at_a_text_begins_no_draft(editor):
    page = make.page()
    address, form = open_text(editor, page)
    assert (form["title"], form["sections-0-heading"]) == ("A page", "A heading")
    assert page.draft() is None
    assert "Draft last edited" not in editor.get("/admin/pages/page/").text
    assert "Discard this draft" not in editor.get(address).text


def test_the_first_save_begins_the_draft_with_what_was_typed(editor):
    page = make.page()
    address, form = open_text(editor, page)
    saved = editor.post(address, form | {"title": "Typed", "do": "save"})
    draft = page.draft()
    assert saved["Location"] == f"/admin/pages/revision/{draft.pk}/change/"
    assert (draft.title, draft.began_from) == ("Typed", page.live_revision())
    assert [one.key for one in draft.sections.all()] == [
        one.key for one in page.live_revision().sections.all()
    ]
    assert "Draft last edited" in editor.get("/admin/pages/page/").text


def test_a_draft_is_opened_where_there_is_one(editor):
    page = make.page()
    draft = page.edit(by=None)
    assert open_text(editor, page)[0] == f"/admin/pages/revision/{draft.pk}/change/"


def test_a_new_page_has_no_draft_before_something_is_typed(editor):
    form = {"slug": "new", "order": "5", "is_public": "on"}
    address = editor.post("/admin/pages/page/add/", form)["Location"]
    page = Page.objects.get()
    assert address == f"/admin/pages/page/{page.pk}/draft/"
    assert editor.get(address).status_code == 200
    assert not page.revisions.exists()


def test_a_refused_first_save_keeps_the_words_and_begins_nothing(editor):
    page = make.page()
    address, form = open_text(editor, page)
    refused = editor.post(address, form | {"title": "", "summary": "Kept", "do": "save"})
    assert refused.status_code == 422
    assert "Kept" in refused.text
    assert f'action="{address}"' in refused.text
    assert page.draft() is None


@pytest.mark.parametrize("do", ["preview", "publish", "share"])
def test_each_button_begins_the_draft_that_it_needs(editor, client, do):
    page = make.page()
    address, form = open_text(editor, page)
    assert editor.post(address, form | {"title": "Typed", "do": do}).status_code == 302
    assert page.revisions.latest("pk").title == "Typed"


def test_taking_a_page_off_the_site_begins_no_draft(editor):
    page = make.page()
    address, form = open_text(editor, page)
    assert editor.post(address, form | {"do": "take_off"})["Location"] == address
    page.refresh_from_db()
    assert (page.is_public, page.draft()) == (False, None)
    editor.post(address, form | {"do": "put_on", "title": "Typed"})
    assert page.draft().title == "Typed"


def test_two_who_open_a_text_at_once_lose_nothing(editor):
    page = make.page()
    address, form = open_text(editor, page)
    page.edit(by=None)
    Revision.objects.drafts().update(summary="A colleague's")
    refused = editor.post(address, form | {"title": "Typed", "do": "save"})
    assert refused.status_code == 409
    assert "The last to change its text: somebody." in refused.text
    assert 'value="Typed"' in refused.text
    assert "A colleague&#x27;s" in refused.text
    assert page.draft().title == "A page"


def test_a_first_save_does_not_undo_what_was_published_meanwhile(editor):
    page = make.page()
    address, form = open_text(editor, page)
    other = page.edit(by=None)
    Revision.objects.filter(pk=other.pk).update(summary="Published meanwhile")
    other.publish()
    refused = editor.post(address, form | {"title": "Typed", "do": "save"})
    assert refused.status_code == 409
    assert "Published meanwhile" in refused.text
    assert 'value="Typed"' in refused.text


def test_a_first_save_sent_twice_is_one_draft(editor):
    page = make.page()
    address, form = open_text(editor, page)
    for _ in range(2):
        assert editor.post(address, form | {"title": "Once", "do": "save"}).status_code == 302
    assert page.revisions.count() == 2


def test_looking_at_the_edit_address_changes_nothing(editor):
    page = make.page()
    led = editor.get(f"/admin/pages/page/{page.pk}/edit/")
    assert led["Location"] == f"/admin/pages/page/{page.pk}/change/"
    assert page.draft() is None


def test_the_second_of_two_who_publish_is_told():
    draft = make.page().edit(by=None)
    same_draft = Revision.objects.get(pk=draft.pk)
    draft.publish()
    with pytest.raises(NotADraft):
        same_draft.publish()


def test_a_page_cannot_have_two_drafts():
    page = make.page()
    page.edit(by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        page.revisions.create(title="Another")


@pytest.mark.parametrize(
    "slug",
    [
        *("book", "appointments", "calendars", "comments", "contact", "feed", "preview", "search"),
        *(
            "admin",
            "healthz",
            "static",
            "media",
            "Big",
            " IMS ",
            "a_b",
            "-a",
            "a--b",
            "é",
            "a" * 51,
        ),
    ],
)
def test_an_address_of_another_part_of_the_site_is_refused(editor, slug):
    form = {"slug": slug, "order": "5", "in_menu": "on", "is_public": "on"}
    response = editor.post("/admin/pages/page/add/", form)
    assert response.status_code == 422
    assert "slug" in response.context["adminform"].form.errors
    assert not Page.objects.exists()


def test_a_stale_form_of_settings_does_not_undo_a_colleagues_change(editor):
    page = make.page()
    screen = f"/admin/pages/page/{page.pk}/change/"
    form = Markup(editor.get(screen).text).fields
    page.set_public(False)
    assert editor.post(screen, form | {"order": "7"}).status_code == 302
    page.refresh_from_db()
    assert (page.order, page.is_public) == (7, False)


def settings_of(client, page):
    screen = f"/admin/pages/page/{page.pk}/change/"
    return screen, Markup(client.get(screen).text).fields


def test_the_home_page_is_always_public(editor):
    home = make.page("home")
    screen, form = settings_of(editor, home)
    assert "is_public" not in form
    assert editor.post(screen, form).status_code == 302
    home.refresh_from_db()
    assert home.is_public
    with pytest.raises(IntegrityError), transaction.atomic():
        home.set_public(False)


def test_a_new_home_page_cannot_begin_off_the_site(editor):
    form = {"slug": "home", "order": "0"}
    response = editor.post("/admin/pages/page/add/", form)
    assert '<a href="#id_is_public">Public: The home page can&#x27;t be taken off' in response.text


def test_taking_a_page_off_the_site_is_asked_with_what_links_to_it(editor):
    page, other = make.page(), make.page("other", title="Another page")
    other.revisions.get().sections.update(body='<p><a href="/a-page/">See</a></p>')
    screen, form = settings_of(editor, page)
    del form["is_public"]
    asked = editor.post(screen, form)
    assert asked.status_code == 422
    section = (
        f"/admin/pages/page/{other.pk}/draft/#section-{other.revisions.get().sections.get().key}"
    )
    assert f'<a href="{section}">“Another page”, A heading</a>. Select this box' in asked.text
    page.refresh_from_db()
    assert page.is_public
    assert editor.post(screen, form | {"takes_off": "a-page"}).status_code == 302
    page.refresh_from_db()
    assert not page.is_public


def test_a_page_that_nobody_has_read_goes_off_without_a_question(editor):
    page = Page.objects.create(slug="unwritten")
    screen, form = settings_of(editor, page)
    del form["is_public"]
    assert editor.post(screen, form).status_code == 302


def test_the_address_of_the_home_page_is_refused_at_its_field(editor):
    make.page("home")
    screen, form = settings_of(editor, make.page())
    refused = editor.post(screen, form | {"slug": "home"})
    assert refused.status_code == 422
    assert '<a href="#id_slug">Address: Another page has this address.</a>' in refused.text
    assert 'id="id_slug"' in refused.text


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("menu_name", "x" * 31, "Name in the menu: at most 30 characters; this has 31."),
        ("slug", "a" * 51, "Address: at most 50 characters; this has 51."),
        ("order", "-1", "Order: enter 0 or more."),
        ("order", "", "Enter a number, such as 100."),
    ],
)
def test_a_setting_that_is_refused_is_led_to_in_the_clinics_words(editor, name, value, words):
    screen, form = settings_of(editor, make.page())
    refused = editor.post(screen, form | {name: value})
    assert words in refused.text
    assert f'<a href="#id_{name}">' in refused.text


def test_the_first_page_keeps_its_address(editor):
    home = make.page("home")
    form = {"slug": "start", "order": "0", "is_public": "on"}
    editor.post(f"/admin/pages/page/{home.pk}/change/", form)
    home.refresh_from_db()
    assert home.slug == "home"


def test_a_page_without_a_title_cannot_be_live():
    draft = make.page().edit(by=None)
    Revision.objects.filter(pk=draft.pk).update(title="")
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.publish()


def test_the_list_of_pages_takes_as_few_queries_with_many(editor, django_assert_max_num_queries):
    for number in range(6):
        make.page(f"page-{number}").edit(by=None)
    with django_assert_max_num_queries(8):
        editor.get("/admin/pages/page/")


def test_reception_cannot_edit(client):
    page = make.page()
    client.force_login(make.staff("Reception"))
    assert client.post(f"/admin/pages/page/{page.pk}/edit/").status_code == 403


def test_sections_with_one_heading_have_anchors_of_their_own():
    draft = make.page().edit(by=None)
    draft.sections.create(heading="A heading", body="<p>Again.</p>", order=2)
    draft.sections.create(heading="日本", body="<p>Only signs.</p>", order=3)
    anchors = [section.anchor for section in draft.anchored_sections()]
    assert anchors == ["a-heading", "a-heading-2", "section"]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Main", "main-2"),
        ("Contents", "contents-2"),
        ("Leave a comment", "leave-a-comment-2"),
        ("Comment 3", "section-comment-3"),
        ("id_name", "section-id_name"),
    ],
)
def test_a_section_never_takes_the_anchor_of_another_part_of_the_page(heading, anchor):
    draft = make.page().edit(by=None)
    draft.sections.update(heading=heading)
    assert [section.anchor for section in draft.anchored_sections()] == [anchor]
