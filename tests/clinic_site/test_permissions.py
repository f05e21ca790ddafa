"""Every address of the admin, asked by everybody with every method: no door is open by mistake."""

import re

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.urls import URLResolver, get_resolver

from booking.models import (
    BookingRules,
    CalendarFeed,
    Closure,
    FlowWords,
    LateChangePolicy,
    ReadySentence,
)
from clinic.models import Clinic
from clinic_site.models import PersonalDataRequest
from inbox.models import BlockedWord
from tests import make

pytestmark = pytest.mark.django_db
ROLES = {"A": "anonymous", "N": "in no group", "E": "editor", "R": "reception", "S": "superuser"}
EVERYBODY, STAFF, NOBODY = "ANERS", "NERS", ""
VIEW_ON_SITE = "r/<int:content_type_id>/<int:object_id>/"
SECRET = ("booking/booking/", "booking/calendarfeed/", "pages/sharelink/")
# Who may open each address below /admin/, by the first letters of ROLES.
DOORS = {
    "": STAFF,
    "login/": EVERYBODY,
    "logout/": STAFF,
    "password_change/": STAFF,
    "password_change/done/": STAFF,
    "password_reset/": EVERYBODY,
    "password_reset/done/": EVERYBODY,
    "reset/done/": EVERYBODY,
    "reset/<uidb64>/<token>/": EVERYBODY,
    "jsi18n/": STAFF,
    "autocomplete/": NOBODY,  # no form of ours asks it anything
    "inbox/": NOBODY,  # these lead to the first screen, which has the menu
    "booking/": NOBODY,
    "clinic/": NOBODY,
    "comments/": NOBODY,
    "contact/": NOBODY,
    "pages/": NOBODY,
    "axes/": NOBODY,
    "auth/": NOBODY,
    "clinic_site/": NOBODY,
    "copy/": "S",
    "personal-data/": "S",
    "personal-data/file/": "S",
    "personal-data/erase/": "S",
    "retention/": "S",
    VIEW_ON_SITE: "ES",  # of a page
    "undelivered/": "RS",
    "undelivered/texts/again/": "RS",
    "undelivered/texts/<int:pk>/dealt-with/": "RS",
    "undelivered/again/": "RS",
    "undelivered/<int:pk>/dealt-with/": "RS",
    "pages/revision/pasted/": "ES",
    "pages/revision/link/": "ES",
    "pages/revision/<int:pk>/preview/": "ES",
    "pages/revision/<int:pk>/share/": "ES",
    "pages/revision/<int:pk>/share/<int:link_pk>/revoke/": "ES",
    "pages/page/<int:pk>/edit/": "ES",
    "pages/page/<int:pk>/draft/": "ES",
    "pages/page/<int:pk>/versions/": "ES",
    "pages/page/<int:pk>/versions/compare/": "ES",
    "pages/page/<int:pk>/versions/<int:revision_pk>/restore/": "ES",
    "booking/appointment/figures/": "RS",
    "booking/appointment/book/": "RS",
    "booking/appointment/board/": "RS",
    "booking/appointment/day/": NOBODY,  # the former address: it leads to the first screen
    "booking/patient/find/": "RS",
    "booking/patient/<int:pk>/correct/": "RS",
    "booking/patient/<int:pk>/note/": "RS",
    "booking/patient/<int:pk>/join/": "RS",
    "booking/patient/<int:pk>/apart/": "RS",
    "booking/patient/<int:pk>/part/": "RS",
    "booking/appointment/sheet/": "RS",
    "booking/appointment/export/": "RS",
    "booking/appointment/waiting-list/": "RS",
    "booking/appointment/flood/": "RS",
    "booking/appointment/<int:pk>/restore/": "RS",
    "booking/appointment/<int:pk>/turn-away/": "RS",
    "booking/appointment/<int:pk>/reinstate/": "RS",
    "booking/appointment/<int:pk>/note/": "RS",
    "booking/appointment/<int:pk>/service/": "RS",
    "booking/appointment/<int:pk>/confirm/": "RS",
    "booking/appointment/<int:pk>/decline/": "RS",
    "booking/appointment/<int:pk>/cancel/": "RS",
    "booking/appointment/<int:pk>/accept/": "RS",
    "booking/appointment/<int:pk>/refuse/": "RS",
    "booking/appointment/<int:pk>/attended/": "RS",
    "booking/appointment/<int:pk>/missed/": "RS",
    "booking/appointment/<int:pk>/phoned/": "RS",
    "booking/appointment/<int:pk>/link/": "RS",
    "booking/appointment/<int:pk>/offer/": "RS",
    "booking/appointment/<int:pk>/move/": "RS",
    "booking/waitinglistentry/<int:pk>/offer/": "RS",
    "booking/waitinglistentry/<int:pk>/book/": "RS",
    "booking/waitinglistentry/<int:pk>/remove/": "RS",
    "booking/waitinglistentry/<int:pk>/restore/": "RS",
    "booking/waitinglistentry/<int:pk>/turn-away/": "RS",
    "booking/therapist/<int:pk>/feed/make/": "RS",
    "booking/therapist/<int:pk>/feed/replace/": "RS",
    "booking/therapist/<int:pk>/feed/revoke/": "RS",
    "booking/therapist/<int:pk>/away/": "RS",
    "booking/closure/holidays/": "RS",
    "comments/comment/<int:pk>/to/<slug:state>/": "RS",
    "contact/message/<int:pk>/to/<slug:state>/": "RS",
    "contact/message/<int:pk>/take/": "RS",
    "auth/user/<id>/password/": "S",
}
# The same of each model's stock screens.
SCREENS = {
    "inbox/blockedword/": {"list": "RS", "add": "RS", "change": "RS", "delete": "RS"},
    "auth/group/": {"list": "S", "add": "S", "change": "S", "delete": "S"},
    "auth/user/": {"list": "S", "add": "S", "change": "S", "delete": "S"},
    "axes/accessattempt/": {"list": "S", "change": "S", "delete": "S"},
    "axes/accessfailurelog/": {"list": "S", "change": "S", "delete": "S"},
    "axes/accesslog/": {"list": "S", "change": "S", "delete": "S"},
    "booking/appointment/": {"list": "RS", "change": "RS"},
    "booking/patient/": {"list": "RS", "change": "RS"},
    "booking/bookingrules/": {"list": "RS", "change": "RS"},
    "booking/closure/": {"list": "RS", "add": "RS", "change": "RS", "delete": "RS"},
    "booking/flowwords/": {"list": "RS", "change": "RS"},
    "booking/latechangepolicy/": {"list": "RS", "add": "RS", "change": "RS"},
    "booking/readysentence/": {"list": "RS", "add": "RS", "change": "RS", "delete": "RS"},
    "booking/service/": {"list": "RS", "add": "RS", "change": "RS", "delete": "S"},
    "booking/waitinglistentry/": {"list": "RS", "add": "RS", "change": "RS"},
    "booking/therapist/": {"list": "RS", "add": "RS", "change": "RS", "delete": "S"},
    "clinic_site/personaldatarequest/": {"list": "S", "change": "S"},
    "comments/comment/": {"list": "RS", "change": "RS", "delete": "S"},
    "contact/message/": {"list": "RS", "change": "RS", "delete": "S"},
    "clinic/clinic/": {"list": "ERS", "change": "ERS"},
    "pages/page/": {"list": "ES", "add": "ES", "change": "ES"},
    "pages/revision/": {"list": STAFF, "change": "ES"},  # the list only leads to that of pages
}
for model, may in SCREENS.items():
    DOORS |= {
        model: may["list"],
        f"{model}add/": may.get("add", NOBODY),
        f"{model}<path:object_id>/change/": may["change"],
        f"{model}<path:object_id>/history/": may["change"],
        f"{model}<path:object_id>/delete/": may.get("delete", NOBODY),
        f"{model}<path:object_id>/": may["change"],
    }
