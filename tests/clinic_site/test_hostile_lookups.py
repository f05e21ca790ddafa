"""Staff lists and forms, asked what no database can compute: never a 500, and a word about it."""

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.urls import reverse

from booking.models import Appointment, BookingRules, Closure, Therapist
from clinic.models import Clinic
from contact.models import Message
from pages.models import Page
from tests import make
from tests.conftest import unrendered
from tests.markup import Markup

pytestmark = pytest.mark.django_db
LEFT_OUT = "Part of the address cannot be looked up. The list is shown without it."
FAR, TOO_FAR = "9" * 30, "9" * 4301  # beyond every column, and beyond what Python reads
NUMBERS = FAR, TOO_FAR, "-1", "1.5", "१"
DATES = "DateField", "DateTimeField"


@pytest.fixture(autouse=True)
def rows(client, accounts_are_remembered):
    with time_machine.travel(make.NOW, tick=False):
        service = make.service()
        make.booking(service, make.therapist(service))
        make.comment(make.page(allows_comments=True))
        make.message()
        Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW, reason="Marzipan")
        client.force_login(User.objects.create_superuser("boss"))
        yield


def dates_of(model):
    return [one.name for one in model._meta.concrete_fields if one.get_internal_type() in DATES]


STRANGE = "% _ \\ ' \" \udcff ().{"
LOOK_UPS = [
    ("{date}__year", "99999"),
    ("{date}__year", "0"),
    ("{date}__gt", "2026-02-31"),
    ("{date}__range", "1,2,3"),
    ("{date}__iso_year", FAR),
    ("pk__in", FAR),
    ("pk__in", f"1,{TOO_FAR}"),
    ("pk__isnull", "maybe"),
    ("pk__regex", "("),
    ("nonsense__lookup", "1"),
    ("p", FAR),
    ("p", TOO_FAR),
    ("o", f"{FAR}.-{TOO_FAR}.x.--1"),
    ("e", "1"),
    ("_facets", FAR),
    ("q", 3000 * "a "),
    ("q", STRANGE),
]


def test_no_look_up_in_the_address_of_a_list_is_an_error(client, subtests):
    for model in admin.site._registry:
        with subtests.test(model.__name__):
            for name, value in LOOK_UPS:
                assert_no_error(client, model, name, value.encode("utf-8", "surrogateescape"))


def assert_no_error(client, model, name, value):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for date in dates_of(model)[: 1 if "date" in name else 0] or ["pk"]:
        answer = client.get(url, {name.format(date=date): value})
        assert answer.status_code in (200, 302, 400), (url, name)


@pytest.mark.parametrize(
    "part",
    [
        "first_day__year=99999",
        "first_day__year=0",
        "first_day__year=9999",
        "first_day__year=2026&first_day__month=13",
        "is_public__exact=maybe",
        "nonsense=1",
    ],
)
def test_the_list_is_shown_without_what_cannot_be_looked_up(client, part):
    answer = client.get(f"/admin/booking/closure/?{part}")
    assert answer.status_code == 200
    assert LEFT_OUT in Markup(answer.text).words
    assert "Marzipan" in answer.text


def test_what_can_be_looked_up_beside_it_still_counts(client):
    answer = client.get("/admin/booking/closure/?first_day__year=0&is_public__exact=1")
    assert LEFT_OUT in Markup(answer.text).words
    assert "Marzipan" not in answer.text
    answer = client.get("/admin/booking/closure/?first_day__year=2026&is_public__exact=0")
    assert LEFT_OUT not in Markup(answer.text).words
    assert "Marzipan" in answer.text


def test_a_search_of_many_words_is_left_out_with_a_word(client):
    answer = client.get("/admin/booking/appointment/", {"q": 101 * "a "})
    assert "That search is too long" in Markup(answer.text).words
    assert "Sample Patient" in answer.text


def test_what_may_not_be_looked_up_is_refused(client):
    assert client.get("/admin/auth/user/?groups__permissions__name=x").status_code == 400


