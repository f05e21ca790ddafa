"""Several people at one address or number: the person is chosen, and everybody is a choice."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from mailer.models import Message as Mail

from booking.models import Booking
from clinic_site.models import Session
from comments.models import Comment
from contact.models import Message
from tests import make
from tests.markup import Markup
from tests.valid_html import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

START = "/admin/personal-data/"
FILE, ERASE = f"{START}file/", f"{START}erase/"
FAMILY = {"email": "family@example.com", "phone": "416 555 0177"}
PARENT, CHILD = "Anne O’Brien", "Tim O’Brien"

FIRST = make.TOMORROW_AT_NINE
LATER = FIRST + timedelta(hours=2)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)


@pytest.fixture
def boss(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("sample-boss"))
    return client


@pytest.fixture
def clinic():
    service = make.service()
    return service, make.therapist(service)


@pytest.fixture
def family(clinic):
    """Each of the two has asked for a visit, which was declined, and has written."""
    page = make.page(allows_comments=True)
    for name, hour in ((PARENT, 0), (CHILD, 1)):
        starts_at = make.TOMORROW_AT_NINE.replace(hour=14 + hour)
        make.booking(*clinic, starts_at, **FAMILY, name=name).decline(by=None)
        make.message(**FAMILY, name=name, text=f"Words of {name}")
        make.comment(page, email=FAMILY["email"], name=name, text=f"A comment of {name}")


def only(page, name):
    """What the form about one of the people sends."""
    key = re.search(rf'name="who" value="([^"]+)"[^>]*>\s*<label[^>]*>{name}:', page.text)[1]
    seen = re.search(r'name="seen" value="(\w+)"', page.text)[1]
    return {"email": FAMILY["email"], "who": key, "seen": seen}


def test_the_people_at_one_address_are_told_apart(boss, family):
    page = boss.post(START, {"email": FAMILY["email"]})
    assert [one for one in faults(page.text) if "a line may break" not in one] == []
    words = " ".join(Markup(page.text).words.split())
    assert "2 people have used this. Who is asking?" in words
    assert f"{PARENT}: 1 booking, 1 comment, 1 message" in words
    assert "Erase everybody’s data" in words


def test_one_is_shown_and_exported_without_the_other(boss, family):
    chosen = only(boss.post(START, {"email": FAMILY["email"]}), CHILD)
    shown = boss.post(START, chosen)
    assert f"Words of {CHILD}" in shown.text
    assert f"Words of {PARENT}" not in shown.text
    file = boss.post(FILE, chosen)
    data = json.loads(file.text)
    assert data["Name"] == [CHILD]
    assert "Anne" not in file.text
    kinds = ("Appointments", "Comments", "Messages")
    assert [len(data[kind]) for kind in kinds] == [1, 1, 1]


def test_one_is_erased_and_the_other_stays(boss, family):
    chosen = only(boss.post(START, {"email": FAMILY["email"]}), CHILD)
    asked = boss.post(ERASE, chosen)
    assert faults(asked.text) == []
    assert "1 booking:" in asked.text
    sent = Markup(asked.text).fields | {"confirmed": "yes"}
    done = boss.post(ERASE, sent, follow=True)
    assert "Erased for good: 1 booking, 1 comment, 1 message" in done.text
    for model in (Booking, Comment, Message):
        assert model.objects.get(email=FAMILY["email"]).name == PARENT
    mails = " ".join(f"{row.email.body}" for row in Mail.objects.all())
    assert Booking.objects.get(name=PARENT).reference in mails
    assert Message.objects.get().get_admin_url() in mails
    assert Mail.objects.count() == 4  # half of them, and the link to her message


def test_everybody_is_a_choice_that_names_them(boss, family):
    page = boss.post(START, {"email": FAMILY["email"]})
    seen = re.search(r'name="seen" value="(\w+)"', page.text)[1]
    asked = boss.post(ERASE, {"email": FAMILY["email"], "seen": seen})
    assert "This is the data of 2 people:" in asked.text
    assert f"{PARENT}, {CHILD}" in asked.text
    boss.post(ERASE, Markup(asked.text).fields | {"confirmed": "yes"})
    assert not Message.objects.exists()
    assert set(Booking.objects.values_list("name", flat=True)) == {"Erased"}


def test_a_visit_to_come_of_the_other_is_no_obstacle(boss, family, clinic):
    later = make.TOMORROW_AT_NINE.replace(hour=17)
    make.booking(*clinic, later, **FAMILY, name=PARENT)
    chosen = only(boss.post(START, {"email": FAMILY["email"]}), CHILD)
    assert boss.post(ERASE, chosen | {"confirmed": "yes"}).status_code == 302
    assert not Message.objects.filter(name=CHILD).exists()
    hers = boss.post(START, {"email": FAMILY["email"]}).text
    assert "1 visit is still to come" in hers
    assert "Erase all of this" not in hers


def test_a_name_is_one_however_it_was_typed(boss):
    make.message(email="zoe@example.com", name="Zoë O’Hara", text="One")
    make.message(email="zoe@example.com", name="ZOE  O'HARA", text="Two")
    page = boss.post(START, {"email": "zoe@example.com"})
    assert "people have used this" not in page.text
    assert "Erase all of this" in page.text


def test_two_ways_to_write_a_name_can_be_chosen_together(boss):
    for name in ("Zoe Sample", "Z. Sample", "Max Sample"):
        make.message(email=FAMILY["email"], name=name, text=f"Words of {name}")
    page = boss.post(START, {"email": FAMILY["email"]})
    keys = [only(page, name)["who"] for name in ("Zoe Sample", "Z. Sample")]
    shown = boss.post(START, {"email": FAMILY["email"], "who": keys}).text
    assert "Words of Zoe Sample" in shown
    assert "Words of Z. Sample" in shown
    assert "Words of Max Sample" not in shown


def test_what_somebody_else_there_sends_meanwhile_is_looked_at_first(boss, family):
    chosen = only(boss.post(START, {"email": FAMILY["email"]}), CHILD)
    make.message(**FAMILY, name=CHILD, text="Something new.")
    refused = boss.post(ERASE, chosen | {"confirmed": "yes"})
    assert refused.status_code == 409
    assert Message.objects.filter(name=CHILD).count() == 2


@pytest.fixture
def caller(clinic):
    """Somebody who gave a number and no address."""
    booking = make.booking(*clinic, name="Pat Caller", email="", phone="+1 (416) 555‑0166")
    booking.decline(by=None)
    make.message(name="Pat Caller", email="", phone="416-555-0166 ext. 4", text="Call me.")
    make.message(name="Other", email="", phone="416 555 0167", text="Not me.")
    return booking


@pytest.mark.parametrize("typed", ["416 555 0166", "(416) 555-0166", "+14165550166"])
def test_who_gave_only_a_number_is_found_exported_and_erased(boss, caller, typed):
    page = boss.post(START, {"phone": typed})
    assert "Call me." in page.text
    assert "Not me." not in page.text
    data = json.loads(boss.post(FILE, {"phone": typed}).text)
    assert data["Phone number"] == "+14165550166"
    assert "Email address" not in data
    asked = boss.post(ERASE, Markup(page.text).fields)
    boss.post(ERASE, Markup(asked.text).fields | {"confirmed": "yes"})
    assert [one.text for one in Message.objects.all()] == ["Not me."]
    caller.refresh_from_db()
    assert (caller.name, caller.phone, caller.phone_dialled) == ("Erased", "", "")
    assert "We hold nothing about this number." in boss.post(START, {"phone": typed}).text


def test_a_number_finds_no_mail_of_everybody(boss, caller):
    make.message(text="Somebody else’s, with a mail to reception.")
    mails = set(Mail.objects.values_list("pk", flat=True))
    asked = boss.post(ERASE, Markup(boss.post(START, {"phone": "416 555 0166"}).text).fields)
    boss.post(ERASE, Markup(asked.text).fields | {"confirmed": "yes"})
    assert 0 < Mail.objects.filter(pk__in=mails).count() < len(mails)


@pytest.mark.parametrize("typed", [{"phone": "12"}, {"phone": "no number"}, {"phone": ""}, {}])
def test_without_an_address_or_a_number_it_asks_again(boss, caller, typed):
    page = boss.post(START, typed)
    assert page.status_code == 422
    assert "Call me." not in page.text


def test_an_address_and_a_number_find_what_is_held_about_either(boss, caller):
    make.message(name="Pat Caller", email="pat@example.com", text="By mail.")
    page = boss.post(START, {"email": "pat@example.com", "phone": "416 555 0166"})
    assert "Call me." in page.text
    assert "By mail." in page.text


def test_what_a_colleague_has_still_to_read_about_them_goes_too(boss, caller):
    colleague = Client()
    colleague.force_login(make.staff("Reception"))
    colleague.post(f"/admin/booking/appointment/{caller.visits()[0].pk}/phoned/")
    assert "Pat Caller" in str([one.get_decoded() for one in Session.objects.all()])
    asked = boss.post(ERASE, Markup(boss.post(START, {"phone": "416 555 0166"}).text).fields)
    boss.post(ERASE, Markup(asked.text).fields | {"confirmed": "yes"})
    assert "Pat Caller" not in str([one.get_decoded() for one in Session.objects.all()])
    assert colleague.get("/admin/").status_code == 200


def test_what_is_at_another_address_of_the_patient_is_named_before_erasing(boss, clinic):
    bookings = [
        make.booking(*clinic, start, email=email, phone="")
        for start, email in ((FIRST, FAMILY["email"]), (LATER, "other@example.com"))
    ]
    left, gone = (one.patient for one in bookings)
    left.join(gone, None, left.version, gone.version)
    for booking in bookings:
        booking.decline(by=None)
    make.waiting_entry(clinic[0], email=FAMILY["email"])
    shown = boss.post(START, {"email": FAMILY["email"]})
    assert "There is more under" not in shown.text  # the patient has both bookings
    make.message(name="Sample Patient", email="other@example.com")
    shown = boss.post(START, {"email": FAMILY["email"]})
    assert "There is more under other@example.com" in shown.text
    asked = boss.post(ERASE, Markup(shown.text).fields)
    assert "There is more under other@example.com" in asked.text
    assert "1 waiting-list entry: deleted." in asked.text


def test_what_a_relative_did_at_another_address_with_the_same_number_is_not_more(boss, clinic):
    make.booking(*clinic, FIRST, **FAMILY, name=PARENT)
    make.booking(*clinic, LATER, email="tim@example.com", phone=FAMILY["phone"], name=CHILD)
    shown = boss.post(START, {"email": FAMILY["email"]})
    assert "There is more under" not in shown.text
    make.message(email="tim@example.com", phone=FAMILY["phone"], name="ANNE O’Brien")
    shown = boss.post(START, {"email": FAMILY["email"]})
    assert f"There is more under {FAMILY['phone']}" in shown.text
