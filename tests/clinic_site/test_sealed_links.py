"""A copy of the database opens nothing; with its SECRET_KEY, links work as they were sent."""

import base64
import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from mailer.models import Message as Mail

from booking.models import Booking, CalendarFeed, FormerLink, WaitingListEntry
from clinic.sealed import Unsealable
from clinic.sealed_columns import sealed_fields
from clinic_site import sealed_mail
from clinic_site.resealing import reseal
from clinic_site.sealed_mail import Sealed
from comments.models import Comment
from pages.models import ShareLink
from tests import make
from tests.clinic_site.test_personal_data import tables

pytestmark = pytest.mark.django_db
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def asked(client):
    """What a patient sent, and the page that answered."""
    service = make.service()
    therapist = make.therapist(service)
    form = {
        "key": str(uuid.uuid4()),
        "service": service.pk,
        "therapist": therapist.pk,
        "start": "2026-11-24T14:00Z",
        "name": "Sample Patient",
        "email": "patient@example.com",
        "phone": "416 555 0123",
        "contact_by": "email",
        "note": "",
        "confirmed": "yes",
    }
    return form, client.post("/book/request/", form, headers=BROWSER)["Location"]


@pytest.fixture
def journey(client, asked, clock):
    """The address of a page behind each kind of link, after everything that sends or shows one."""
    form, address = asked
    booking = Booking.objects.get()
    booking.confirm(by=None, seen=booking.version)
    booking.replace_link(by=None, seen=0)
    booking.refresh_from_db()
    waits = {**form, "key": str(uuid.uuid4()), "until": "2026-12-07", "name": "Sample Waiter"}
    client.post("/book/waiting-list/", waits, headers=BROWSER)
    desk = Client()
    desk.force_login(make.staff("Reception"))
    therapist = booking.appointments.get().therapist
    desk.post(f"/admin/booking/therapist/{therapist.pk}/feed/make/")
    shown = desk.get(f"/admin/booking/therapist/{therapist.pk}/change/")
    assert CalendarFeed.objects.get().token in shown.text
    page = make.page()
    share = page.edit(by=None).share_links.create()
    comment = make.approved(make.comment(page, wants_email=True))
    clock.shift(timedelta(minutes=11))
    Comment.objects.tell()
    comment.refresh_from_db()
    return {
        "replaced link": address,
        "private link": booking.get_absolute_url(),
        "waiting list": WaitingListEntry.objects.get().private_path(),
        "feed": CalendarFeed.objects.get().get_absolute_url(),
        "share link": share.get_absolute_url(),
        "stop link": f"/comments/emails/{comment.token}/",
    }


def opened(client, journey):
    return {what: client.get(address).status_code for what, address in journey.items()}


ALL_OPEN = {
    "replaced link": 410,
    "private link": 200,
    "waiting list": 200,
    "feed": 200,
    "share link": 200,
    "stop link": 200,
}


def token_in(address):
    return max(address.split("/"), key=len)


def dump():
    """Every column of every row as text, as a lost backup has it, and what is only packed."""
    texts = []
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT one::text FROM "{table}" one')  # noqa: S608
            texts += [text for (text,) in cursor.fetchall()]
    packed = Mail.objects.values_list("message_data", flat=True)
    texts += [base64.b64decode(data).decode("latin-1") for data in packed]
    return "\n".join(texts)


def stored_plain(table, address):
    """The row as an earlier version of the site has stored it."""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET token = %s', [token_in(address)])  # noqa: S608


def test_every_link_of_a_journey_opens_its_page(client, journey):
    assert opened(client, journey) == ALL_OPEN


def test_no_key_of_a_journey_is_in_the_database(journey, asked):
    found = dump()
    assert Mail.objects.count() >= 5
    assert [what for what, address in journey.items() if token_in(address) in found] == []
    assert asked[0]["key"] not in found


