import pytest
from django.db import IntegrityError, transaction

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


@pytest.fixture
def reception(client, db):
    client.force_login(make.staff("Reception"))
    return client


def test_the_form_stands_under_the_page(client, seeded):
    page = client.get("/ims/").text
    assert "Leave a Comment" in page
    for label in ("Name", "E-mail", "Website", "Comment"):
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
    comment = make.comment(page, website="https://www.example.com", text=TYPED["text"])
    Comment.objects.filter(pk=comment.pk).move_to(Comment.State.APPROVED, by=None)
    shown = client.get("/a-page/").text
    assert "Sample Visitor" in shown
    assert "visitor@example.com" not in shown
    assert 'href="https://www.example.com" rel="ugc nofollow noopener noreferrer"' in shown
    assert "<p>First line.</p>" in shown
    assert "&lt;b&gt;signs&lt;/b&gt; and www.example.org." in shown


@pytest.mark.parametrize("state", ["pending", "rejected", "spam"])
def test_no_other_comment_is_shown(client, page, state):
    make.comment(page)
    Comment.objects.update(state=state)
    assert "Sample Visitor" not in client.get("/a-page/").text


@pytest.mark.parametrize("state", ["approved", "rejected", "spam"])
def test_reception_moves_one_comment(reception, page, state):
    comment = make.comment(page)
    response = reception.post(
        f"/admin/comments/comment/{comment.pk}/to/{state}/", {"seen": "pending"}
    )
    assert response.status_code == 302
    comment.refresh_from_db()
    assert comment.state == state
    assert comment.handled_by.username == "sample-staff"
    assert comment.handled_at


def test_a_colleague_who_was_faster_is_not_overruled(reception, page):
    comment = make.comment(page)
    Comment.objects.filter(pk=comment.pk).move_to(Comment.State.SPAM, by=make.staff("Editors", "b"))
    response = reception.post(
        f"/admin/comments/comment/{comment.pk}/to/approved/", {"seen": "pending"}, follow=True
    )
    assert "b has meanwhile marked this as spam" in response.text
    comment.refresh_from_db()
    assert comment.state == "spam"


def test_reception_moves_many_comments(reception, page):
    for number in range(3):
        make.comment(page, text=f"Comment {number}")
    chosen = Comment.objects.values_list("pk", flat=True)[:2]
    reception.post(
        "/admin/comments/comment/", {"action": "to_approved", "_selected_action": chosen}
    )
    assert Comment.objects.visible().count() == 2


def test_the_list_opens_on_what_waits_and_shows_the_text(reception, page):
    make.comment(page, text="Waiting words")
    done = make.comment(page, text="Done words")
    Comment.objects.filter(pk=done.pk).move_to(Comment.State.APPROVED, by=None)
    listed = reception.get("/admin/comments/comment/").text
    assert "Waiting words" in listed
    assert "Done words" not in listed
    assert "Done words" in reception.get("/admin/comments/comment/?state=approved").text
    assert "Done words" in reception.get("/admin/comments/comment/?state=all").text


def test_following_a_link_moves_nothing(reception, page):
    comment = make.comment(page)
    assert reception.get(f"/admin/comments/comment/{comment.pk}/to/approved/").status_code == 405
    comment.refresh_from_db()
    assert comment.state == "pending"


def test_editors_cannot_moderate(client, page):
    comment = make.comment(page)
    client.force_login(make.staff("Editors"))
    assert client.post(f"/admin/comments/comment/{comment.pk}/to/approved/").status_code == 403
    assert client.get("/admin/comments/comment/").status_code == 403


def test_nobody_of_reception_deletes_or_rewrites_a_comment(reception, page):
    comment = make.comment(page)
    change = f"/admin/comments/comment/{comment.pk}/change/"
    assert reception.post(change, {"text": "Other words"}).status_code == 403
    assert reception.post(f"/admin/comments/comment/{comment.pk}/delete/").status_code == 403


def test_an_unknown_state_changes_nothing(reception, page):
    comment = make.comment(page)
    response = reception.post(
        f"/admin/comments/comment/{comment.pk}/to/anything/", {"seen": "pending"}
    )
    assert response.status_code == 404
    comment.refresh_from_db()
    assert comment.state == "pending"


@pytest.mark.parametrize("change", [{"website": "javascript:alert(1)"}, {"state": "published"}])
def test_the_database_holds_no_wrong_comment(page, change):
    comment = make.comment(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**change)


@pytest.mark.parametrize("pk", ["²", "x", "999999"])
def test_a_comment_that_is_not_there_is_not_found(reception, pk):
    assert reception.get(f"/admin/comments/comment/{pk}/change/").status_code == 302


def test_a_page_never_published_takes_no_comments(client):
    Page.objects.create(slug="hidden", allows_comments=True)
    assert client.post("/comments/hidden/", TYPED).status_code == 404


def test_a_closed_page_shows_its_comments_and_no_form(client, page):
    comment = make.comment(page)
    Comment.objects.filter(pk=comment.pk).move_to(Comment.State.APPROVED, by=None)
    page.allows_comments = False
    page.save()
    shown = client.get("/a-page/").text
    assert "A sample comment." in shown
    assert "Leave a Comment" not in shown


@pytest.mark.parametrize("change", [{"allows_comments": False}, {"is_public": False}])
def test_a_page_that_takes_no_comments_answers_as_if_unknown(client, page, change):
    for name, value in change.items():
        setattr(page, name, value)
    page.save()
    assert client.post("/comments/a-page/", TYPED).status_code == 404
    assert client.post("/comments/nowhere/", TYPED).status_code == 404


def test_the_forms_address_leads_back_to_the_page(client, page):
    assert client.get("/comments/a-page/")["Location"] == "/a-page/"