OTHER_METHODS = ("HEAD", "PUT", "DELETE")
REFUSED = {403, 404, 405}
# Ways to spell a number that Python reads, or that are far too large.
FORMATS = ("%20{}", "{}%20", "+{}", "0{}", "-{}", "{}.0", "0_{}", "{}" + 30 * "0")
SPELLINGS = [
    *(one.format for one in (*FORMATS, "9" * 4300, "9" * 4301)),
    lambda number: str(number).translate(str.maketrans("0123456789", "०१२३४५६७८९")),
    lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
]


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
            make.waiting_entry(service),
            booking.patient,
            Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW),
            BookingRules.objects.get_or_create(pk=1)[0],
            FlowWords.objects.create(pk=1),
            Clinic.objects.get_or_create(pk=1)[0],
            make.comment(page),
            make.message(),
            BlockedWord.objects.create(word="sample"),
            ReadySentence.objects.create(text="Sample"),
            LateChangePolicy.objects.create(fee="$1"),
            PersonalDataRequest.objects.create(kind=PersonalDataRequest.Kind.values[0]),
            User.objects.create_user("sample-somebody", "somebody@example.com"),
            Group.objects.get(name="Editors"),
            AccessAttempt.objects.create(username="sample", failures_since_start=1),
            AccessFailureLog.objects.create(username="sample"),
            AccessLog.objects.create(username="sample"),
            CalendarFeed.objects.create(therapist=therapist),
            page.draft().share_links.create(),
        ]
        yield {f"{row._meta.app_label}/{row._meta.model_name}/": row for row in rows}


