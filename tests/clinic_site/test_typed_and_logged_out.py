"""Nothing typed at the desk is lost because a session has ended."""

import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from booking.models import Appointment
from clinic_site.unsent import Unsent
from comments.models import Comment
from contact.models import Message
from tests import make
from tests.clinic_site.doors import DESK, STOCK
from tests.clinic_site.test_permissions import address, samples  # noqa: F401
from tests.markup import Markup
from tests.valid_html import faults

ASKED_BY_SCRIPTS = {
    "admin/account/lock/",
    "admin/account/still-here/",
    "admin/account/unlock/",
    "admin/account/passkey/begin/",
    "admin/account/passkey/add/",
    "admin/login/passkey/begin/",
    "admin/login/passkey/prove/",
}
pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
POSTED = re.compile(r'<form\b[^>]* method="post".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"')
WORDS = "An answer,\r\nwith “care” & <patience>"


@pytest.fixture
def reception():
    user = make.staff("Reception")
    user.set_password("sample password")
    user.save()
    return user


def hidden(page):
    """What a browser would send of a page's one form, without its buttons."""
    return Markup(page.text).fields


def log_in(client, page, username="sample-staff", password="sample password"):  # noqa: S107
    return client.post(LOGIN, hidden(page) | {"username": username, "password": password})


def answer_to(comment):
    """A moderator's answer as the screen sends it."""
    return {
        "seen": comment.version,
        "reply": WORDS,
        "shown_name": comment.name,
        "shown_text": comment.text,
        "state": "approved",
    }


@pytest.fixture
def comment():
    return make.comment(make.page(allows_comments=True))


def test_an_answer_comes_back_with_the_log_in_and_is_sent_after_it(client, reception, comment):
    refused = client.post(comment.get_admin_url(), answer_to(comment))
    assert refused.status_code == 403
    asked = log_in(client, refused)
    assert faults(refused.text) == faults(asked.text) == []
    assert "An answer,\nwith “care” & <patience>" in Markup(asked.text).words.replace("\r", "")
    assert Comment.objects.get().reply == ""  # nothing is sent before they have seen it
    sent = client.post(comment.get_admin_url(), hidden(asked))
    assert sent.status_code == 302
    assert Comment.objects.visible().get().reply == WORDS.replace("\r\n", "\n")


def test_a_wrong_password_keeps_the_words(client, reception, comment):
    refused = client.post(comment.get_admin_url(), answer_to(comment))
    again = log_in(client, refused, password="wrong")
    assert hidden(again)["kept-reply"] == WORDS
    assert "An answer" in log_in(client, again).text


def test_a_paused_log_in_keeps_the_words(client, reception, comment, settings):
    page = client.post(comment.get_admin_url(), answer_to(comment))
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page = log_in(client, page, password="wrong")
    assert page.status_code == 429
    assert hidden(page)["kept-reply"] == WORDS
    again = client.post(LOGIN, hidden(page))
    assert hidden(again)["kept-reply"] == WORDS
    assert "This field is required" not in again.text


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("booking/appointment/book/", {"name": "Élodie O’Brien", "note": WORDS}),
        ("booking/therapist/add/", {"name": "Sample", "hours-0-0-0-opens": "09:00"}),
        ("booking/closure/add/", {"reason": WORDS}),
        ("clinic/clinic/add/", {"notice": WORDS}),
        ("pages/page/add/", {"slug": "our-team"}),
        ("inbox/blockedword/", {"form-0-word": "casino"}),
        ("personal-data/", {"email": "patient@example.com"}),
    ],
)
def test_every_field_of_every_form_is_kept(client, path, typed):
    refused = client.post(f"/admin/{path}", typed)
    assert refused.status_code == 403
    kept = hidden(refused)
    assert {name: kept[f"kept-{name}"] for name in typed} == typed
    assert kept["next"] == f"/admin/{path}"


def test_every_address_of_the_desk_keeps_what_is_posted_to_it(client, samples):  # noqa: F811
    desk = DESK | STOCK
    own = (
        {"admin/logout/"}
        | ASKED_BY_SCRIPTS
        | {route for route, roles in desk.items() if "A" in roles}
    )
    for path in [address(route, samples) for route in set(desk) - own]:
        refused = client.post(path, {"note": WORDS})
        assert refused.status_code == 403, path
        assert hidden(refused)["kept-note"] == WORDS, path
        assert "no-store" in refused["Cache-Control"]