def test_what_the_database_holds_opens_nothing(client, journey, asked):
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, form_key FROM booking_booking")
        ((stored, key),) = cursor.fetchall()
    assert client.get(f"/appointments/{stored}/").status_code == 404
    assert client.get(f"/appointments/{stored[:32]}/").status_code == 404
    again = client.post("/book/request/", asked[0] | {"key": str(key)}, headers=BROWSER)
    assert again.status_code == 409
    assert "/appointments/" not in again.text


def test_queued_email_is_read_with_its_links(journey):
    texts = [mail.body for mail in make.queued_mail()]
    for what in ("replaced link", "private link", "waiting list", "stop link"):
        assert any(journey[what] in text for text in texts), what


def test_links_stored_by_an_earlier_version_open_and_are_sealed(client, journey):
    stored_plain("booking_formerlink", journey["replaced link"])
    stored_plain("booking_booking", journey["private link"])
    stored_plain("booking_waitinglistentry", journey["waiting list"])
    stored_plain("booking_calendarfeed", journey["feed"])
    stored_plain("pages_sharelink", journey["share link"])
    stored_plain("comments_comment", journey["stop link"])
    Mail.objects.create(email=EmailMessage("A subject", journey["private link"]))
    assert opened(client, journey) == ALL_OPEN
    assert token_in(journey["private link"]) in dump()
    make.call("work", "--once")
    assert opened(client, journey) == ALL_OPEN
    found = dump()
    assert [what for what, address in journey.items() if token_in(address) in found] == []


def test_a_new_key_takes_over_from_a_former_one(client, journey, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"
    assert opened(client, journey) == ALL_OPEN
    assert reseal() > 0
    assert reseal() == 0
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(client, journey) == ALL_OPEN
    assert any(journey["private link"] in mail.body for mail in make.queued_mail())


def test_the_queue_is_sealed_again_a_few_at_a_time(journey, settings, monkeypatch):
    monkeypatch.setattr(sealed_mail, "AT_ONCE", 1)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"
    with CaptureQueriesContext(connection) as asked:
        assert sealed_mail.reseal() == 0
    locking = [one["sql"] for one in asked if "FOR UPDATE SKIP LOCKED" in one["sql"]]
    settings.SECRET_KEY_FALLBACKS = []
    assert len(locking) == len(make.queued_mail()) > 1


def test_with_another_key_the_links_open_nothing_and_new_ones_are_sent(client, journey, settings):
    settings.SECRET_KEY = "of a restored copy"
    assert set(opened(client, journey).values()) == {404, 410}
    with pytest.raises(Unsealable):
        make.queued_mail()
    promised = Booking.objects.get().get_absolute_url()
    reseal()
    assert Booking.objects.get().get_absolute_url() == promised
    assert client.get(promised).status_code == 200


def test_what_is_sealed_with_the_current_key_is_not_written_again(journey):
    def written():
        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid FROM booking_booking")
            return cursor.fetchall()

    before = written()
    reseal()
    assert written() == before


def test_a_worker_reads_every_row_only_until_all_are_sealed_with_its_key(journey, settings):
    def reads():
        with CaptureQueriesContext(connection) as asked:
            make.call("work", "--once")
        return [one["sql"] for one in asked if 'AS "stored" FROM "booking_booking"' in one["sql"]]

    make.call("work", "--once")
    assert reads() == []
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"
    # In the first round it finds some, in the second none: only then is it noted.
    assert reads()
    assert reads()
    assert reads() == []


def test_a_worker_of_an_earlier_version_puts_sealed_email_off():
    """It lacks the module: any error but this one makes django-mailer discard the email."""
    row = Mail(email=Sealed(EmailMessage("A subject", "A text.")))
    gone = {"clinic_site.sealed_mail": None}
    with patch.dict("sys.modules", gone), pytest.raises(ModuleNotFoundError):
        assert row.email
    assert row.email.body == "A text."


def test_every_link_of_the_site_is_in_a_sealed_column():
    columns = {field.purpose for field in sealed_fields()}
    assert columns >= {
        f"{model._meta.db_table}.token"
        for model in (Booking, CalendarFeed, Comment, FormerLink, ShareLink, WaitingListEntry)
    }
