"""Anything too large is refused with a sentence, and none of it is repeated."""

from http import HTTPStatus

import pytest

from tests import make
from tests.markup import Markup
from tests.valid_html import faults

pytestmark = pytest.mark.django_db
HUGE = "Marzipan" * 700_000  # 5.6 MB
FORMS = [
    "/contact/",
    "/comments/a-page/",
    "/book/request/",
    "/book/link/",
    "/book/waiting-list/",
    "/nowhere/",
]


@pytest.fixture(autouse=True)
def page():
    return make.page(allows_comments=True)


def check(answer):
    assert answer.status_code == 413
    assert len(answer.content) < 10_000
    assert "Marzipan" not in answer.text
    assert "longer than our forms accept, so nothing was saved" in Markup(answer.text).words
    assert faults(answer.text) == []


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("name", ["text", "name", "nothing"])
def test_a_public_form_of_five_megabytes_is_refused(client, path, name):
    check(client.post(path, {name: HUGE}))
    check(client.post(path, f"{name}={HUGE}", content_type="application/x-www-form-urlencoded"))
    check(client.post(path, HUGE, content_type="text/plain"))


def test_a_long_text_still_comes_back_to_be_shortened(client):
    answer = client.post("/contact/", {"name": "Sample", "text": "word " * 10_000})
    assert answer.status_code == 422
    assert answer.text.count("word ") >= 10_000


def test_a_form_of_the_desk_of_five_megabytes_is_refused(client):
    comment = make.comment(make.page("another-page"))
    client.force_login(make.staff("Reception"))
    check(client.post(f"/admin/comments/comment/{comment.pk}/change/", {"reply": HUGE}))
    check(client.post("/admin/booking/appointment/book/", {"name": HUGE}))
    check(client.post("/admin/booking/therapist/add/", {"name": HUGE}))


def test_a_log_in_with_a_name_of_five_megabytes_is_refused(client):
    check(client.post("/admin/login/", {"username": HUGE, "password": "x"}))


@pytest.mark.parametrize("length", [151, 256, 1000])
def test_a_log_in_with_a_name_that_is_merely_too_long_says_so(client, length):
    answer = client.post("/admin/login/", {"username": length * "x", "password": "x"})
    assert answer.status_code == 200
    assert "No account has such a long name." in answer.text


@pytest.mark.parametrize("name", ["next", "kept_again", "kept-reply", HUGE])
def test_of_what_is_brought_along_to_the_log_in_five_megabytes_do_not_come_back(client, name):
    form = {"next": "/admin/", "kept-reply": "A word.", name: f"/admin/{HUGE}"}
    for account in ({}, {"username": "sample-staff", "password": "wrong"}):
        answer = client.post("/admin/login/", form | account)
        assert len(answer.content) < 100_000
        assert "Marzipan" not in answer.text


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/pages/revision/{}/change/"])
def test_what_django_finds_too_large_gets_the_same_answer(client, page, settings, path):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    client.force_login(make.staff("Editors"))
    path = path.format(page.edit(by=None).pk)
    form = {"content_type": "application/x-www-form-urlencoded"}
    check(client.post(path, {"title": 200 * "Marzipan"}))
    check(client.post(path, f"title={200 * 'Marzipan'}", **form))
    check(client.post(path, "&".join(30 * ["a=1"]), **form))
    check(client.post(path, {f"field{number}": "1" for number in range(30)}))
    check(client.post(path, {f"file{number}": make.upload() for number in range(3)}))


def test_a_program_is_told_so_too(client):
    answer = client.post("/contact/", {"text": HUGE}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (413, {"error": HTTPStatus(413).phrase})


def test_a_first_draft_can_bring_a_large_picture(client, page):
    client.force_login(make.staff("Editors"))
    picture = make.upload(b"x" * 2_000_000)
    answer = client.post(f"/admin/pages/page/{page.pk}/draft/", {"upload": picture})
    assert answer.status_code == 422