def test_an_action_on_such_a_list_is_carried_out(client):
    message = Message.objects.get()
    sent = {"action": "to_answered", ACTION_CHECKBOX_NAME: message.pk, "index": "0"}
    client.post("/admin/contact/message/?created_at__year=99999", sent)
    message.refresh_from_db()
    assert message.state == "answered"


def numbers_in(sent):
    """The fields of a form that hold a number; stock caps what counts the rows."""
    found = [name for name, value in sent.items() if str(value).isdecimal()]
    return ["seen", *(name for name in found if not name.endswith("TOTAL_FORMS"))]


@pytest.mark.parametrize("model", [Therapist, BookingRules, Clinic, Page, Closure, User])
def test_no_number_in_a_stock_form_is_an_error(client, model):
    row = model.objects.first() or model.objects.create(pk=1)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    sent = make.typed(client.get(url))
    names = numbers_in(sent)[:8]
    for number in NUMBERS:
        with make.undone():
            assert_answered(client.post(url, sent | dict.fromkeys(names, number)), number)
        for name in names:
            with make.undone(), unrendered():
                assert_answered(client.post(url, sent | {name: number}), name, number)


def assert_answered(answer, *what):
    assert answer.status_code in (200, 302, 409, 422), what


def test_no_number_in_a_form_of_the_desk_is_an_error(client):
    for number in NUMBERS:
        for url, sent in asked_with(number):
            with make.undone():
                answer = client.get(url) if sent is None else client.post(url, sent)
                assert answer.status_code < 500, (url, number[:40])


def asked_with(number):
    """Addresses with what is posted to each, or None for what is only read."""
    visit, message = Appointment.objects.get(), Message.objects.get()
    draft, comments = Page.objects.get().edit(by=None), "/admin/comments/comment/"
    page, chosen = f"/admin/booking/appointment/{visit.pk}", {ACTION_CHECKBOX_NAME: number}
    yield from [
        *((f"{page}/{verb}/", {"seen": number}) for verb in ("confirm", "decline", "attended")),
        (f"{page}/cancel/", {"all": number, "seen": number}),
        (f"{page}/move/", {"seen": number, "therapist": number, "start": number}),
        ("/admin/booking/appointment/book/", {"service": number, "visits": number, "show": "x"}),
        ("/admin/booking/appointment/book/", {"service": number, "therapist": number}),
        ("/admin/booking/appointment/flood/", {"of": number, "booking": f"{number}-{number}"}),
        (f"/admin/contact/message/{message.pk}/change/", {"seen": number, "state": "answered"}),
        (f"/admin/contact/message/{message.pk}/to/answered/", {"seen": number}),
        (comments, {"action": "to_approved", f"seen-{number}": number, **chosen}),
        (comments, {"action": "delete_selected", "index": number, "select_across": number}),
        ("/admin/inbox/blockedword/", {"form-TOTAL_FORMS": number, "form-0-id": number}),
        ("/admin/undelivered/again/", {"mail": number}),
        (draft.get_admin_url(), {"seen": number, "image": number, "sections-TOTAL_FORMS": number}),
        (f"/admin/pages/page/{draft.page_id}/versions/{draft.pk}/restore/", {"draft": number}),
        ("/admin/auth/user/add/", {"username": "new", "groups": number}),
    ]
    for url in (
        f"/admin/booking/appointment/book/?again={number}",
        f"/admin/?day={number}&show={number}&therapist={number}&moving={number}",
        f"/admin/booking/appointment/board/?day={number}&therapist={number}",
        f"/admin/booking/appointment/day/?day={number}",
        f"/admin/booking/appointment/book/?start={number}&therapist={number}",
        f"{page}/move/?start={number}&therapist={number}",
        f"/admin/booking/closure/add/?therapist={number}&first_day={number}",
        f"/admin/booking/closure/1/history/?p={number}",
        f"/admin/pages/page/{draft.page_id}/versions/?p={number}",
        f"/admin/pages/page/{draft.page_id}/versions/compare/?from={number}&to={number}",
        f"/admin/auth/user/add/?groups={number},x",
        "/admin/autocomplete/?app_label=booking&model_name=closure&field_name=therapist"
        f"&page={number}",
    ):
        yield url, None
