"""Export and erasure as an administrator does it, over HTTP."""

import json
import re
from urllib.parse import unquote

import pytest
from django.test import Client
from mailer.models import Message as Mail

from booking.models import Booking
from clinic_site.models import PersonalDataRequest
from comments.models import Comment
from contact.models import Message
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

START = "/admin/personal-data/"
FILE, ERASE = f"{START}file/", f"{START}erase/"
PERSON = {"email": "writer@example.com"}


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def boss(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("sample-boss"))
    return client


def seen(page):
    return {"seen": re.search(r'name="seen" value="(\w+)"', page.text)[1]}


def test_the_first_screen_leads_there(boss):
    assert f'href="{START}"' in boss.get("/admin/").text
    page = boss.get(START)
    assert page.status_code == 200
    assert "The person’s email address" in page.text


def test_the_permission_is_all_that_is_needed(client):
    user = make.staff("Editors")
    user.user_permissions.set(make.permissions("export_personal_data"))
    client.force_login(user)
    make.message()
    assert f'href="{START}"' in client.get("/admin/").text
    assert "A sample message." in client.post(START, PERSON).text


def test_erasing_is_a_permission_of_its_own(client):
    user = make.staff("Editors")
    user.user_permissions.set(make.permissions("export_personal_data"))
    client.force_login(user)
    make.message()
    held = client.post(START, PERSON)
    assert ERASE not in held.text
    assert client.post(ERASE, PERSON | seen(held)).status_code == 403
    user.user_permissions.add(*make.permissions("erase_personal_data"))
    held = client.post(START, PERSON)
    assert ERASE in held.text
    assert client.post(ERASE, PERSON | seen(held)).status_code == 200


@pytest.mark.parametrize("group", ["Reception", "Editors"])
def test_it_is_not_for_the_desk(client, group):
    client.force_login(make.staff(group))
    make.message()
    assert START not in client.get("/admin/").text
    assert client.get(START).status_code == 403
    assert {client.post(one, PERSON).status_code for one in (START, FILE, ERASE)} == {403}
    assert client.get("/admin/clinic_site/personaldatarequest/").status_code == 403
    assert Message.objects.exists()


def test_it_is_for_nobody_who_is_not_logged_in(client):
    make.message()
    for address in (START, FILE, ERASE):
        refused = client.post(address, PERSON)
        assert refused.status_code == 403
        assert 'name="password"' in refused.text
        assert "A sample message." not in refused.text
        assert client.get(address)["Location"].startswith("/admin/login/")


def test_a_post_without_our_token_is_refused(boss):
    make.message()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = boss.cookies
    assert {strict.post(one, PERSON).status_code for one in (START, FILE, ERASE)} == {403}


@pytest.mark.parametrize("typed", ["WRITER@example.com", "  writer@example.com "])
def test_all_that_is_held_is_listed(boss, typed):
    make.message(text="First line\n<b>second</b>")
    page = boss.post(START, {"email": typed})
    assert page.status_code == 200
    assert "First line\n&lt;b&gt;second&lt;/b&gt;" in page.text
    assert "Monday, November 23, 2026, 9:00 AM EST" in page.text
    assert "A new message from the website" in page.text
    assert not PersonalDataRequest.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the person’s email address."),
        ("   ", "Enter the person’s email address."),
        ("Writer <writer@", "Enter an email address like name@example.com."),
        ("writer@localhost", "Enter an email address like name@example.com."),
        ("Reception@example.com", "This is the clinic’s own address, not a person’s."),
        ("clinic@example.com", "This is the clinic’s own address, not a person’s."),
    ],
)
@pytest.mark.parametrize("address", [START, FILE, ERASE])
def test_a_wrong_address_is_asked_for_again(boss, address, typed, sentence):
    page = boss.post(address, {"email": typed})
    assert page.status_code == 422
    assert sentence in page.text
    assert "<title>Error: " in page.text
    assert page.context["form"]["email"].value() == typed


def test_an_unknown_address_says_so_with_a_hint(boss):
    make.message()
    page = boss.post(START, {"email": "nobody@example.com"})
    assert "We hold nothing about this address." in page.text
    assert "If they gave us only a phone number" in page.text
    assert "Download" not in page.text
    assert "Erase all" not in page.text


def test_the_file_holds_everything_and_tells_nothing_by_its_name(boss):
    make.message(name="Élodie Sample")
    response = boss.post(FILE, PERSON)
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    assert "\n    {\n" in response.text
    assert "Élodie" in response.text
    data = json.loads(response.text)
    assert data["Email address"] == "writer@example.com"
    assert data["As of"] == "Monday, November 23, 2026, 9:00 AM EST"
    (message,) = data["Messages"]
    assert (message["Name"], message["Message"]) == ("Élodie Sample", "A sample message.")
    assert data["Comments"] == data["Appointments"] == []
    assert PersonalDataRequest.objects.get().kind == "export"


def test_there_is_no_file_of_nothing(boss):
    assert "We hold nothing" in boss.post(FILE, PERSON).text
    assert not PersonalDataRequest.objects.exists()


