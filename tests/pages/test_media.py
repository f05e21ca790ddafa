"""Pictures as readers get them: the files themselves, and what a page says of them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.models import Section
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

NAME = "0123456789abcdef" * 2


@pytest.fixture
def image():
    return make.image(900, 600)


def page_with(client, **fields):
    page = make.page()
    Section.objects.update(**fields)
    return page, client.get("/a-page/").text


@pytest.mark.parametrize(
    ("copy", "kind"),
    [(".webp", "image/webp"), ("/400w.avif", "image/avif"), ("/800w.webp", "image/webp")],
)
def test_a_picture_is_served_with_its_type_for_ever_and_to_everybody(
    client, media, image, copy, kind
):
    name = image.file.name.removesuffix(".webp") + copy
    response = client.get(f"/media/{name}")
    assert response.content == (media / name).read_bytes()
    assert response["Content-Type"] == kind
    assert response["Content-Length"] == str((media / name).stat().st_size)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not response.cookies
    assert "Vary" not in response


def test_a_picture_asks_nothing_of_the_database(client, image, django_assert_num_queries):
    client.force_login(make.staff("Editors"))
    with django_assert_num_queries(0):
        client.get(image.file.url)


def test_the_head_alone_can_be_asked_for(client, image):
    response = client.head(image.file.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert client.post(image.file.url).status_code == 405


def test_a_picture_that_the_reader_has_is_not_sent_again(client, image):
    first = client.get(image.file.url)
    for known in (first["ETag"], f'"other", W/{first["ETag"]}', "*"):
        again = client.get(image.file.url, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == first["Cache-Control"]
        assert again["Content-Security-Policy"] == first["Content-Security-Policy"]
    other = client.get(image.file.url, headers={"If-None-Match": '"other"'})
    assert other.content == first.content


@pytest.mark.parametrize(
    "path",
    [
        f"{NAME}.webp",
        NAME,
        f"{NAME}/",
        f"{NAME}.svg",
        f"{NAME}.html",
        f"{NAME}.webp.html",
        f"{NAME}/400w.gif",
        f"{NAME}/w.webp",
        f"{NAME.upper()}.webp",
        f"{NAME}.webp%0A",
        f"{NAME}/٤w.webp",
        "notes.txt",
        "../secret.webp",
        "..%2Fsecret.webp",
        "%2e%2e/secret.webp",
        "..%5Csecret.webp",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        f"{NAME}/../../secret.webp",
        "x" * 3000,
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ],
)
def test_what_is_no_picture_of_ours_is_not_found(client, media, image, path):
    for place in (media, media.parent):
        for name in ("secret.webp", "notes.txt", f"{NAME}.svg", f"{NAME}.webp.html"):
            (place / name).write_text("secret")
    (media / NAME).mkdir()
    response = client.get(f"/media/{path}")
    assert response.status_code == 404
    assert b"secret" not in response.content


def test_a_nul_is_refused_and_a_missing_folder_is_not_found(client, settings, media):
    assert client.get(f"/media/{NAME}%00.webp").status_code == 400
    settings.MEDIA_ROOT = media / "nowhere"
    assert client.get(f"/media/{NAME}.webp").status_code == 404


def test_a_section_shows_its_picture_in_modern_formats(client, image):
    _, shown = page_with(client, image=image, alt="Hands & a <needle>")
    folder = image.file.url.removesuffix(".webp")
    assert re.findall(r'type="([^"]*)" srcset="([^"]*)"', shown) == [
        (
            f"image/{kind}",
            f"{folder}/400w.{kind} 400w, {folder}/800w.{kind} 800w, {folder}/900w.{kind} 900w",
        )
        for kind in ("avif", "webp")
    ]
    (tag,) = re.findall(r"<img [^>]*>", shown)
    assert 'width="900" height="600" alt="Hands &amp; a &lt;needle&gt;"' in tag
    assert 'loading="lazy"' in tag
    assert "fetchpriority" not in tag


def test_a_decorative_picture_says_nothing_even_if_it_was_described(client, image):
    _, shown = page_with(client, image=image, alt="Some leaves", decorative=True)
    assert ' alt=""' in shown
    assert "leaves" not in shown


def test_a_section_without_a_picture_shows_none(client):
    _, shown = page_with(client, alt="Left from a picture")
    assert "<picture" not in shown
    assert "Left from" not in shown


@pytest.mark.parametrize(("slug", "path"), [("a-page", "/a-page/"), ("home", "/")])
def test_the_page_s_own_picture_comes_first_and_at_once(client, image, slug, path):
    page = make.page(slug=slug)
    page.revisions.update(image=image, alt="The front door")
    Section.objects.update(image=make.image(), alt="A chair")
    first, second = re.findall(r"<img [^>]*>", client.get(path).text)
    assert 'alt="The front door"' in first
    assert 'fetchpriority="high"' in first
    assert "loading" not in first
    assert 'alt="A chair"' in second


def test_more_pictures_need_no_more_queries(client, image):
    page, _ = page_with(client, image=image, decorative=True)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get("/a-page/")
        return len(queries)

    before = count()
    for number in range(5):
        page.revisions.get().sections.create(
            heading=f"Number {number}", body="", image=make.image(), decorative=True
        )
    assert count() == before