def test_no_hidden_field_of_the_desk_is_shown_as_typed(admin_client, samples):  # noqa: F811
    visit = Appointment.objects.earliest("starts_at")
    patient = visit.booking.patient
    therapist = f"/admin/booking/therapist/{visit.therapist_id}"
    paths = [
        f"{therapist}/change/",
        f"{therapist}/away/?leaves=on",
        f"/admin/?day={timezone.localdate(visit.starts_at)}",
        "/admin/booking/appointment/book/",
        visit.get_admin_url(),
        f"/admin/booking/appointment/{visit.pk}/offer/",
        f"/admin/booking/patient/{patient.pk}/correct/?visit={visit.pk}",
        patient.get_admin_url(),
    ]
    pages = [admin_client.get(path) for path in paths]
    course = {"service": visit.service_id, "visits": 2, "start": "2099-01-05T15:00Z", "show": ""}
    pages.append(admin_client.post(paths[3], course))
    forms = [form for page in pages for form in POSTED.findall(page.text)]
    names = {name for form in forms for name in HIDDEN.findall(form)}
    known = {"plan_of", "shown", "waiting", "was_names", "hours-weeks", f"stand_in-{visit.pk}"}
    assert known <= names
    names |= {"board", "other", "other_seen"}  # of buttons that these pages do not have
    names -= {"csrfmiddlewaretoken", "therapist", "start"}  # which are typed in other forms
    assert Unsent("", [(name, "1") for name in names]).shown() == []


def test_several_values_of_one_field_are_all_sent_again(client, reception):
    refused = client.post("/admin/booking/closure/holidays/", {"days": ["12-25", "12-26"]})
    several = re.findall(r'name="(kept-days)" value="(.*?)"', refused.text)
    kept = {"next": hidden(refused)["next"], "kept-days": [value for _, value in several]}
    asked = client.post(LOGIN, kept | {"username": "sample-staff", "password": "sample password"})
    assert re.findall(r'name="days" value="(.*?)"', asked.text) == ["12-25", "12-26"]


def test_a_button_alone_leads_to_the_page_that_has_it(client, reception):
    message = make.message()
    verb = f"/admin/contact/message/{message.pk}/to/spam/"
    refused = client.post(verb, {"seen": 0})
    assert refused["Location"] == f"{LOGIN}?next={verb}"
    client.post(refused["Location"], {"username": "sample-staff", "password": "sample password"})
    led = client.get(verb, follow=True)
    assert led.redirect_chain == [(message.get_admin_url(), 302)]
    assert "Nothing was changed. Press the button again." in led.text
    assert Message.objects.get().state == "open"


@pytest.mark.usefixtures("nothing_is_rendered")
def test_no_address_of_the_desk_answers_a_get_with_a_dead_end(admin_client, samples):  # noqa: F811
    asked_by_scripts = {
        "admin/logout/",
        "admin/pages/image/upload/",
        "admin/pages/revision/pasted/",
        "admin/pages/revision/link/",
        *ASKED_BY_SCRIPTS,
    }
    ends = {}

    def is_dead_end(path):
        """Whether it leads to one, too, or in a circle. Many lead to the same."""
        if path not in ends:
            ends[path] = True
            answer = admin_client.get(path)
            leads_on = answer.status_code in (301, 302, 303)
            ends[path] = answer.status_code == 405 or (leads_on and is_dead_end(answer["Location"]))
        return ends[path]

    asked = set(DESK | STOCK) - asked_by_scripts
    assert [route for route in asked if is_dead_end(address(route, samples))] == []


def test_a_password_is_never_repeated(client, reception):
    typed = {"username": "new", "password1": "a secret of mine", "password2": "a secret of mine"}
    refused = client.post("/admin/auth/user/add/", typed)
    assert "a secret of mine" not in refused.text
    assert "the password" in refused.text
    assert hidden(refused)["kept-username"] == "new"
    assert "sample password" not in log_in(client, refused).text


def test_the_code_of_a_second_step_is_never_repeated(client):
    for name in ("code", "token"):
        assert "123 456" not in client.post("/admin/second-step/", {name: "123 456"}).text


def test_a_file_has_to_be_chosen_again_and_the_page_says_so(client, reception):
    refused = client.post("/admin/pages/page/add/", {"slug": "x", "upload": make.upload()})
    assert "picture.jpg" in Markup(refused.text).words
    assert "picture.jpg" in Markup(log_in(client, refused).text).words


def test_a_file_alone_is_named_too(client, reception):
    refused = client.post("/admin/pages/page/add/", {"upload": make.upload()})
    assert "picture.jpg" in Markup(log_in(client, refused).text).words


@pytest.mark.parametrize(
    "origin", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_nothing_is_kept_of_what_another_site_sends(client, reception, comment, origin):
    refused = client.post(comment.get_admin_url(), answer_to(comment), headers=origin)
    assert refused["Location"].startswith(LOGIN)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reception)
    refused = strict.post(comment.get_admin_url(), answer_to(comment), headers=origin)
    assert refused.status_code == 403
    assert "An answer" not in refused.text


