"""The way to the clinic, its logo, its colours, its pages elsewhere: shown once they are known."""

import json
import re
from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from booking.models import Closure
from clinic.models import Clinic
from clinic.presented import Palette, check_logo, name_of
from pages.models import Image
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

SCREEN = "/admin/clinic/clinic/1/change/"
WAY = {
    "directions": "Streetcar to Sample Street.\r\nThe blue door.",
    "parking": "Behind the house, free.",
    "access": "Elevator from the street; automatic door.",
    "languages": "English, French",
}


@pytest.fixture
def editor(client, seeded):
    client.force_login(make.staff("Editors"))
    return client


def post(editor, **typed):
    return editor.post(SCREEN, make.typed(editor.get(SCREEN), **typed))


def logo(width=200, height=100):
    return make.upload(make.picture(width, height, kind="PNG"), name="logo.png")


def clinic_in(page):
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
    return next(one for one in json.loads(text)["@graph"] if one["@type"] == "MedicalClinic")


def page_with_hours(**shows):
    one = make.page()
    section = one.live_revision().sections.get()
    section.kind, section.data = "hours", shows
    section.save()
    return one.get_absolute_url()


def test_the_way_here_is_typed_once_and_shown_beside_the_form_and_on_a_page(editor):
    assert post(editor, **WAY, map_image_upload=make.upload(), map_alt="A map").status_code == 302
    for path in ("/contact/", page_with_hours()):
        page = editor.get(path).text.split("<footer")[0]
        for words in (
            "Streetcar to Sample Street.<br>",
            "Behind the house, free.",
            "Elevator from the street; automatic door.",
            "<dd>English, French</dd>",
            'alt="A map"',
        ):
            assert words in page
    assert '<a href="/contact/#place">How to get here</a>' in editor.get("/").text
    Clinic.objects.update(map_link="https://example.org/map")
    top, _, rest = editor.get("/contact/").text.partition("<textarea")
    top = top.partition("<h1")[2]
    assert '<a href="#place">How to find us</a>' in top
    assert '<a href="https://example.org/map" rel="noreferrer">Open a map</a>' in top
    assert 'id="place"' in rest


def test_a_page_shows_no_part_that_is_not_selected_and_none_that_is_empty(client, seeded):
    Clinic.objects.update(**WAY | {"parking": ""})
    path = page_with_hours(directions=False, closures=False)
    page = client.get(path).text.split("<footer")[0]
    assert "Elevator" in page
    for absent in ("Streetcar", "Parking", "<picture", "closures"):
        assert absent not in page
    Clinic.objects.update(access="", languages="")
    assert 'class="way"' not in client.get(path).text
    Clinic.objects.update(directions="")
    assert "How to get here" not in client.get("/contact/").text


def test_a_map_needs_a_description_and_starts_from_that_of_the_library(editor):
    refused = post(editor, map_image_upload=make.upload())
    assert refused.status_code == 422
    assert '<a href="#id_map_alt">Description of the map: Describe the map.</a>' in refused.text
    image = Image.objects.get()
    assert f'value="{image.pk}"' in refused.text  # uploaded, and chosen by its number now
    Image.objects.update(alt="Two streets")
    assert post(editor, map_image=f"{image.pk} – Two streets").status_code == 302
    clinic = Clinic.current()
    assert (clinic.map_image, clinic.map_alt) == (image, "Two streets")
    assert post(editor, map_image="", map_alt="").status_code == 302
    assert Clinic.current().map_image is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinic.objects.update(map_image=image, map_alt="")


def test_a_map_as_large_as_a_photo_reaches_its_field(editor):
    photo = make.upload(make.picture() + bytes(1_500_000))
    answer = post(editor, map_image_upload=photo, map_alt="A map")
    assert answer.status_code in (302, 422)


def test_a_logo_is_shown_for_the_mark_with_the_name_beside_it_or_in_it(editor):
    post(editor, logo_upload=logo())
    image = Image.objects.get()
    header = editor.get("/").text.split("</header>")[0]
    assert f'<img class="logo" src="{image.thumbnail}" width="96" height="48" alt="">' in header
    name = Clinic.current().name
    assert f"<span>{name}<span" in header
    assert "<svg viewBox" not in header.split("<nav")[0]
    post(editor, logo_has_name="on")
    header = editor.get("/").text.split("</header>")[0]
    assert f'alt="{name}">' in header
    assert f"<span>{name}" not in header
    assert clinic_in(editor.get("/").text)["logo"]["width"] == 200


def test_a_wide_logo_is_as_sharp_as_a_square_one(editor):
    post(editor, logo_upload=logo(900, 180), logo_has_name="on")
    shown = Clinic.current().logo_url
    assert shown != Image.objects.get().thumbnail  # 400 pixels wide, and 80 high
    assert f'src="{shown}" width="240" height="48"' in editor.get("/").text


@pytest.mark.parametrize("size", [(100, 95), (300, 100), (1000, 150)])
def test_a_logo_that_would_be_blurred_or_has_no_room_is_refused(editor, size):
    refused = post(editor, logo_upload=logo(*size))
    assert refused.status_code == 422
    assert f"The logo is {size[0]} by {size[1]} pixels." in refused.text
    assert not Image.objects.exists()
    image = make.image(*size)
    assert post(editor, logo=str(image.pk)).status_code == 422
    assert Clinic.current().logo is None


