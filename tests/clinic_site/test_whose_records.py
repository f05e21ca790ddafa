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
APPS = ("auth", "axes", "clinic/", "comments", "contact", "inbox", "log", "pages", "password")
MORE = ("personal-data", "reset", "r/", "jsi18n", "autocomplete")
MODELS = ("bookingrules", "closure", "flowwords", "latechangepolicy", "readysentence")
OTHERS = tuple(f"admin/{one}" for one in (*APPS, *MORE, *(f"booking/{one}/" for one in MODELS)))
FIND = "admin/booking/patient/find/"


def test_every_screen_that_names_a_patient_notes_it(client, samples, time_machine):
    logging.disable(logging.CRITICAL)  # a traceback of each refusal takes long
    time_machine.move_to(make.NOW, tick=False)
    named = set()
    for route in (one for one in DESK | STOCK if not one.startswith(OTHERS)):
        has_button = "<int:" in route or route == FIND
        for ask in (client.get, client.post) if has_button else (client.get,):
            with make.undone():
                log_in(client, "S")
                before = RecordView.objects.count()
                typed = {"name": "Sample Patient"} if ask == client.post and route == FIND else {}
                answer = ask(address(route, samples), typed)
                if any(name in answer.text for name in NAMES):
                    named.add(route)
                    assert RecordView.objects.count() > before, f"{route} notes nothing"
    logging.disable(logging.NOTSET)
    assert {"admin/", FIND, "admin/booking/appointment/waiting-list/"} < named
    rows = ("appointment", "patient", "waitinglistentry")
    assert {f"admin/booking/{one}/<path:object_id>/change/" for one in rows} < named
