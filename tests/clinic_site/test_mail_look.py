"""Each mail of the site reads well, as plain text and as a page on a phone."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.test.signals import template_rendered

from booking import deadline_mails, mails
from booking.models import Booking, WaitingListEntry
from clinic.mail_blocks import Block, When, blocks, tidy, wrapped
from clinic.models import Clinic
from clinic_site.account_events import What
from clinic_site.accounts import telling
from clinic_site.accounts.devices import AuthenticatorApp
from clinic_site.accounts.links import send_first_link
from clinic_site.accounts.signed_in import reset_second_step
from comments.models import Comment
from tests import make
from tests.markup import Markup
from tests.valid_html import faults

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LATER = make.TOMORROW_AT_NINE + timedelta(hours=2)
LATER_STILL = LATER + timedelta(hours=2)
NAME = "Sample Clinic for the Rehabilitation of Muscles & Nerves"


DETAILS = {
    "address": "1 Sample Street\nToronto",
    "phone": "416 555 0123",
    "email": "clinic@example.com",
    "map_link": "https://map.example/?a=1&b=2",
}


@cache
def written():
    """All mails that the site writes, each kind at least once, and the templates that this took."""
    names = set()

    def note(template, **more):
        names.add(template.name)

    template_rendered.connect(note)
    with time_machine.travel(make.NOW - timedelta(hours=2), tick=False):
        Clinic.objects.create(pk=1, name=NAME, **DETAILS)
        mails = write_each()
    template_rendered.disconnect(note)
    return mails, names


@pytest.fixture
def every_mail(db):
    """Written by the first test that asks, for all: to look at a mail changes nothing."""
    return written()[0]


def write_each():
    by, offering = make.staff("Reception"), (service := make.service(), make.therapist(service))
    one = make.booking(*offering).appointments.get()
    deadline_mails.hold_lapsed(one.booking)
    one.move(offering[1], LATER, by)
    one.propose(offering[1], LATER_STILL, by)
    one.refresh_from_db()
    one.accept()
    one.move(offering[1], LATER)
    deadline_mails.reminder(one)
    one.propose(offering[1], LATER_STILL, by).refuse()
    one.propose(offering[1], LATER_STILL, by).cancel(by)
    one.refresh_from_db()
    one.cancel()
    weekly = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(3)]
    course = make.booking(*offering, starts=weekly)
    course.confirm(by)
    mails.links([course])
    mails.links([course, one.booking])
    (
        deadline_mails.offer_lapsed(one),
        deadline_mails.never_answered(one, False),
        deadline_mails.never_answered(one, True),
    )
    deadline_mails.no_room(one), deadline_mails.after_visit(one)
    course.visits()[0].change_service(offering[0], 25, by, line="Sample words.")
    course.cancel(by)
    course.reinstate(by)
    course.cancel(by)
    several = [(offering[1], LATER_STILL + timedelta(days=day)) for day in (1, 2)]
    asked = make.booking(*offering).appointments.get()
    asked.propose(offering[1], LATER_STILL, by, also=several, line="Sample words.")
    asked.cancel(by)
    reason = "We are closed for the whole of that week, because the house gets new windows then."
    make.booking(*offering).appointments.get().decline(by, reason)
    make.booking(*offering).appointments.get().cancel()
    WaitingListEntry.objects.mail_links(make.waiting_entry(offering[0]).email)
    for leave in (lambda entry: entry.leave(by), lambda entry: entry.end()):
        leave(make.waiting_entry(offering[0]))
    Booking.objects.offer_to(
        make.waiting_entry(offering[0]),
        by=by,
        therapist=offering[1],
        start=LATER,
        seen=0,
    )
    other = make.booking(*offering, LATER_STILL + timedelta(days=5), **make.contact(5))
    mails.unproven(list(other.visits()))
    comment = make.comment(make.page(allows_comments=True))
    Comment.objects.announce()
    comment.tell_writer()
    make.approved(comment, reply="An answer.").tell_writer()
    make.message(wants_email=True)
    details = {"email": "sample@example.com", "password": "a long password", "is_staff": True}
    account = User.objects.create_user("sample", **details)
    Client().post("/admin/password_reset/", {"email": "sample@example.com"})
    AuthenticatorApp.objects.create(user=account, secret="00")
    reset_second_step(account)
    send_first_link(account)
    seen = RequestFactory().get("/")
    for what in telling.SUBJECTS:
        telling.note_and_tell(what, account, seen, codes_left=9)
    telling.note_and_tell(What.PASSWORD_CHANGED, account, seen, by)
    return make.queued_mail()


def html(mail):
    ((content, kind),) = mail.alternatives
    assert kind == "text/html"
    return content


def test_every_mail_is_looked_at(every_mail):
    files = (TEMPLATES / "mail").rglob("*.*")
    assert {str(one.relative_to(TEMPLATES)) for one in files} <= written()[1]


def test_the_text_has_short_lines_and_no_holes(every_mail):
    for mail in every_mail:
        lines = mail.body.split("\n")
        assert [one for one in lines if len(one) > 78 and " " in one] == []
        assert [one for one in lines if one != one.rstrip()] == []
        assert "\n\n\n" not in mail.body
        assert mail.body == mail.body.strip() + "\n"


def test_the_page_is_valid_html_that_asks_nothing_of_anybody(every_mail):
    for mail in every_mail:
        page = html(mail)
        in_attributes = [one for one in faults(page) if not one.startswith("a style or script in")]
        assert in_attributes == []
        assert not re.search(r"<(script|img|link|iframe|form|input)|url\(|@import| on\w+=", page)
        assert "color-scheme" in page


def test_the_page_says_what_the_text_says(every_mail):
    for mail in every_mail:
        markup = Markup(html(mail))
        words = " ".join(markup.words.split())
        for block in mail.body.strip().split("\n\n"):
            for line in block.split("\n"):
                text, _, link = line.partition(": https://")
                assert text.rstrip(":") in words or line in markup.links
                assert not link or f"https://{link}" in markup.links


def test_every_mail_ends_with_how_to_reach_the_clinic(every_mail):
    ending = f"{NAME}\n1 Sample Street\nToronto\nPhone 416 555 0123\nclinic@example.com\nhttp://testserver\n"
    for mail in every_mail:
        assert mail.body.endswith(f"\n\n{ending}")
        assert "tel:+14165550123" in Markup(html(mail)).links


def test_what_there_is_to_do_is_one_button(every_mail):
    for mail in every_mail:
        buttons = re.findall(r'<a class="button" href="([^"]+)"', html(mail))
        assert len(buttons) == (2 if "links" in mail.subject else 1)
        assert all(urlsplit(one).netloc == "testserver" for one in buttons)
        assert all(one in mail.body for one in buttons)


def test_a_text_is_read_as_its_blocks():
    facts = "When:\nTomorrow\n\nAnswer:\nhttps://example.com/a"
    assert blocks(f"A heading\nin two lines\n\n{facts}\n\nNote: no.\nEnd:") == (
        "A heading in two lines",
        [
            Block(label="When", text="Tomorrow"),
            Block(label="Answer", link="https://example.com/a"),
            Block(text="Note: no.\nEnd:"),
        ],
    )
    assert blocks("A heading alone") == ("A heading alone", [])


def test_dates_with_their_hours_are_read_as_visits():
    first, second = "Tuesday, December 1", "Tuesday, January 5, 2027"
    _, (one, two, words) = blocks(
        f"A heading\n\nWhen:\n{first}\n6:00 – 7:00 PM\n\n"
        f"2 visits:\n{first}, 6:00 – 7:00 PM, with B\n{second}, 11:30 AM – 12:30 PM\n\n"
        f"Note:\n{first}, 6:00 – 7:00 PM\nand more"
    )
    assert one == Block("When", visits=(When(first, "6:00 – 7:00 PM"),))
    assert two.visits == (
        When(first, "6:00 – 7:00 PM", "with B"),
        When(second, "11:30 AM – 12:30 PM"),
    )
    assert not words.visits


def test_a_map_beside_an_address_is_a_link_and_no_button():
    _, (where,) = blocks("A heading\n\nWhere:\n1 Sample Street\nMap: https://a.b/c?d=1")
    assert where == Block("Where", "1 Sample Street", "https://a.b/c?d=1", "Map")


def test_the_phone_number_can_be_tapped_wherever_it_is_written(every_mail):
    for mail in every_mail:
        numbers = mail.body.replace("\n", " ").count("416 555 0123")
        assert html(mail).count('href="tel:+14165550123"') == numbers


def test_the_zone_is_named_once_and_only_beside_times(every_mail):
    for mail in every_mail:
        has_times = bool(re.search("[AP]M\\b", mail.body))
        assert mail.body.count("Toronto time") == has_times
        assert html(mail).count("Toronto time") == has_times
        assert not re.search("\\bE[SD]T\\b", mail.body)


def test_only_an_address_of_the_web_becomes_a_button():
    for address in (
        "javascript:alert(1)",
        "https://example.com/ and more",
        "https://a.b\nhttps://c.d",
    ):
        _, (block,) = blocks(f"A heading\n\nAnswer:\n{address}")
        assert block == Block(label="Answer", text=address)


def test_holes_are_closed_and_addresses_stay_whole():
    address = "https://example.com/" + "a-" * 60
    assert tidy("\n\nA  \n\n\n\nB\n \n\nC\n") == "A\n\nB\n\nC"
    assert wrapped(f"{'word ' * 20}\n\n{address}").split("\n")[1:] == [
        "word word word word word",
        "",
        address,
    ]