def test_a_form_of_an_earlier_log_in_is_shown_and_sent_again(reception, comment):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reception)
    asked = strict.post(comment.get_admin_url(), answer_to(comment))
    assert asked.status_code == 403
    assert "An answer" in Markup(asked.text).words
    assert Comment.objects.get().reply == ""
    assert strict.post(comment.get_admin_url(), hidden(asked)).status_code == 302
    assert Comment.objects.visible().get().reply


def test_logging_in_beside_it_does_not_lose_the_words_either(reception, comment):
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post(comment.get_admin_url(), answer_to(comment))
    strict.force_login(reception)  # in another tab, so the log-in form here is out of date
    strict.cookies["csrftoken"] = "x" * 32
    asked = log_in(strict, refused)
    assert asked.status_code == 403
    assert "An answer" in Markup(asked.text).words
    assert "sample password" not in asked.text


def test_what_is_too_long_is_not_repeated(client):
    refused = client.post("/admin/pages/revision/1/change/", {"summary": "x" * 1_000_001})
    assert refused.status_code == 403
    assert len(refused.content) < 20_000
    assert "What you typed is too long to keep here." in refused.text


@pytest.mark.parametrize("to", ["https://elsewhere.example/admin/", "//x.example/admin/", "/book/"])
def test_words_are_sent_to_the_desk_alone(client, reception, to):
    data = {"username": "sample-staff", "password": "sample password", "next": to, "kept-a": "b"}
    assert client.post(LOGIN, data).status_code == 302


def test_a_colleague_who_logs_in_sees_the_words_before_they_do_anything(client, comment):
    User.objects.create_superuser("sample-chief", password="sample password")
    refused = client.post(comment.get_admin_url(), answer_to(comment))
    asked = log_in(client, refused, "sample-chief")
    assert "sample-chief" in asked.text
    assert "An answer" in Markup(asked.text).words
    assert Comment.objects.get().state == "pending"


def test_a_form_left_open_is_not_saved_in_the_name_of_the_next_person(reception):
    User.objects.create_superuser("sample-chief", password="sample password")
    strict = Client(enforce_csrf_checks=True)
    log_in(strict, strict.get(LOGIN))
    left_open = hidden(strict.get("/admin/booking/closure/add/")) | {"reason": WORDS}
    strict.post("/admin/logout/", hidden(strict.get("/admin/account/")))
    log_in(strict, strict.get(LOGIN), "sample-chief")
    asked = strict.post("/admin/booking/closure/add/", left_open)
    assert asked.status_code == 403
    assert "Nothing is saved yet" in asked.text
    assert hidden(asked)["reason"] == WORDS


@pytest.mark.parametrize("path", ["booking/appointment/book/", "booking/closure/add/"])
def test_any_form_of_an_earlier_log_in_comes_back_with_a_token_of_this_one(reception, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reception)
    typed = {"reason": WORDS, "note": WORDS, "csrfmiddlewaretoken": "x" * 32}
    asked = strict.post(f"/admin/{path}", typed)
    assert asked.status_code == 403
    again = hidden(asked)
    assert (again["note"], again["reason"]) == (WORDS, WORDS)
    assert strict.post(f"/admin/{path}", again).status_code in (200, 422)  # the form, with errors


def late_for_a_visit(verb):
    def make_late():
        service = make.service()
        booking = make.booking(service, make.therapist(service))
        one = booking.visits().get()
        if verb == "cancel":
            booking.confirm(by=None)
        one.refresh_from_db()
        form = {"seen": one.version, "line": WORDS, "therapist": one.therapist_id}
        form |= {"start": "2026-11-26T15:00Z"}
        if verb == "cancel":
            one.booking.cancel(by=None)
        else:
            one.booking.confirm(by=None)
        return f"/admin/booking/appointment/{one.pk}/{verb}/", form

    return make_late


def late_for_a_comment():
    one = make.comment(make.page(allows_comments=True))
    form = answer_to(one)
    make.approved(one, reply="Another answer")
    return one.get_admin_url(), form


def late_for_a_message():
    one = make.message()
    form = {"seen": one.version, "note": WORDS, "assigned_to": ""}
    one.handle(None, one.version, note="Another note")
    return one.get_admin_url(), form


@pytest.mark.parametrize(
    "late",
    [
        *map(late_for_a_visit, ["decline", "cancel", "offer", "move"]),
        late_for_a_comment,
        late_for_a_message,
    ],
)
def test_what_was_typed_comes_back_where_a_colleague_was_faster(client, reception, late):
    with time_machine.travel(make.NOW, tick=False):
        client.force_login(reception)
        path, form = late()
        refused = client.post(path, form)
        assert refused.status_code == 409
        shown = Markup(refused.text)
        assert "An answer" in shown.words + " ".join(map(str, shown.fields.values()))
