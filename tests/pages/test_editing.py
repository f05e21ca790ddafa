import re

import pytest
import time_machine
from django.db import IntegrityError, transaction

from pages.models import Page, Revision, Section
from pages.models.revision import NotADraft
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, db):
    client.force_login(make.staff("Editors"))
    return client


def section_form(draft, **changes):
    section = draft.sections.get()
    return {
        "seen": draft.changed_at.isoformat(),
        "title": draft.title,
        "summary": "",
        "seo_description": "",
        "reviewed_on": "",
        "reviewed_by": "",
        "next_review_on": "",
        "note": "",
        "sections-TOTAL_FORMS": "1",
        "sections-INITIAL_FORMS": "1",
        "sections-0-id": section.pk,
        "sections-0-revision": draft.pk,
        "sections-0-order": section.order,
        "sections-0-heading": section.heading,
        "sections-0-body": section.body,
    } | changes


def test_edit_copies_the_live_revision_with_its_sections(editor):
    page = make.page()
    response = editor.post(f"/admin/pages/page/{page.pk}/edit/")
    draft = page.draft()
    assert response["Location"] == f"/admin/pages/revision/{draft.pk}/change/"
    assert draft.title == "A page"
    assert [one.heading for one in draft.sections.all()] == ["A heading"]


def test_edit_twice_opens_the_same_draft(editor):
    page = make.page()
    editor.post(f"/admin/pages/page/{page.pk}/edit/")
    editor.post(f"/admin/pages/page/{page.pk}/edit/")
    assert page.revisions.filter(publish_at=None).count() == 1


def test_looking_at_the_edit_address_changes_nothing(editor):
    page = make.page()
    assert editor.get(f"/admin/pages/page/{page.pk}/edit/").status_code == 405
    assert page.draft() is None


def test_readers_do_not_see_a_draft(editor, client):
    page = make.page()
    before = client.get("/a-page/").content
    draft = page.edit(by=None)
    form = section_form(draft, title="Not yet", _save="Save draft")
    assert editor.post(f"/admin/pages/revision/{draft.pk}/change/", form).status_code == 302
    assert page.draft().title == "Not yet"
    assert client.get("/a-page/").content == before


def test_the_second_of_two_who_save_is_told_and_loses_nothing(editor):
    draft = make.page().edit(by=None)
    change = f"/admin/pages/revision/{draft.pk}/change/"
    mine, theirs = section_form(draft, title="My words"), section_form(draft, title="Their words")
    assert editor.post(change, theirs).status_code == 302
    refused = editor.post(change, mine)
    assert "saved this draft on" in refused.text
    assert 'value="My words"' in refused.text
    assert Revision.objects.get(pk=draft.pk).title == "Their words"
    seen = re.search(r'name="seen" value="([^"]+)"', refused.text)[1]
    assert editor.post(change, mine | {"seen": seen}).status_code == 302
    assert Revision.objects.get(pk=draft.pk).title == "My words"


def test_publish_makes_the_draft_live_and_keeps_the_old_version(editor, client):
    page = make.page()
    old = page.live_revision()
    draft = page.edit(by=None)
    form = section_form(draft, title="New words", _publish="Save and publish")
    editor.post(f"/admin/pages/revision/{draft.pk}/change/", form)
    assert "New words" in client.get("/a-page/").text
    old.refresh_from_db()
    assert old.title == "A page"


def test_a_published_revision_can_only_be_read(editor):
    page = make.page()
    live = page.live_revision()
    form = section_form(live, title="Changed in place")
    assert editor.post(f"/admin/pages/revision/{live.pk}/change/", form).status_code == 403
    assert editor.get(f"/admin/pages/revision/{live.pk}/change/").status_code == 200
    live.refresh_from_db()
    assert live.title == "A page"


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


def test_a_scheduled_revision_goes_live_by_itself(client):
    with time_machine.travel("2026-11-23 14:00Z", tick=False) as clock:
        page = make.page()
        draft = page.edit(by=None)
        draft.title = "From Tuesday on"
        draft.save()
        draft.publish(at=make.TOMORROW_AT_NINE)
        assert "From Tuesday on" not in client.get("/a-page/").text
        clock.move_to("2026-11-24 14:00Z")
        assert "From Tuesday on" in client.get("/a-page/").text


def test_rich_text_is_cleaned_on_the_server(editor):
    page = make.page()
    draft = page.edit(by=None)
    dirty = '<h3>Kept</h3><script>alert(1)</script><p onclick="x()">Text</p><img src=x onerror=y>'
    form = section_form(draft, **{"sections-0-body": dirty, "_save": "Save draft"})
    editor.post(f"/admin/pages/revision/{draft.pk}/change/", form)
    assert Section.objects.get(revision=draft).body == "<h3>Kept</h3><p>Text</p>"


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


def test_reception_cannot_edit_or_publish(client):
    page = make.page()
    client.force_login(make.staff("Reception"))
    assert client.post(f"/admin/pages/page/{page.pk}/edit/").status_code == 403
    draft = page.edit(by=None)
    form = section_form(draft, _publish="Save and publish")
    assert client.post(f"/admin/pages/revision/{draft.pk}/change/", form).status_code == 403


def test_who_may_write_but_not_publish_is_refused_and_nothing_goes_live(client):
    page = make.page()
    user = make.staff("Editors")
    user.groups.clear()
    user.user_permissions.set(make.permissions("change_revision", "change_section", "view_section"))
    client.force_login(user)
    draft = page.edit(by=None)
    form = section_form(draft, title="Sneaked in", _publish="Save and publish")
    assert client.post(f"/admin/pages/revision/{draft.pk}/change/", form).status_code == 403
    assert page.live_revision().title == "A page"


def test_sections_with_one_heading_have_anchors_of_their_own():
    draft = make.page().edit(by=None)
    draft.sections.create(heading="A heading", body="<p>Again.</p>", order=2)
    draft.sections.create(heading="日本", body="<p>Only signs.</p>", order=3)
    anchors = [section.anchor for section in draft.anchored_sections()]
    assert anchors == ["a-heading", "a-heading-2", "section"]