def routes(resolver=None, before=""):
    """Each address below /admin/ as the resolver knows it."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, route)
        elif one.name == "app_list":
            apps = re.search(r"<app_label>(.*?)\)", route)[1]
            yield from (f"{app}/" for app in apps.split("|"))
        elif route.startswith("admin/") and route != "admin/(?P<url>.*)$":  # which finds nothing
            yield route.removeprefix("admin/")


def address(route, samples, spell=str):
    """Where this route leads to the sample of its model, with its numbers spelled so."""
    row = samples.get("/".join(route.split("/")[:2]) + "/", samples["pages/page/"])
    numbers = {
        "content_type_id": ContentType.objects.get_for_model(row).pk,
        "revision_pk": samples["pages/revision/"].pk,
        "link_pk": samples["pages/sharelink/"].pk,
    } | dict.fromkeys(("object_id", "pk", "id"), row.pk)
    words = {"state": "spam", "uidb64": "MQ", "token": "set-password"}

    def filled(part):
        return words.get(part[1]) or spell(numbers[part[1]])

    return "/admin/" + re.sub(r"<(?:\w+:)?(\w+)>", filled, route)


def log_in(client, role):
    name = ROLES[role]
    user, _ = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": role == "S"}
    )
    user.groups.set(Group.objects.filter(name={"E": "Editors", "R": "Reception"}.get(role)))
    client.force_login(user)


def is_logged_in(client):
    return "sessionid" in client.cookies and client.cookies["sessionid"].value != ""


def is_open(client, method, path):
    answer = client.generic(method, path, headers={"accept": "application/json"})  # quickly refused
    assert answer.status_code < 500
    leads_to = answer.headers.get("Location", "").partition("?")[0]
    if leads_to.endswith("/change/"):  # of the row, or of the one that the button belongs to
        return is_open(client, "GET", leads_to)
    is_led_away = leads_to == "/admin/" or leads_to.startswith("/admin/login/")
    return answer.status_code not in REFUSED and not is_led_away


def test_every_address_of_the_admin_has_a_line():
    assert set(routes()) == set(DOORS)


@pytest.mark.parametrize("role", ROLES)
def test_each_door_opens_to_those_named_for_it_alone(client, samples, role):
    opened = set()
    for route in DOORS:
        if role != "A" and not is_logged_in(client):  # since one of the doors leads out
            log_in(client, role)
        path = address(route, samples)
        # What refuses the other methods to an account without any permission refuses them to all.
        methods = ("GET", "POST", *(OTHER_METHODS if role in "AN" else ()))
        answers = [is_open(client, method, path) for method in methods]
        if any(answers):
            opened.add(route)
    assert opened == {route for route, roles in DOORS.items() if role in roles}


@pytest.mark.parametrize("role", "NS")
def test_no_spelling_of_a_number_opens_another_door(client, samples, role):
    log_in(client, role)
    # Stock admin reads the number in one place for all screens of a row.
    numbered = [one for one in DOORS if "<int:" in one or one.endswith((">/change/", "/password/"))]
    for place, route in enumerate(numbered):
        # Each spelling at every third door: all read their numbers in one of two ways.
        spellings = SPELLINGS[place % 3 :: 3]
        paths = list(dict.fromkeys(address(route, samples, spell) for spell in spellings))
        opened = [path[:80] for path in paths if is_open(client, "GET", path)]
        opened += [path[:80] for path in paths[:1] if is_open(client, "POST", path)]
        assert not opened or role in DOORS[route], opened


@pytest.mark.parametrize("role", "NS")
def test_nobody_is_led_to_a_secret_link(client, samples, role):
    log_in(client, role)
    for row in map(samples.get, SECRET):
        kind = ContentType.objects.get_for_model(row).pk
        for spell in (str, *SPELLINGS):
            paths = f"/admin/r/{spell(kind)}/{row.pk}/", f"/admin/r/{kind}/{spell(row.pk)}/"
            led = [client.get(path).headers.get("Location", "") for path in paths]
            assert not [one for one in led if row.get_absolute_url() in one]


def test_an_editor_is_led_to_a_page_and_to_no_comment(client, samples):
    client.force_login(make.staff("Editors"))
    led = client.get(address(VIEW_ON_SITE, samples))
    assert led["Location"] == "http://testserver/a-page/"
    comment = samples["comments/comment/"]
    kind = ContentType.objects.get_for_model(comment).pk
    assert client.get(f"/admin/r/{kind}/{comment.pk}/").status_code == 403
    assert client.get("/admin/r/999999/1/").status_code == 404


def test_reception_cannot_publish_and_an_editor_sees_no_patient(client, samples):
    reception, editor = make.staff("Reception", "sample-reception"), make.staff("Editors")
    assert not any(
        permission.startswith("pages.") for permission in reception.get_all_permissions()
    )
    assert {one.split(".")[0] for one in editor.get_all_permissions()} == {"clinic", "pages"}
    client.force_login(editor)
    index = client.get("/admin/").text
    assert "appointment request" not in index
    assert "Sample Patient" not in index
