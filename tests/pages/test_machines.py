"""What search engines, feed readers and other programs are told."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError

from clinic.models import Clinic
from clinic_site.page_memory.door import Door
from pages.models import Image, Page, Revision
from pages.reading import json_ld
from tests import make
from tests.door import Answer

pytestmark = pytest.mark.django_db

MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
FOUND = ["/", "/ims/", "/privacy/", "/accessibility/", "/book/", "/book/link/", "/contact/"]


def xml(response):
    return ElementTree.fromstring(response.content)  # noqa: S314


def meta(page):
    """The head's tags for machines: name or property → content."""
    return dict(re.findall(r'<meta (?:name|property)="([\w:-]+)" content="([^"]*)"', page))


def things(page):
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(scripts) == 1
    return {one["@type"]: one for one in json.loads(scripts[0])["@graph"]}


def publish(page, at, **words):
    draft = page.edit(by=None)
    Revision.objects.filter(pk=draft.pk).update(**words)
    draft.publish(at=at)


# The head of a page


@pytest.mark.parametrize("path", FOUND)
def test_a_page_that_may_be_found_says_where_it_is_and_what_it_holds(client, seeded, path):
    page = client.get(f"{path}?utm=x").text
    assert f'<link rel="canonical" href="http://testserver{path}">' in page
    said = meta(page)
    assert said["description"] == said["og:description"] != ""
    assert said["og:url"] == f"http://testserver{path}"
    assert "robots" not in said


def test_no_two_pages_share_a_title_or_a_description(client, seeded):
    pages = [client.get(path).text for path in FOUND]
    assert len({re.search("<title>(.*?)</title>", page)[1] for page in pages}) == len(FOUND)
    assert len({meta(page)["description"] for page in pages}) == len(FOUND)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/nowhere/"),
        ("get", "/contact/thanks/"),
        ("get", "/comments/ims/thanks/"),
        ("get", "/book/link/sent/"),
        ("get", "/appointments/none/"),
        ("get", "/ims/?x=%00"),
        ("post", "/contact/"),
        ("post", "/comments/ims/"),
        ("post", "/book/link/"),
        ("post", "/book/request/"),
    ],
)
def test_what_is_not_to_be_found_says_so_and_no_more(client, seeded, method, path):
    page = getattr(client, method)(path, follow=method == "get").text
    assert '<meta name="robots" content="noindex">' in page
    for trace in ("canonical", "og:", "ld+json"):
        assert trace not in page


