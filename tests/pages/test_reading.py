import gzip
import re

import pytest
from django.conf import settings

from clinic.models import Clinic
from pages.models import Page, Revision, Section
from tests import make

pytestmark = pytest.mark.django_db


def test_the_four_questions_are_answered_in_order(client, seeded):
    page = client.get("/ims/").text
    places = [
        page.index(f"<h2>{question}</h2>")
        for question in (
            "What is Intramuscular Stimulation (IMS)?",
            "How does IMS work?",
            "How often is treatment given?",
            "What are the benefits of IMS?",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("path", ["/", "/ims/", "/privacy/", "/accessibility/"])
def test_seeded_pages_are_there_with_one_heading_of_their_own(client, seeded, path):
    page = client.get(path).text
    assert page.count("<h1") == 1
    assert "<title>" in page


@pytest.mark.parametrize("path", ["/", "/ims/", "/contact/"])
def test_the_first_view_takes_less_than_14_kilobytes(client, seeded, path):
    page = client.get(path).text
    sheets = re.findall(r'<link rel="stylesheet" href="/(static/[^"]+)"', page)
    parts = [page.encode(), *((settings.BASE_DIR / sheet).read_bytes() for sheet in sheets)]
    assert len(sheets) == 2
    assert sum(len(gzip.compress(part)) for part in parts) < 14 * 1024


def test_phone_and_email_are_links(client, seeded):
    page = client.get("/ims/").text
    assert 'href="tel:+14164771101"' in page
    assert 'href="mailto:reception@priclinic.com"' in page


def test_a_new_phone_number_is_everywhere_at_once(client, seeded):
    Clinic.objects.update(phone="(416) 555-0199")
    for path in ("/", "/ims/", "/book/", "/contact/", "/privacy/"):
        page = client.get(path).text
        assert "(416) 555-0199" in page
        assert "477-1101" not in page


def test_empty_details_are_left_out(client, seeded):
    Clinic.objects.update(phone="", email="", address="")
    page = client.get("/ims/").text
    assert "tel:" not in page
    assert "mailto:" not in page
    assert "<address>" not in page


def test_a_site_without_any_row_still_answers(client, db):
    assert client.get("/").status_code == 404
    assert client.get("/contact/").status_code == 200
    assert client.get("/book/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ims/",
        "/privacy/",
        "/book/",
        "/book/request/",
        "/contact/",
        "/contact/thanks/",
        "/comments/ims/",
        "/comments/ims/thanks/",
        "/appointments/none/",
        "/nowhere/",
    ],
)
def test_reading_sets_no_cookie(client, seeded, path):
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_seeding_twice_changes_nothing(client, seeded):
    def everything():
        return [list(model.objects.values()) for model in (Clinic, Page, Revision, Section)]

    before = everything()
    make.call("seed")
    assert everything() == before


def test_a_renamed_page_does_not_come_back(client, seeded):
    Page.objects.filter(slug="accessibility").update(slug="access")
    make.call("seed")
    assert client.get("/accessibility/").status_code == 404


def test_seeding_never_overwrites_an_edit(client, seeded):
    Clinic.objects.update(phone="(416) 555-0199")
    draft = Page.objects.get(slug="ims").edit(by=None)
    draft.title = "Our own title"
    draft.save()
    draft.publish()
    make.call("seed")
    assert "Our own title" in client.get("/ims/").text
    assert Clinic.objects.get().phone == "(416) 555-0199"


def test_every_fact_of_the_old_page_is_on_the_new_one(client, seeded):
    page = client.get("/ims/").text.lower()
    for fact in (
        "myofascial pain",
        "neuropathic",
        "dr. gunn",
        "1970s",
        "radiculopathic",
        "peripheral nervous",
        "supersensitive",
        "chronic",
        "inflammation",
        "acupuncture needles",
        "tender band",
        "spine",
        "cramp",
        "stretch receptor",
        "platelet derived growth factor (pdgf)",
        "collagen and proteins",
        "electric potential",
        "once a week",
        "scar tissue",
        "pressure and irritation",
        "more than 20 years of combined experience",
        "fewer than 8",
    ):
        assert fact in page


def test_home_has_one_address(client, seeded):
    response = client.get("/home/")
    assert response.status_code == 301
    assert response["Location"] == "/"


def test_a_page_taken_off_the_site_is_not_found(client, seeded):
    Page.objects.filter(slug="privacy").update(is_public=False)
    assert client.get("/privacy/").status_code == 404


def test_a_page_takes_few_queries(client, seeded, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):  # one for closures in the footer, one for machines
        client.get("/ims/")


def test_a_nul_byte_in_the_address_is_refused(client, seeded):
    assert client.get("/ims/?x=%00").status_code == 400
    assert client.get("/im%00s/").status_code == 400
    client.cookies["sessionid"] = "\0aaaa"
    assert client.get("/admin/").status_code == 400


def test_the_menu_and_footer_stay_short_and_say_that_there_are_more(client, db):
    for number in range(1, 52):
        make.page(f"page-{number}", f"Title {number}", in_menu=number == 51, order=number)
    page = client.get("/page-50/").text
    assert '<a href="/page-51/">Title 51</a>' in page
    assert '<a href="/page-49/">Title 49</a>' in page
    assert "Title 50</a>" not in page
    assert "Search for more pages" in page
    Page.objects.filter(slug="page-1").update(is_public=False)
    page = client.get("/page-50/").text
    assert "Title 50</a>" in page
    assert "Search for more pages" not in page
