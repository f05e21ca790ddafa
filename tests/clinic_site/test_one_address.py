"""However an address was typed or passed on, it leads to its page's one address."""

import pytest

from pages.models import Page
from tests import make

pytestmark = pytest.mark.django_db

SPELLINGS = {
    "/IMS/": "/ims/",
    "/Ims": "/ims/",
    "/ims//": "/ims/",
    "/ims.": "/ims/",
    "/ims),": "/ims/",
    "/ims/index.html": "/ims/",
    "/Book/": "/book/",
    "/BOOK/Request": "/book/request/",
    "/Team/Anna/": "/team/anna/",
    "/TREATMENTS/IMS": "/treatments/ims/",
    "/CONTACT": "/contact/",
    "/Search/": "/search/",
    "/Comments/IMS/Thanks/": "/comments/ims/thanks/",
    "/Feed": "/feed/",
    "/ROBOTS.TXT": "/robots.txt",
    "/robots.txt/": "/robots.txt",
    "/Admin/": "/admin/",
    "/HealthZ": "/healthz",
    "/Home/": "/",
    "/index.html": "/",
}


@pytest.mark.parametrize(("typed", "address"), SPELLINGS.items())
def test_it_leads_there_at_once_and_for_good(client, typed, address):
    make.page("ims")
    make.page("home")
    response = client.get(f"{typed}?from=a%20card&b=%26")
    assert response.status_code == 301
    assert response["Location"] == f"{address}?from=a%20card&b=%26"


def test_a_former_address_leads_there_too(client):
    make.page("old").move_to("present")
    for typed in ("/OLD/", "/Old/"):
        assert client.get(typed)["Location"] == "/present/"


@pytest.mark.parametrize("typed", ["/Nowhere/", "/nowhere/", "/no/where", "/\u017fearch/", "/("])
def test_what_nothing_answers_is_not_found(client, typed):
    assert client.get(typed, follow=True).status_code == 404
    assert not client.get("/Nowhere/").has_header("Location")


@pytest.mark.parametrize("typed", ["/Contact/", "/contact", "/Comments/ims", "/BOOK/Link/"])
def test_a_form_is_never_redirected(client, typed):
    assert client.post(typed, {"text": "Words."}).status_code in (404, 405)


def test_a_redirect_leads_to_no_other_site(client):
    for typed in ("//EVIL.example/", "///evil.example/..", "/\\evil.example", "//evil.example/IMS"):
        response = client.get(typed)
        assert not response.get("Location", "/a").startswith(("//", "http", "/\\"))


def test_a_token_keeps_its_letters(client):
    response = client.get("/Appointments/AbCdEf/12/Cancel")
    assert response["Location"] == "/appointments/AbCdEf/12/cancel/"


def test_a_page_has_one_canonical_address(client):
    make.page("ims")
    Page.objects.filter(slug="ims").update(allows_comments=True)
    assert client.post("/comments/IMS/", {"name": "N", "text": ""}).status_code == 422
    assert 'rel="canonical" href="http://testserver/ims/"' in client.get("/IMS/", follow=True).text
