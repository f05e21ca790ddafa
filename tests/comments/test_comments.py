import pytest
from django.db import IntegrityError, transaction

from clinic.models import Clinic
from comments.models import Comment
from pages.models import Page
from tests import make

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Sample Visitor",
    "email": "visitor@example.com",
    "website": "www.example.com",
    "text": "First line.\n\nSecond paragraph with <b>signs</b> and www.example.org.",
}


@pytest.fixture
def page():
    return make.page(allows_comments=True)


def test_the_form_is_below_the_page(client, seeded):
    page = client.get("/ims/").text
    assert "Leave a Comment" in page
    for label in ("Name", "Email", "Website", "Comment"):
        assert label in page
    assert "Never published" in page


def test_a_comment_waits_for_reception(client, page):
    response = client.post("/comments/a-page/", TYPED)
    assert response.status_code == 303
    assert response["Location"] == "/comments/a-page/thanks/"
    assert "Reception will read it" in client.get("/comments/a-page/thanks/").text
    comment = Comment.objects.get()
    assert (comment.state, comment.website) == ("pending", "https://www.example.com")
    assert "Sample Visitor" not in client.get("/a-page/").text


def test_an_approved_comment_is_shown_without_its_email(client, page):
    make.approved(make.comment(page, text=TYPED["text"]))
    shown = client.get("/a-page/").text
    assert "<strong><bdi>Sample Visitor</bdi></strong>" in shown
    assert "visitor@example.com" not in shown
    assert "<p>First line.</p>" in shown
    assert "&lt;b&gt;signs&lt;/b&gt; and www.example.org." in shown


@pytest.mark.parametrize("state", ["pending", "rejected", "spam"])
def test_no_other_comment_is_shown(client, page, state):
    make.comment(page)
    Comment.objects.update(state=state)
    assert "Sample Visitor" not in client.get("/a-page/").text


@pytest.mark.parametrize("change", [{"website": "javascript:alert(1)"}, {"state": "published"}])
def test_the_database_holds_no_wrong_comment(page, change):
    comment = make.comment(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**change)


def test_a_page_never_published_takes_no_comments(client):
    Page.objects.create(slug="hidden", allows_comments=True)
    assert client.post("/comments/hidden/", TYPED).status_code == 404


def test_a_closed_page_shows_its_comments_and_no_form(client, page):
    make.approved(make.comment(page))
    page.allows_comments = False
    page.save()
    shown = client.get("/a-page/").text
    assert "A sample comment." in shown
    assert "Leave a Comment" not in shown
    assert "Comments on this page are closed." in shown


def test_a_page_taken_off_the_site_answers_as_if_unknown(client, page):
    page.is_public = False
    page.save()
    taken_off, unknown = (client.post(f"/comments/{one}/", TYPED) for one in ("a-page", "nowhere"))
    assert (taken_off.status_code, unknown.status_code) == (404, 404)
    assert taken_off.text == unknown.text


def test_who_wrote_while_comments_were_closed_gets_the_words_back(client, page):
    page.allows_comments = False
    page.save()
    response = client.post("/comments/a-page/", TYPED)
    assert response.status_code == 409
    assert "Second paragraph with &lt;b&gt;signs&lt;/b&gt;" in response.text
    assert not Comment.objects.exists()


def test_the_forms_address_leads_back_to_the_page(client, page):
    assert client.get("/comments/a-page/")["Location"] == "/a-page/"


@pytest.mark.parametrize("path", ["/a-page/", "/comments/a-page/thanks/"])
def test_only_the_clinic_promises_when_comments_are_read(client, page, path):
    assert "usually" not in client.get(path).text
    Clinic.objects.create(pk=1, name="Sample clinic", comments_promise="This usually takes a day.")
    assert "This usually takes a day." in client.get(path).text
