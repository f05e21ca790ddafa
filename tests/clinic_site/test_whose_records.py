"""Each address of the desk that shows somebody's record says so in the log of record views."""

import pytest

from booking.models import RecordView
from tests import make
from tests.clinic_site.test_permissions import address, log_in, routes, samples

__all__ = ["samples"]
pytestmark = pytest.mark.django_db
NAMES = ("Sample Patient", "Sample Waiter", "patient@example.com", "waiter@example.com")
# What shows nobody's record, and what is tested with personal data.
OTHERS = (
    "comments/",
    "contact/",
    "auth/",
    "axes/",
    "clinic/",
    "pages/",
    "inbox/",
    "personal-data/",
)
TYPED = {"booking/patient/find/": {"name": "Sample Patient"}}


def test_every_screen_that_names_a_patient_notes_it(client, samples, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    named = set()
    for route in routes():
        if route.startswith(OTHERS):
            continue
        for ask in (
            (client.get, client.post) if "<int:" in route or route in TYPED else [client.get]
        ):
            with make.undone():
                log_in(client, "S")
                before = RecordView.objects.count()
                typed = TYPED.get(route, {}) if ask == client.post else {}
                answer = ask(address(route, samples), typed)
                if any(name in answer.text for name in NAMES):
                    named.add(route)
                    assert RecordView.objects.count() > before, route
    assert {"", "booking/appointment/waiting-list/", "booking/patient/find/"} < named
    assert {f"booking/{one}/<path:object_id>/change/" for one in ("appointment", "patient")} < named
