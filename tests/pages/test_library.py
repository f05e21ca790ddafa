"""The library of images: found again, described, used in a draft, removed if nothing shows it."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image as Opened

from pages.models import Image, Revision, Section
from pages.sharing_copies import part_of, size_of
from tests import make
from tests.markup import Markup
from tests.pages.test_draft_screen import form_of
from tests.pages.test_images import illustrate, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

LIBRARY = "/admin/pages/image/"


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors"))
    return client


def described(alt, name="picture.jpg", **more):
    return Image.objects.take(make.upload(name=name), by=None, alt=alt, **more)


def test_an_image_is_found_by_its_descriptions_its_file_and_its_pages(editor):
    named, used, other = described("Two hands"), described("", "IMG_77.HEIC"), described("A door")
    illustrate(used, slug="needling")
    Section.objects.filter(image=used).update(alt="A quiet room")
    for typed, found in [
        ("hands", {named}),
        ("img_77", {used}),
        ("QUIET", {used}),
        ("a page", {used}),
        ("two door", set()),
        ("", {named, used, other}),
    ]:
        assert set(editor.get(LIBRARY, {"q": typed}).context["rows"]) == found
    unused = editor.get(LIBRARY, {"show": "unused", "page": "9" * 30}).context["rows"]
    assert set(unused) == {named, other}
    assert set(editor.get(LIBRARY, {"show": "nonsense"}).context["rows"]) == {named, used, other}


def test_the_library_says_where_an_image_is_used_by_page_and_version(editor):
    image = described("Two hands")
    page = illustrate(image)
    assert "Used on: “A page”" in editor.get(LIBRARY).text
    page.edit(by=None).replace_sections([])
    page.draft().publish()
    assert "“A page” (older version)" in editor.get(LIBRARY).text
    shown = editor.get(f"{LIBRARY}{image.pk}/").text
    assert page.revisions.order_by("pk")[0].get_admin_url() in shown
    assert f"/admin/pages/page/{page.pk}/change/" in shown
    assert "Was live" in shown


def test_an_image_that_somebody_adds_stays_and_one_of_a_draft_goes(editor):
    posted = {"upload": make.upload(name="door.jpg"), "alt": "The front door"}
    added = editor.post(f"{LIBRARY}add/", posted, follow=True)
    kept = Image.objects.get()
    assert added.context["one"] == kept
    assert (kept.kept, kept.alt, kept.original_name) == (True, "The front door", "door.jpg")
    passing = described("Nothing shows it")
    Image.objects.purge()
    with later(timedelta(days=2)):
        Image.objects.purge()
    assert set(Image.objects.all()) == {kept}
    assert passing != kept


def test_what_the_library_refuses_is_said_and_what_was_typed_is_kept(editor):
    for file, words in [({}, "Choose an image."), ({"upload": make.upload(b"x")}, "not an image")]:
        refused = editor.post(f"{LIBRARY}add/", {"alt": "Words typed"} | file)
        assert refused.status_code == 422
        assert words in refused.text
        assert "Words typed" in refused.text
    assert not Image.objects.exists()


def test_a_changed_description_and_focal_point_change_no_page(editor, client):
    image = described("Two hands")
    illustrate(image)
    shown = editor.get(f"{LIBRARY}{image.pk}/")
    form = Markup(shown.text).fields | {"alt": "Hands", "focus_x": "20", "kept": "on"}
    assert editor.post(f"{LIBRARY}{image.pk}/", form).status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.focus_x, image.kept) == ("Hands", 20, True)
    assert 'alt="A sample picture"' in client.get("/a-page/").text
    again = editor.post(f"{LIBRARY}{image.pk}/", form | {"alt": "Mine"})
    assert again.status_code == 422
    assert "This has changed since you opened it." in again.text
    wrong = editor.post(f"{LIBRARY}{image.pk}/", form | {"focus_y": "101"})
    assert "enter 100 or less" in wrong.text


def test_only_an_image_that_nothing_shows_can_be_removed(editor, media):
    image = described("Two hands")
    asked = editor.get(f"{LIBRARY}{image.pk}/remove/").text
    form = Markup(asked).fields
    page = illustrate(image)
    editor.post(f"{LIBRARY}{image.pk}/remove/", form)
    assert Image.objects.filter(pk=image.pk).exists()
    refused = editor.get(f"{LIBRARY}{image.pk}/remove/").text
    assert "can’t be removed" in refused
    assert page.live_revision().get_admin_url() in refused
    Section.objects.update(image=None)
    editor.post(f"{LIBRARY}{image.pk}/remove/", form | {"seen": "7"})
    assert Image.objects.filter(pk=image.pk).exists()
    editor.post(f"{LIBRARY}{image.pk}/remove/", form)
    assert not Image.objects.exists()
    assert list(media.iterdir()) == []
    assert editor.post(f"{LIBRARY}{image.pk}/remove/", form).status_code == 404


def test_a_draft_shows_an_image_of_the_library_by_its_number_and_starts_from_its_words(editor):
    image = described("Two hands", focus_x=20, focus_y=70)
    draft = make.page().edit(by=None)
    form = form_of(editor, draft)
    assert f'<option value="{image.pk} – Two hands">' in editor.get(draft.get_admin_url()).text
    for wrong in ("no such", "99999999", "0", "٣"):
        refused = editor.post(draft.get_admin_url(), form | {"sections-0-chosen": wrong})
        assert "no image with this number" in refused.text
    saved = editor.post(draft.get_admin_url(), form | {"sections-0-chosen": f"{image.pk} – Two"})
    assert saved.status_code == 302
    section = draft.sections.get()
    assert (section.image, section.alt) == (image, "Two hands")
    assert (section.focus_x, section.focus_y) == (20, 70)


def test_another_image_of_the_library_comes_with_its_own_words_but_keeps_those_just_typed(editor):
    first, second = described("Two hands"), described("A door")
    draft = make.page().edit(by=None)
    draft.sections.update(image=first, alt="Hands of ours")
    form = form_of(editor, draft)
    editor.post(draft.get_admin_url(), form | {"sections-0-chosen": str(second.pk)})
    assert draft.sections.get().alt == "A door"
    form = form_of(editor, draft) | {"sections-0-chosen": str(first.pk)}
    editor.post(draft.get_admin_url(), form | {"sections-0-alt": "Typed"})
    assert (draft.sections.get().image, draft.sections.get().alt) == (first, "Typed")


def test_the_first_description_in_a_draft_becomes_the_image_s_own(editor):
    draft = make.page().edit(by=None)
    form = form_of(editor, draft)
    posted = {"sections-0-upload": make.upload(), "sections-0-alt": "Hands"}
    editor.post(draft.get_admin_url(), form | posted)
    assert Image.objects.get().alt == "Hands"
    form = form_of(editor, draft)
    editor.post(draft.get_admin_url(), form | {"sections-0-alt": "Other words"})
    assert Image.objects.get().alt == "Hands"


def test_a_picture_is_uploaded_before_the_draft_is_saved_or_refused_in_a_sentence(editor):
    taken = editor.post(f"{LIBRARY}upload/", {"upload": make.upload(make.picture(90, 60))}).json()
    image = Image.objects.get()
    assert taken == {"pk": image.pk, "url": image.file.url, "width": 90, "height": 60, "alt": ""}
    assert not image.kept
    for file in ({}, {"upload": make.upload(b"<svg/>", "x.svg")}):
        refused = editor.post(f"{LIBRARY}upload/", file)
        assert refused.status_code == 422
        assert refused.json()["refused"]


def test_a_crop_is_kept_in_its_version_and_shown_around_its_focal_point(editor, client):
    draft = make.page().edit(by=None)
    draft.sections.update(image=make.image(900, 600), alt="Hands")
    form = form_of(editor, draft) | {"sections-0-shape": "square", "sections-0-focus_x": "21"}
    assert editor.post(draft.get_admin_url(), form | {"do": "publish"}).status_code == 302
    shown = client.get("/a-page/").text
    assert 'class="picture cropped crop-square focus-x-20 focus-y-50"' in shown
    assert 'width="600" height="600" alt="Hands"' in shown
    assert "calc(36rem * 1.5)" in shown
    assert "css/focus.css" in shown
    later_draft = draft.page.edit(by=None)
    form = form_of(editor, later_draft) | {"sections-0-shape": "", "sections-0-focus_y": ""}
    editor.post(later_draft.get_admin_url(), form)
    assert "cropped crop-square" in client.get("/a-page/").text
    both = {"from": draft.pk, "to": later_draft.pk}
    compared = editor.get(f"/admin/pages/page/{draft.page_id}/versions/compare/", both).text
    assert "The image is cropped differently." in compared


def test_a_picture_that_is_not_cropped_costs_readers_no_style_sheet(client):
    illustrate(make.image(900, 600))
    assert "focus.css" not in client.get("/a-page/").text


def test_an_image_for_sharing_is_cut_around_its_focal_point_and_told_to_other_sites(
    editor, client, media
):
    image, own = described("Two hands", focus_x=0, focus_y=100), make.image(900, 600)
    draft = make.page().edit(by=None)
    Revision.objects.filter(pk=draft.pk).update(image=own, alt="A room")
    draft.refresh_from_db()
    form = form_of(editor, draft) | {"share_chosen": str(image.pk), "do": "publish"}
    assert editor.post(draft.get_admin_url(), form).status_code == 302
    draft.refresh_from_db()
    assert (draft.share_image, draft.share_alt, draft.share_focus_y) == (image, "Two hands", 100)
    folder = image.file.name.removesuffix(".webp")
    said = client.get("/a-page/").text
    for name, content in {
        "og:image": f"http://testserver/media/{folder}/share-0-100.jpg",
        "og:image:width": "60",
        "og:image:height": "32",
        "og:image:alt": "Two hands",
        "twitter:image:alt": "Two hands",
    }.items():
        assert re.search(f'(name|property)="{name}" content="{content}"', said), name
    card = client.get(f"/media/{folder}/share-0-100.jpg")
    assert (card.status_code, card["Content-Type"]) == (200, "image/jpeg")
    assert Opened.open(io.BytesIO(card.content)).size == (60, 32)
    assert set(Image.objects.shown()) == {image, own}
    assert "“A page”" in editor.get(LIBRARY, {"q": "two hands"}).text


def test_an_image_for_sharing_is_compared_restored_merged_and_removed(editor):
    image = described("Two hands")
    draft = make.page().edit(by=None)
    mine = form_of(editor, draft)
    theirs = mine | {"share_chosen": str(image.pk), "share_alt": "Theirs"}
    assert editor.post(draft.get_admin_url(), theirs).status_code == 302
    merged = editor.post(draft.get_admin_url(), mine | {"title": "My title"})
    assert merged.status_code == 409
    form = Markup(merged.text).fields
    assert (form["title"], form["share_image"], form["share_alt"]) == (
        "My title",
        str(image.pk),
        "Theirs",
    )
    assert editor.post(draft.get_admin_url(), form | {"do": "publish"}).status_code == 302
    assert draft.page.edit(by=None).share_image == image
    shown = editor.get(draft.page.draft().get_admin_url()).text
    assert "The card shows the image for sharing." in shown
    later_draft = draft.page.draft()
    form = form_of(editor, later_draft) | {"share_without_image": "on"}
    editor.post(later_draft.get_admin_url(), form)
    both = {"from": draft.pk, "to": later_draft.pk}
    compared = editor.get(f"/admin/pages/page/{draft.page_id}/versions/compare/", both).text
    assert "Image for sharing" in compared
    assert "The image was removed." in compared


def test_the_cut_shows_what_the_editor_sees_of_it():
    assert part_of(1600, 1200, 10, 0) == (0, 0, 1600, 840)
    assert part_of(1600, 1200, 10, 100) == (0, 360, 1600, 1200)
    assert part_of(2400, 630, 50, 0) == (600, 0, 1800, 630)
    assert [size_of(1600, 1200), size_of(300, 300), size_of(1, 1)] == [
        (1200, 630),
        (300, 158),
        (1, 1),
    ]
