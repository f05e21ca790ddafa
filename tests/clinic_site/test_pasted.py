"""On every form, public and at the desk, what was pasted is what was meant."""

import uuid

import pytest
from django.contrib.auth.models import User

from booking.models import Booking, Therapist
from clinic.models import Clinic
from comments.models import Comment
from contact.models import Message
from tests import make

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}
PASTED = {
    "name": "\u00a0Ann\u00a0Smith\u200b",
    "email": "“Ann” <ann@example.com>,",
    "phone": "+1\u00a0(416)\u00a0555\u20110123",
}
MEANT = {"name": "Ann Smith", "email": "ann@example.com", "phone": "+1 (416) 555-0123"}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)


def stored(row):
    return {name: getattr(row, name) for name in MEANT}


def test_a_message(client):
    client.post("/contact/", PASTED | {"text": "May I come?"}, headers=OURS)
    assert stored(Message.objects.get()) == MEANT


def test_a_comment(client):
    make.page(allows_comments=True)
    form = PASTED | {"website": "<https://example.com/a>\u200b", "text": "Thank you."}
    client.post("/comments/a-page/", form, headers=OURS)
    comment = Comment.objects.get()
    assert (comment.name, comment.email) == ("Ann Smith", "ann@example.com")
    assert comment.website == "https://example.com/a"


def visit(service):
    choice = {"service": service.pk, "start": "2026-11-24T14:00Z", "visits": 1}
    return {"key": str(uuid.uuid4()), "contact_by": "email", "confirmed": "yes"} | choice


def test_a_request_and_its_lost_link(client):
    service = make.service()
    make.therapist(service)
    client.post("/book/request/", PASTED | visit(service), headers=OURS)
    booking = Booking.objects.get()
    assert stored(booking) == MEANT
    assert booking.phone_dialled == "+14165550123"
    client.post("/book/link/", {"email": "mailto:ann@example.com"}, headers=OURS)
    assert booking.private_url() in make.queued_mail()[-1].body


def test_reception_books_and_finds_a_caller(client):
    service = make.service()
    make.therapist(service)
    client.force_login(make.staff("Reception"))
    client.post("/admin/booking/appointment/book/", PASTED | visit(service))
    booking = Booking.objects.get()
    assert stored(booking) == MEANT
    reference = booking.reference.replace("-", "\u2011")
    for sought in ("416\u2011555\u20110123", "tel:+14165550123", f"\u00a0{reference}\u200b"):
        answer = client.get("/admin/booking/appointment/", {"q": sought})
        assert list(answer.context["cl"].queryset) == list(booking.visits())


def test_reception_finds_a_message_by_a_number_written_otherwise(client):
    message = make.message(phone="(416) 555-0123")
    client.force_login(make.staff("Reception"))
    answer = client.get("/admin/contact/message/", {"q": "+1\u00a0416\u00a0555\u20110123"})
    assert list(answer.context["cl"].queryset) == [message]


def test_the_clinics_details(client, seeded):
    client.force_login(make.staff("Editors"))
    screen = "/admin/clinic/clinic/1/change/"
    form = make.typed(client.get(screen), **PASTED)
    assert client.post(screen, form).status_code == 302
    assert stored(Clinic.current()) == MEANT


def test_an_account_and_its_forgotten_password(client):
    client.force_login(User.objects.create_superuser("boss"))
    person = User.objects.create_user("ann", is_staff=True, password="an old long password")
    screen = f"/admin/auth/user/{person.pk}/change/"
    form = make.typed(client.get(screen), email=PASTED["email"], first_name="\u00a0Ann\u200b")
    form |= {"last_login_0": "", "last_login_1": ""}
    form |= {"date_joined_0": "2026-11-23", "date_joined_1": "09:00"}
    client.post(screen, form)
    person.refresh_from_db()
    assert (person.first_name, person.email) == ("Ann", "ann@example.com")
    client.post("/admin/password_reset/", {"email": "<ann@example.com>"})
    assert make.queued_mail()[-1].to == ["ann@example.com"]


def test_a_therapist(client):
    client.force_login(make.staff("Reception"))
    one = make.therapist(make.service())
    screen = f"/admin/booking/therapist/{one.pk}/change/"
    form = make.typed(client.get(screen), name="\u00a0Ann\u00a0Smith\u200b")
    assert client.post(screen, form).status_code == 302
    assert Therapist.objects.get().name == "Ann Smith"
