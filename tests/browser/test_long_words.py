"""Names and words without a space, as long as forms take them, leave every page in its width."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from booking.fields import start_as_text
from pages.models import Page
from tests import make
from tests.browser.checks import SCREENS, large, overhang
from tests.browser.conftest import open_context

NAME = "Wolframsdonaudampf" * 4
ADDRESS = f"/{'a' * 150}/"
WORD = "Sehnenansatzreizung" * 20


def store():
    """One of everything that people type, and where it is shown: to all, to a patient, to staff."""
    service = make.service(name=NAME)
    therapist = make.therapist(service, name=NAME)
    *_, chosen, start = make.open_times(service, [therapist])
    email = f"{'d' * 60}@{'e' * 60}.example.com"
    visit = make.booking(service, therapist, start, name=NAME, email=email, note=WORD).visits()[0]
    page = make.page("long-words", title=NAME, allows_comments=True)
    draft = page.edit(by=None)
    draft.sections.update(heading=NAME, body=f"<p>{WORD}</p><ul><li>{WORD}</li></ul>")
    draft.publish()
    comment = make.comment(page, name=NAME, text=WORD, email=email)
    make.approved(comment, reply=WORD)
    private = visit.booking.get_absolute_url()
    choice = f"service={service.pk}&therapist={therapist.pk}"
    message = make.message(name=NAME, text=WORD, email=email)
    return {
        "public": [
            "/long-words/",
            f"/search/?q={NAME}",
            f"/book/?{choice}",
            f"/book/request/?{choice}&start={start_as_text(chosen)}",
        ],
        "private": [private, f"{private}{visit.pk}/cancel/", f"{private}{visit.pk}/move/"],
        "staff": [
            "/admin/booking/appointment/",
            f"/admin/?day={timezone.localdate(start)}",
            visit.get_admin_url(),
            "/admin/comments/comment/?state=all",
            comment.get_admin_url(),
            "/admin/contact/message/",
            message.get_admin_url(),
            "/admin/",
            "/admin/pages/page/",
            f"/admin/pages/page/{page.pk}/change/",
            f"/admin/pages/page/{page.pk}/draft/",
            f"/admin/pages/page/{page.pk}/versions/",
            f"/admin/pages/page/{page.pk}/history/",
            page.live_revision().get_admin_url(),
            f"/admin/pages/revision/{page.live_revision().pk}/preview/",
        ],
    }


@pytest.fixture(scope="module")
def shown(home, django_db_blocker):
    with django_db_blocker.unblock():
        return store()


@pytest.fixture(scope="module")
def log_in(home, django_db_blocker):
    """The cookie of somebody who may do everything."""
    client = Client()
    with django_db_blocker.unblock():
        chief = User.objects.create_superuser("sample-chief")
        about = ContentType.objects.get_for_model(Page)
        change = {"action_flag": CHANGE, "content_type": about, "object_repr": ADDRESS}
        LogEntry.objects.create(user=chief, **change)  # their first screen lists it
        client.force_login(chief)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}


def hold_their_width(page, addresses):
    found = []
    for address in addresses:
        assert page.goto(address).status == 200
        assert any(one in page.content() for one in (NAME, WORD, ADDRESS, "long-words")), address
        for width in (*SCREENS, 360, 820):
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{address} at {width} px"] if overhang(page) else []
        found += [f"{address} with text at 200 %" for _ in large(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("whose", ["public", "private"])
def test_on_the_site(page, shown, whose):
    hold_their_width(page, shown[whose])


def test_at_the_desk(chromium, home, shown, log_in, db, watched):
    context = open_context(chromium, home, watched)
    context.add_cookies([log_in])
    hold_their_width(context.new_page(), shown["staff"])
    context.close()
