"""docs/privacy.md is true: it names every table, and every period with its default."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from clinic_site.groups import PERMISSIONS
from clinic_site.models import Retention
from clinic_site.personal_data.labels import LABELS
from clinic_site.retention.limits import LIMITS
from tests import make

PAPER = Path(settings.BASE_DIR, "docs/privacy.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([A-Z][A-Za-z]+)`", PAPER))


def test_every_table_is_named_there():
    assert {model.__name__ for model in apps.get_models()} <= NAMED


def test_what_is_told_to_a_person_is_among_what_is_kept_about_people():
    tables = PAPER.partition("No data about patients:")[0]
    assert not [model for model in LABELS if f"`{model.__name__}`" not in tables]


OWN = "booking.view_own_appointment"
SEEN_WITH = {
    "Booking": {"booking.view_booking", OWN},
    "Appointment": {"booking.view_appointment", OWN},
    "VisitNote": {"booking.view_appointment", OWN},
    "PatientNote": {"booking.view_patient"},
    "Patient": {"booking.view_patient", OWN},
    "WaitingListEntry": {"booking.view_waitinglistentry"},
    "Comment": {"comments.view_comment"},
    "MessageChange": {"contact.view_message"},
    "MessageLog": {"mailer.view_message"},
    "PersonalDataRequest": {"clinic_site.export_personal_data"},
    "User": {"auth.view_user"},
    "AccessAttempt": {"axes.view_accessattempt"},
}


@pytest.mark.parametrize("table", SEEN_WITH)
def test_each_group_that_may_see_a_table_is_named_beside_it(table):
    assert "Administrators can see whatever reception and therapists can" in PAPER
    [row] = [line for line in PAPER.splitlines() if re.match(rf"\| [^|]*`{table}`", line)]
    who = row.split("|")[4].lower()
    may = {name for name, labels in PERMISSIONS.items() if SEEN_WITH[table] & set(labels)}
    groups = may - {"Administrators"} or may
    assert {name for name in PERMISSIONS if name.lower() in who} >= groups
    assert not [name for name in {"Editors", "Therapists"} - may if name.lower() in who]


@pytest.mark.parametrize("name", LIMITS)
def test_every_period_is_there_with_its_default(name):
    label = Retention._meta.get_field(name).verbose_name.partition(" (")[0]
    unit = name.rpartition("_")[2]
    row = f"| {label[0].upper()}{label[1:]} | {LIMITS[name].default} {unit} |"
    assert row in PAPER


@pytest.mark.django_db
def test_the_public_page_says_that_we_record_who_opens_what_we_hold(client):
    make.call("seed")
    said = client.get("/privacy/").text
    assert "We record who opens it, and when." in said
    assert "a list of who has opened your appointments" in said


@pytest.mark.django_db
@pytest.mark.parametrize("backend", ["", "clinic.twilio_texts.Twilio"])
def test_the_public_page_names_the_provider_of_texts_only_where_they_are_on(
    client, settings, backend
):
    settings.TEXTS = {"BACKEND": backend, "OPTIONS": {}}
    make.call("seed")
    assert ("Twilio sends them for us" in client.get("/privacy/").text) is bool(backend)
