"""Pages about people and treatments: their addresses begin with /team/ and /treatments/."""

import pytest
from django.db import IntegrityError, transaction

from pages.models import Page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make.page("anna", title="Anna Sample", folder="team")


def test_a_page_about_a_person_is_among_the_team(client, anna):
    assert anna.get_absolute_url() == "/team/anna/"
    assert "Anna Sample" in client.get("/team/anna/").text


def page_with_link(address):
    make.page("fees", "Our fees").live_revision().sections.update(
        body=f'<p><a href="{address}">Anna</a></p>'
    )


@pytest.mark.parametrize("address", ["/anna/", "/treatments/anna/", "/team/ANNA/"])
def test_at_any_other_address_it_is_redirected(client, anna, address):
    assert client.get(address, follow=True).redirect_chain == [("/team/anna/", 301)]


def test_links_follow_a_page_into_a_folder(client):
    page = make.page("anna")
    page_with_link(f"/_page/{page.pk}/#hours")
    Page.objects.filter(pk=page.pk).update(folder="team")
    assert 'href="/team/anna/#hours"' in client.get("/fees/").text


def test_an_editor_puts_a_page_there_and_sees_what_links_to_it(client):
    page = make.page("anna")
    page_with_link("/team/anna/")
    client.force_login(make.staff("Editors"))
    screen = f"/admin/pages/page/{page.pk}/change/"
    form = {"slug": "anna", "folder": "team", "order": "100", "is_public": "on", "seen": "0"}
    assert client.post(screen, form | {"initial-folder": ""}).status_code == 302
    page.refresh_from_db()
    assert page.get_absolute_url() == "/team/anna/"
    assert "Our fees" in client.get(screen).text


def test_overviews_are_pages_like_others(client):
    make.page("team", title="Our team")
    assert "Our team" in client.get("/team/").text
    assert client.get("/team/nobody/").status_code == 404


def test_the_home_page_is_in_no_folder():
    make.page("home")
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.update(folder="team")