def test_a_private_page_is_not_to_be_found(client, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    make.call("seed")
    service = make.service()
    booking = make.booking(service, make.therapist(service))
    page = client.get(booking.get_absolute_url()).text
    assert '<meta name="robots" content="noindex">' in page
    assert "ld+json" not in page


@pytest.mark.parametrize(
    ("seo", "summary", "said"),
    [
        ("For engines.", "For readers.", "For engines."),
        ("", "For readers,\r\nin two lines.", "For readers, in two lines."),
        ("", "", "A text of two &amp; more words."),
    ],
)
def test_the_description_is_the_best_there_is(client, db, seo, summary, said):
    one = make.page()
    Revision.objects.update(seo_description=seo, summary=summary)
    section = one.live_revision().sections.get()
    section.body = "<h3>A text</h3><p>of <b>two &amp; more</b> words.</p>"
    section.save()
    assert meta(client.get("/a-page/").text)["description"] == said


def test_the_site_has_an_image_to_share(client, seeded):
    said = meta(client.get("/ims/").text)
    assert said["og:image"] == "http://testserver/static/img/share.png"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["twitter:card"] == "summary_large_image"


def test_a_page_with_an_image_shares_that(client, seeded):
    image = Image.objects.bulk_create([Image(file="sample.webp", width=800, height=600)])[0]
    Revision.objects.filter(page__slug="ims").update(image=image, alt="A hand “at work”")
    page = client.get("/ims/").text
    said = meta(page)
    assert said["og:image"].startswith("http://testserver/")
    assert said["og:image"].endswith("sample.webp")
    assert (said["og:image:width"], said["og:image:alt"]) == ("800", "A hand “at work”")
    assert things(page)["MedicalWebPage"]["image"]["url"] == said["og:image"]


# JSON-LD


def test_the_page_about_ims_is_a_reviewed_page_about_a_therapy(client, seeded):
    Revision.objects.filter(page__slug="ims").update(
        reviewed_on=date(2026, 3, 1), reviewed_by="Sample Reviewer"
    )
    said = things(client.get("/ims/").text)["MedicalWebPage"]
    assert said["name"] == "Intramuscular Stimulation Q & A"
    assert said["inLanguage"] == "en-CA"
    assert said["lastReviewed"] == "2026-03-01"
    assert said["reviewedBy"] == {"@type": "Person", "name": "Sample Reviewer"}
    assert said["mainEntity"] == {
        "@type": "PhysicalTherapy",
        "name": "Intramuscular Stimulation (IMS)",
    }


def test_no_other_page_claims_a_therapy_or_a_review(client, seeded):
    said = things(client.get("/privacy/").text)["MedicalWebPage"]
    assert not {"mainEntity", "lastReviewed", "reviewedBy", "image"} & set(said)


def test_a_page_moves_its_therapy_along_when_its_address_changes(client, seeded):
    Page.objects.filter(slug="ims").update(slug="needles")
    assert "mainEntity" in things(client.get("/needles/").text)["MedicalWebPage"]


def test_a_page_says_when_it_was_first_published_and_last_changed(client, db, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    one = make.page()
    time_machine.move_to(make.NOW + timedelta(days=9), tick=False)
    publish(one, at=None)
    publish(one, at=make.NOW + timedelta(days=30))
    said = things(client.get("/a-page/").text)["MedicalWebPage"]
    assert said["datePublished"] == "2026-11-23T14:00:00+00:00"
    assert said["dateModified"] == "2026-12-02T14:00:00+00:00"


def test_the_trail_leads_from_the_first_page(client, seeded):
    steps = things(client.get("/contact/").text)["BreadcrumbList"]["itemListElement"]
    assert [(one["position"], one["item"]) for one in steps] == [
        (1, "http://testserver/"),
        (2, "http://testserver/contact/"),
    ]
    assert "BreadcrumbList" not in things(client.get("/").text)


@pytest.mark.parametrize("path", FOUND)
def test_each_page_names_the_clinic_once(client, seeded, path):
    said = things(client.get(path).text)
    assert said["MedicalClinic"]["@id"] == "http://testserver/#clinic"
    assert said["WebSite"]["publisher"] == {"@id": "http://testserver/#clinic"}


def test_no_text_breaks_out_of_the_script(client, seeded):
    hostile = "</script><script>alert(1)</script><!-- & é\u2028"
    Clinic.objects.update(address=hostile)
    Revision.objects.update(title=hostile)
    page = client.get("/ims/").text
    assert "<script>alert" not in page
    said = things(page)
    assert said["MedicalClinic"]["address"] == hostile
    assert said["MedicalWebPage"]["name"] == hostile


def test_what_nobody_knows_is_left_out():
    assert json_ld.thing("Thing", name="x", url="", image=None, hours=[]) == {
        "@type": "Thing",
        "name": "x",
    }
    assert json_ld.clinic_as_thing(Clinic(), "https://example.com/") is None
    assert json_ld.trail(("Home", "https://example.com/")) is None


def test_a_site_without_any_row_still_has_a_graph(client, db):
    assert "MedicalClinic" not in things(client.get("/contact/").text)


# Files for machines

FILES = {
    "/sitemap.xml": "application/xml",
    "/robots.txt": "text/plain; charset=utf-8",
    "/feed/": "application/atom+xml; charset=utf-8",
    "/.well-known/security.txt": "text/plain; charset=utf-8",
}


@pytest.mark.parametrize(("path", "kind"), FILES.items())
def test_a_file_for_machines_is_typed_and_is_sent_once(client, seeded, path, kind):
    door = Door()
    headers = Answer(door, path).headers
    assert headers["Content-Type"] == kind
    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    assert Answer(door, path, if_none_match=headers["ETag"]).status == 304
    assert Answer(door, path, "HEAD").status == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", FILES)
def test_addresses_come_from_the_settings_and_not_from_who_asks(client, seeded, settings, path):
    settings.SITE_URL = "https://clinic.example"
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    body = client.get(path, headers={"Host": "elsewhere.example"}).text
    assert "https://clinic.example/" in body
    assert "elsewhere" not in body


@pytest.mark.parametrize("path", FILES)
def test_more_pages_take_no_more_queries(client, seeded, path, django_assert_max_num_queries):
    for number in range(5):
        make.page(slug=f"page-{number}")
    with django_assert_max_num_queries(4):
        client.get(path)


@pytest.mark.parametrize("path", [*FILES, "/favicon.ico"])
def test_they_answer_before_anything_is_entered(client, db, path):
    assert client.get(path).status_code in (200, 302)


def test_no_page_can_take_the_address_of_the_feed(db):
    with pytest.raises(ValidationError, match="taken by another part"):
        Page(slug="feed").full_clean()


def test_the_sitemap_lists_what_may_be_found_with_its_true_time(client, db, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    make.call("seed")
    time_machine.move_to(make.NOW + timedelta(days=400), tick=False)
    publish(Page.objects.get(slug="ims"), at=None)
    found = {
        one.find("s:loc", MAP).text: one.findtext("s:lastmod", None, MAP)
        for one in xml(client.get("/sitemap.xml")).findall("s:url", MAP)
    }
    assert found["http://testserver/ims/"] == "2027-12-28T09:00:00-05:00"
    assert found["http://testserver/book/"] is found["http://testserver/contact/"] is None
    assert set(found) == {f"http://testserver{path}" for path in FOUND if path != "/book/link/"}


def test_the_sitemap_is_silent_about_drafts_schedules_and_pages_taken_off(client, db):
    make.page(slug="gone", is_public=False)
    Page.objects.create(slug="draft").edit(by=None)
    later = make.page(slug="later")
    later.revisions.update(publish_at=datetime(2999, 1, 1, tzinfo=UTC))
    text = client.get("/sitemap.xml").text
    assert not [slug for slug in ("gone", "draft", "later") if slug in text]


def test_robots_may_read_all_but_the_admin(client, db):
    lines = client.get("/robots.txt").text.splitlines()
    assert [line for line in lines if line.startswith("Disallow")] == ["Disallow: /admin/"]
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_a_page_keeps_its_place_in_the_feed_when_it_moves_and_changes(client, db, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    one = make.page(title="A page & \x0bmore")
    other = make.page(slug="another")
    (before,) = (entry for entry in entries(client) if "A page &" in entry["title"])
    time_machine.move_to(make.NOW + timedelta(days=1), tick=False)
    one.slug = "moved"
    one.save()
    publish(one, at=None, note="Private note")
    first, second = entries(client)
    assert first["id"] == before["id"] != second["id"]
    assert first["title"] == "A page & more"
    assert first["updated"] > before["updated"]
    assert first["published"] == before["published"]
    assert first["link"] == "http://testserver/moved/"
    assert second["link"] == f"http://testserver/{other.slug}/"
    assert "Private note" not in client.get("/feed/").text


def entries(client):
    feed = xml(client.get("/feed/"))
    assert feed.find("a:author/a:name", ATOM).text
    return [
        {
            name: one.findtext(f"a:{name}", None, ATOM)
            for name in ("id", "title", "updated", "published")
        }
        | {"link": one.find("a:link", ATOM).get("href")}
        for one in feed.findall("a:entry", ATOM)
    ]


def test_every_page_leads_to_the_feed(client, seeded):
    assert 'title="Pages" href="/feed/"' in client.get("/contact/").text


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 23, 14, tzinfo=UTC),
        datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2028, 2, 29, tzinfo=UTC),
        datetime(2027, 8, 31, 12, tzinfo=UTC),
        datetime(2032, 2, 28, 23, 59, tzinfo=UTC),
    ],
)
def test_whom_to_warn_never_expires_and_holds_for_less_than_a_year(client, db, now, time_machine):
    time_machine.move_to(now, tick=False)
    text = client.get("/.well-known/security.txt").text
    expires = datetime.fromisoformat(re.search(r"^Expires: (.+)$", text, re.MULTILINE)[1])
    assert timedelta(days=30) < expires - now < timedelta(days=365)


def test_whom_to_warn_of_a_weakness(client, seeded):
    Clinic.objects.update(email="a+b%c@example.com")
    lines = client.get("/.well-known/security.txt").text.splitlines()
    assert lines[0] == "Contact: mailto:a+b%25c@example.com"
    assert "Contact: http://testserver/contact/" in lines
    assert "Canonical: http://testserver/.well-known/security.txt" in lines
    Clinic.objects.update(email="")
    assert "mailto" not in client.get("/.well-known/security.txt").text


def test_the_icon_is_where_old_browsers_ask(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/favicon.ico")
    assert response["Location"] == "/static/img/favicon.svg"
    assert response["Cache-Control"] == "public, max-age=86400"