def test_a_logo_may_be_as_wide_as_there_is_room():
    for width, has_name in ((480, True), (192, False)):
        check_logo(width, 96, has_name)
        with pytest.raises(ValidationError):
            check_logo(width + 1, 96, has_name)


def test_an_image_of_the_details_is_in_use(editor):
    image = make.image(200, 100)
    assert post(editor, logo=str(image.pk)).status_code == 302
    assert image in Image.objects.shown()
    assert not image.discard(make.version(image))
    library = editor.get(f"/admin/pages/image/{image.pk}/").text
    assert '<a href="/admin/clinic/clinic/">Clinic details</a>' in library
    assert "Clinic details" in editor.get("/admin/pages/image/").text


def test_pages_on_other_sites_are_named_and_led_to(editor):
    typed = (
        "instagram.com/sample\r\n\r\n https://www.facebook.com/sample \r\nhttps://example.org/us"
    )
    assert post(editor, social_links=typed).status_code == 302
    footer = editor.get("/contact/").text.split("<footer")[1]
    link = '<a href="https://{}" rel="me noreferrer">{}</a>'
    assert link.format("instagram.com/sample", "Instagram") in footer
    assert link.format("www.facebook.com/sample", "Facebook") in footer
    assert link.format("example.org/us", "example.org") in footer
    assert len(clinic_in(editor.get("/").text)["sameAs"]) == 3
    assert name_of("https://notfacebook.com/x") == "notfacebook.com"
    two = "https://instagram.com/sample/\nhttps://instagram.com/sample.ims?x=1\nhttps://example.org"
    assert [name for name, _ in Clinic(social_links=two).sites] == [
        *("Instagram: sample", "Instagram: sample.ims", "example.org")
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("https://example.com\r\nhttp://example.com", "Line 2 is not a web address"),
        ("javascript:alert(1)", "Line 1 is not"),
        ("https://a b", "Line 1 is not"),
        ("https://[half", "Line 1 is not"),
        ("https://example.com\n" * 7, "At most 6 addresses"),
        ("https://example.com/" + "x" * 1000, "at most 1000 characters"),
    ],
)
def test_only_a_few_plain_https_addresses_are_taken(editor, typed, words):
    refused = post(editor, social_links=typed)
    assert refused.status_code == 422
    assert words in refused.text
    assert Clinic.current().sites == []


def test_the_database_takes_no_other_address_either(seeded):
    for wrong in ("http://example.com", "https://example.com\n", "https://a\njavascript:alert(1)"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Clinic.objects.update(social_links=wrong)


def test_a_palette_is_one_sheet_more_and_the_sites_own_colours_are_none(editor):
    assert "palette" not in editor.get("/contact/").text
    for palette in filter(None, Palette):
        assert post(editor, palette=palette.value).status_code == 302
        page = editor.get("/contact/").text
        assert page.count(f'<link rel="stylesheet" href="/static/css/palette-{palette}.css">') == 1
    assert post(editor, palette="none").status_code == 422
    assert post(editor, palette="").status_code == 302
    assert "palette" not in editor.get("/contact/").text


def test_machines_read_the_way_in_and_the_days_that_are_different(client, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    make.call("seed")
    Clinic.objects.update(**WAY)
    clinic = Clinic.current()
    clinic.hours.create(weekday=0, opens=time(9), closes=time(17))
    day = date(2026, 12, 7)
    Closure.objects.create(
        first_day=date(2026, 12, 24), last_day=date(2026, 12, 26), is_public=True
    )
    Closure.objects.create(
        first_day=day, last_day=day, from_time=time(12), until_time=time(13), is_public=True
    )
    Closure.objects.create(first_day=date(2026, 12, 9), last_day=date(2026, 12, 9))
    said = clinic_in(client.get("/").text)
    assert [
        [one[name] for name in ("validFrom", "validThrough", "opens", "closes")]
        for one in said["specialOpeningHoursSpecification"]
    ] == [
        ["2026-12-07", "2026-12-07", "09:00", "12:00"],
        ["2026-12-07", "2026-12-07", "13:00", "17:00"],
        ["2026-12-24", "2026-12-26", "00:00", "00:00"],
    ]
    assert said["knowsLanguage"] == ["English", "French"]
    assert {one["name"]: one["value"] for one in said["amenityFeature"]} == {
        "Parking": "Behind the house, free.",
        "Step-free access": "Elevator from the street; automatic door.",
    }
    Clinic.objects.update(**dict.fromkeys(WAY, ""))
    Closure.objects.all().delete()
    said = clinic_in(client.get("/").text)
    for absent in ("special", "amenity", "knows", "sameAs", "logo", "image"):
        assert absent not in " ".join(said)


def test_closures_are_beside_the_hours_on_a_page_and_on_the_contact_page(
    client, seeded, time_machine
):
    time_machine.move_to(make.NOW, tick=False)
    day = date(2026, 12, 24)
    Closure.objects.create(first_day=day, last_day=day, is_public=True, reason="Sample holiday")
    for path in ("/contact/", page_with_hours()):
        page = client.get(path).text
        assert [part.count("Sample holiday") for part in page.split("<footer")][1:] == [1]
        assert "Sample holiday</li>" in page.split("<main")[1].split("<footer")[0]
