"""Every address of the admin, asked for by each group of staff: no door is open by mistake."""

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver

from antispam.models import BlockedWord
from booking.models import BookingRules, Closure
from clinic_site.models import PersonalDataRequest
from pages.models import Clinic
from tests import make

pytestmark = pytest.mark.django_db
OWN = {
    "Editors": ("pages/page/", "pages/revision/", "pages/clinic/", "pages/shar"),
    "Reception": ("booking/", "comments/", "contact/", "antispam/", "undelivered/"),
}
OWN_APPS = {"Editors": {"pages/"}, "Reception": set()}
# Doors for everybody who may log in, or for everybody at all.
COMMON = {"", "login/", "logout/", "password_change/", "password_change/done/", "jsi18n/"}
COMMON |= {"autocomplete/", "password_reset/", "password_reset/done/", "reset/done/"}
FORBIDDEN = {403, 404, 405}


@pytest.fixture
def samples():
    """One row of each kind, so that nothing is refused only because it is not there."""
    with time_machine.travel(make.NOW, tick=False):
        service = make.service()
        therapist = make.therapist(service)
        booking = make.booking(service, therapist)
        page = make.page(allows_comments=True)
        page.edit(by=None)
        rows = [
            *(service, therapist, booking.appointments.get(), booking, page, page.draft()),
            Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW),
            BookingRules.objects.get_or_create(pk=1)[0],
            Clinic.objects.get_or_create(pk=1)[0],
            make.comment(page),
            make.message(),
            BlockedWord.objects.create(word="sample"),
            PersonalDataRequest.objects.create(kind=PersonalDataRequest.Kind.values[0]),
            User.objects.create_user("sample-somebody", "somebody@example.com"),
            Group.objects.get(name="Editors"),
            AccessAttempt.objects.create(username="sample", failures_since_start=1),
            AccessFailureLog.objects.create(username="sample"),
            AccessLog.objects.create(username="sample"),
        ]
        yield {f"{row._meta.app_label}/{row._meta.model_name}/": row.pk for row in rows}


def patterns(resolver, before=""):
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern))
        elif isinstance(one, URLPattern) and one.name:  # without one it leads to a change screen
            yield before + str(one.pattern), one.pattern.converters


def addresses(samples):
    """Each address below /admin/, with the key of a sample where one belongs."""
    for app in {model.partition("/")[0] for model in samples}:
        yield f"{app}/"
    for route, converters in patterns(get_resolver()):
        if not route.startswith("admin/") or "(?P<" in route or "<uidb64>" in route:
            continue
        key = str(samples.get("/".join(route.split("/")[1:3]) + "/", 1))
        for name in converters:
            for kind in ("int:", "str:", "path:", "slug:", "uuid:", ""):
                route = route.replace(f"<{kind}{name}>", key)
        assert "<" not in route, route
        yield route.removeprefix("admin/")


def test_every_model_of_the_admin_has_a_sample(samples):
    known = {f"{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry}
    assert known - set(samples) == set()


@pytest.mark.parametrize("group", ["Editors", "Reception"])
def test_each_group_opens_its_own_doors_alone(client, samples, group):
    client.force_login(make.staff(group))
    asked = list(addresses(samples))
    opened = []
    for path in asked:
        if path in COMMON or path.startswith(OWN[group]) or path in OWN_APPS[group]:
            continue
        for ask in (client.get, client.post):
            answer = ask(f"/admin/{path}", follow=True)
            if answer.status_code not in FORBIDDEN:
                opened.append((path, answer.status_code))
    assert opened == []
    assert len(asked) > 60


@pytest.mark.parametrize("group", ["Editors", "Reception"])
def test_each_group_does_open_its_own(client, samples, group):
    client.force_login(make.staff(group))
    for model in samples:
        if model.startswith(OWN[group]) and model not in ("pages/revision/", "booking/booking/"):
            assert client.get(f"/admin/{model}").status_code in (200, 302), model


def view_on_site(samples, label):
    app, model = label.split("/")[:2]
    kind = ContentType.objects.get_by_natural_key(app, model)
    return f"/admin/r/{kind.pk}/{samples[label]}/"


def test_no_editor_is_led_to_a_patients_private_link(client, samples):
    client.force_login(make.staff("Editors"))
    assert client.get(view_on_site(samples, "booking/booking/")).status_code == 403
    assert client.get(view_on_site(samples, "comments/comment/")).status_code == 403
    led = client.get(view_on_site(samples, "pages/page/"))
    assert led["Location"] == "http://testserver/a-page/"
    assert client.get("/admin/r/999999/1/").status_code == 404


@pytest.mark.parametrize("staff", [False, True])
def test_whoever_is_in_no_group_opens_nothing(client, samples, staff):
    client.force_login(User.objects.create_user("sample-nobody", is_staff=staff))
    for path in addresses(samples):
        if path in COMMON or path.startswith("reset/"):
            continue
        answer = client.get(f"/admin/{path}", follow=staff)
        assert answer.status_code in (FORBIDDEN if staff else {302}), path


def test_without_logging_in_every_door_leads_to_the_log_in(client, samples):
    for path in addresses(samples):
        if path in COMMON or path.startswith("reset/"):
            continue
        for answer in (client.get(f"/admin/{path}"), client.post(f"/admin/{path}")):
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/admin/login/"), path


def test_reception_cannot_publish_and_an_editor_sees_no_patient(client, samples):
    reception, editor = make.staff("Reception", "sample-reception"), make.staff("Editors")
    assert not any(
        permission.startswith("pages.") for permission in reception.get_all_permissions()
    )
    assert {one.split(".")[0] for one in editor.get_all_permissions()} == {"pages"}
    client.force_login(editor)
    index = client.get("/admin/").text
    assert "appointment request" not in index
    assert "Sample Patient" not in index