def test_erasing_asks_once_more_and_then_does_it(boss):
    comment = make.comment(make.page(), email="writer@example.com")
    comment.moderate(None, 0, "An answer.", state="approved")
    make.message()
    page = boss.post(ERASE, PERSON | seen(boss.post(START, PERSON)))
    assert "This cannot be undone." in page.text
    assert "1 comment: deleted" in page.text
    assert Message.objects.exists()
    done = boss.post(ERASE, PERSON | seen(page) | {"confirmed": "yes"})
    assert done["Location"] == START
    assert "Erased for good: 1 comment, 1 message, 1 unsent email." in boss.get(START).text
    assert not Comment.objects.exists()
    assert not Message.objects.exists()


def test_the_button_twice_erases_once(boss):
    make.message()
    last = PERSON | seen(boss.post(START, PERSON)) | {"confirmed": "yes"}
    boss.post(ERASE, last)
    again = boss.post(ERASE, last)
    assert again.status_code == 409
    assert "We hold nothing" in again.text
    assert PersonalDataRequest.objects.count() == 1


@pytest.mark.parametrize("step", [{}, {"confirmed": "yes"}])
def test_what_came_since_is_shown_before_it_is_erased(boss, step):
    make.message()
    version = seen(boss.post(START, PERSON))
    make.message(text="Something new.")
    page = boss.post(ERASE, PERSON | version | step)
    assert page.status_code == 409
    assert "Nothing was erased. Here is what we hold now" in page.text
    assert "Something new." in page.text
    assert Message.objects.count() == 2


@pytest.mark.parametrize("version", [{}, {"seen": ""}, {"seen": "é"}])
def test_nothing_is_erased_that_nobody_has_seen(boss, version):
    make.message()
    assert boss.post(ERASE, PERSON | version | {"confirmed": "yes"}).status_code == 409
    assert Message.objects.exists()


@pytest.mark.parametrize("step", [{}, {"confirmed": "yes"}])
def test_a_visit_to_come_is_named_and_keeps_everything(boss, step):
    service = make.service()
    booking = make.booking(service, make.therapist(service), **PERSON)
    make.message()
    page = boss.post(START, PERSON)
    assert "1 visit is still to come or waiting for an answer. Cancel or decline it" in page.text
    assert booking.appointments.get().get_admin_url() in page.text
    assert "Erase all of this" not in page.text
    refused = boss.post(ERASE, PERSON | {"seen": page.context["found"].version()} | step)
    assert refused.status_code == 409
    assert "until then, nothing can be erased" in refused.text
    assert Booking.objects.get().email == "writer@example.com"
    assert Message.objects.exists()


def test_an_erased_booking_still_opens_for_staff_and_for_nobody_else(boss, client, clock):
    service = make.service()
    booking = make.booking(service, make.therapist(service), **PERSON)
    booking.decline(by=None)
    link = booking.get_absolute_url()
    page = boss.post(START, PERSON)
    boss.post(ERASE, PERSON | seen(page) | {"confirmed": "yes"})
    assert "Erased" in boss.get(booking.appointments.get().get_admin_url()).text
    assert "Erased" in boss.get("/admin/booking/appointment/?state=all").text
    assert Client().get(link).status_code == 404


def test_a_get_changes_nothing_and_leads_to_the_first_screen(boss):
    make.message()
    for address in (FILE, ERASE):
        assert boss.get(address, PERSON)["Location"] == START
    assert boss.get(START, PERSON).context["form"].is_bound is False
    assert Message.objects.exists()
    assert not PersonalDataRequest.objects.exists()


def test_no_page_is_kept_and_no_title_cookie_or_address_names_the_person(boss):
    make.message()
    listed = boss.post(START, PERSON)
    asked = boss.post(ERASE, PERSON | seen(listed))
    pages = [boss.get(START), boss.post(START, {"email": "x"}), boss.post(FILE, PERSON), listed]
    pages += [asked, boss.post(ERASE, PERSON | seen(asked) | {"confirmed": "yes"})]
    for page in pages:
        assert "no-store" in page["Cache-Control"]
        assert "writer@" not in unquote(str(page.headers) + str(page.cookies))
        assert "writer@" not in "".join(re.findall("<title>.*?</title>|action=.*?>", page.text))
    assert "writer@" not in str(dict(boss.session))


def test_what_was_done_is_written_down_for_good(boss):
    make.message()
    boss.post(FILE, PERSON)
    row = PersonalDataRequest.objects.get()
    rows = "/admin/clinic_site/personaldatarequest/"
    assert "1 message, 1 unsent email" in boss.get(rows).text
    assert boss.get(f"{rows}{row.pk}/change/").status_code == 200
    assert boss.post(f"{rows}{row.pk}/change/", {"kind": "erasure"}).status_code == 403
    assert boss.post(f"{rows}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert boss.get(f"{rows}add/").status_code == 403
    action = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    boss.post(rows, action)
    assert PersonalDataRequest.objects.get().kind == "export"


def test_it_stays_written_down_when_the_colleague_goes(boss, django_user_model):
    make.message()
    boss.post(FILE, PERSON)
    django_user_model.objects.all().delete()
    assert PersonalDataRequest.objects.get().by is None


def test_an_unreadable_email_is_mentioned(boss):
    make.message()
    Mail.objects.create(message_data="gASVBg==")  # a pickle cut short
    assert "1 email in the queue cannot be read" in boss.post(START, PERSON).text


def test_a_staff_account_is_mentioned_and_kept(boss, django_user_model):
    django_user_model.objects.create_user("sample-staff", "Writer@example.com")
    assert "A staff account has this address too" in boss.post(START, PERSON).text
    assert "A colleague" not in boss.post(START, {"email": "other@example.com"}).text
