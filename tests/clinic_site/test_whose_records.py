"""Each address of the desk that shows somebody's record says so in the view log."""

import logging

import pytest

from booking.models import RecordView
from tests import make
from tests.clinic_site.doors import DESK, STOCK
from tests.clinic_site.test_permissions import address, log_in, samples

__all__ = ["samples"]
pytestmark = pytest.mark.django_db
NAMES = ("Sample Patient", "Sample Waiter", "patient@example.com", "waiter@example.com")
# What shows nobody's record, what logs us out, and what is tested with personal data.
APPS = (
    "account",
    "auth",
    "axes",
    "clinic/",
    "clinic_site",
    "comments",
    "contact",
    "inbox",
    "pages",
)
MORE = ("log", "password", "personal-data", "reset", "r/", "jsi18n", "autocomplete", "signed-in")
MODELS = ("bookingrules", "closure", "flowwords", "latechangepolicy", "readysentence", "service")
OTHERS = tuple(f"admin/{one}" for one in (*APPS, *MORE, *(f"booking/{one}/" for one in MODELS)))
FIND = "admin/booking/patient/find/"


def names_somebody(answer, before, route):
    """Whether it does; if so, there must be a new line in the log."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode()
    is_named = any(name in text for name in NAMES)
    assert not is_named or RecordView.objects.count() > before, f"{route} notes nothing"
    return is_named


def test_every_screen_that_names_a_patient_notes_it(client, samples, time_machine):
    logging.disable(logging.CRITICAL)  # a traceback of each refusal takes long
    time_machine.move_to(make.NOW, tick=False)
    routes, named = [one for one in DESK | STOCK if not one.startswith(OTHERS)], set()
    log_in(client, "S")
    for route in routes:
        before = RecordView.objects.count()
        if names_somebody(client.get(address(route, samples)), before, route):
            named.add(route)
    for route in (one for one in routes if "<int:" in one or one == FIND):
        with make.undone():
            log_in(client, "S")
            before = RecordView.objects.count()
            typed = {"name": "Sample Patient"} if route == FIND else {}
            if names_somebody(client.post(address(route, samples), typed), before, route):
                named.add(route)
    logging.disable(logging.NOTSET)
    assert {"admin/", FIND, "admin/booking/appointment/waiting-list/"} < named
    rows = ("appointment", "patient", "waitinglistentry")
    assert {f"admin/booking/{one}/<path:object_id>/change/" for one in rows} < named
