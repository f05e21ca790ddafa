"""What needs somebody now, and what comes after an answer."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from mailer.models import PRIORITY_DEFERRED
from mailer.models import Message as Mail

from booking.models import Appointment
from clinic_site.menu import MENU
from comments.models import Comment
from contact.models import Message
from inbox.counting import counted_each
from tests import make
from tests.markup import Markup

DESK = "/admin/"
MOST_QUERIES = 41  # of the whole first screen; one asks whether anything goes out at all


@pytest.fixture
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def open_clinic(clock, db):
    service = make.service()
    return service, make.therapist(service)


@pytest.fixture
def reception(client, clock, db):
    client.user = make.staff("Reception")
    client.force_login(client.user)
    return client


def section(client, key, query=""):
    """One part of the panel, as {"rows", "links"…}; None if it is not there."""
    found = {one.key: one for one in client.get(DESK + query).context["needs"]}
    return found.get(key)


def words(client):
    return Markup(client.get(DESK).text).words


def ask(open_clinic, number, **when):
    """A request by a patient of their own, on the day after the one before."""
    starts_at = make.TOMORROW_AT_NINE + timedelta(days=number)
    details = {"starts_at": starts_at, "name": f"Sample Patient {number}"} | when
    return make.booking(*open_clinic, **details, **make.contact(number)).visits().first()


def test_the_longest_wait_is_first_and_says_how_long(reception, open_clinic, clock):
    late = ask(open_clinic, 5)
    clock.shift(timedelta(hours=3))
    ask(open_clinic, 2)
    reception.force_login(reception.user)
    rows = section(reception, "requests").rows
    assert [row.booking.name for row in rows] == ["Sample Patient 5", "Sample Patient 2"]
    assert rows[0].first == late
    assert "Waiting 3 hours" in words(reception)
    assert "Held for 1 more day" in words(reception)


def test_the_soonest_visit_can_come_first_instead(reception, open_clinic):
    ask(open_clinic, 5)
    soon = ask(open_clinic, 2)
    rows = section(reception, "requests", "?order=visit").rows
    assert rows[0].url == f"{soon.get_admin_url()}?back=requests-by-visit"


def test_a_course_is_one_row_and_a_rival_is_marked(reception, open_clinic, clock):
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(1, 4)]
    ask(open_clinic, 1, starts=starts)
    clock.shift(timedelta(days=3))  # nobody answered, so the times are no longer held
    Appointment.objects.end_stale_holds()
    ask(open_clinic, 2, starts_at=starts[1])
    reception.force_login(reception.user)
    course, other = section(reception, "requests").rows
    assert (len(course.visits), course.others, other.others) == (3, 1, 1)
    shown = words(reception)
    assert "3 weekly visits from Tuesday, December 1, 9:00 – 9:30 AM" in shown
    assert "No longer held" in shown
    assert shown.count("Also wanted by 1 other") == 2


def test_only_a_few_rows_are_shown_and_all_can_be_reached(reception, open_clinic):
    for number in range(7):
        ask(open_clinic, number)
    requests = section(reception, "requests")
    assert (len(requests.rows), requests.number) == (5, "7")
    url = "/admin/booking/appointment/"
    assert requests.links == [("All 7 requests", url)]
    assert f'<a href="{url}">All 7 requests</a>' in reception.get(DESK).text


def test_as_many_queries_for_many_rows_as_for_a_few_and_far_fewer_for_none(
    reception, open_clinic, clock
):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            reception.get(DESK)
        # The line in the view log is written once in a while, not each time.
        return sum("booking_recordview" not in query["sql"] for query in captured)

    queries()  # some things are looked up once
    none = queries()
    fill(reception.user, open_clinic, range(1))
    few = queries()
    assert none <= few - 15
    fill(reception.user, open_clinic, range(1, 4))
    assert queries() == few <= MOST_QUERIES


def test_everything_is_counted_up_to_a_thousand_in_one_query(reception, open_clinic, clock):
    fill(reception.user, open_clinic, range(2))
    rows = {
        "nothing": Message.objects.none(),
        "comments": Comment.objects.waiting().values("pk"),
        "100 %": Message.objects.filter(text__contains="%s").values("pk"),
        "bookings": Appointment.objects.order_by("starts_at").values("booking").distinct(),
    }
    with CaptureQueriesContext(connection) as captured:
        counts = counted_each(rows, most=1)
    assert counts == {"nothing": 0, "comments": 2, "100 %": 0, "bookings": 2}
    assert len(captured) == 1


def fill(user, open_clinic, numbers):
    """Some of each kind of work."""
    page = make.page(f"page-{numbers.start}", allows_comments=True)
    for number in numbers:
        at = make.TOMORROW_AT_NINE + timedelta(days=7 * number)
        half_hours = [at + timedelta(minutes=30 * place) for place in range(6)]
        asked = [
            ask(open_clinic, 10 * number + place, starts_at=start)
            for place, start in enumerate(half_hours)
        ]
        asked[1].propose(asked[1].therapist, at + timedelta(hours=6), by=user)
        for one in asked[2:4]:
            one.booking.confirm(by=user)
        Appointment.objects.filter(pk=asked[3].pk).update(waiting_list_since=make.NOW)
        Appointment.objects.filter(pk=asked[4].pk).update(
            needs_call=True, state="lapsed", holds_time=False
        )
        make.comment(page, text=f"Comment {number}")
        make.message(text=f"Message {number}")
        mine = make.message(text=f"My message {number}")
        mine.handle(user, mine.version, assigned_to=user)


# After an answer.


def act(client, visit, verb, back="", **form):
    form = {"seen": make.version(visit)} | form | ({"back": back} if back else {})
    return client.post(f"/admin/booking/appointment/{visit.pk}/{verb}/", form)


def test_after_a_request_the_next_longest_wait_is_shown(reception, open_clinic):
    first, second, third = (ask(open_clinic, number) for number in (5, 4, 3))
    answered = act(reception, second, "confirm", back="requests")
    assert answered["Location"] == f"{third.get_admin_url()}?back=requests"
    page = reception.get(answered["Location"]).text
    assert f'<a href="{second.get_admin_url()}">View it again</a>' in page
    answered = act(reception, third, "decline", back="requests")
    assert answered["Location"] == f"{first.get_admin_url()}?back=requests"
    last = act(reception, first, "confirm", back="requests")
    assert last["Location"] == DESK
    assert "Nothing else is waiting." in reception.get(DESK).text


def test_the_order_chosen_is_kept(reception, open_clinic):
    _, soon, later = (ask(open_clinic, number) for number in (5, 1, 3))
    answered = act(reception, soon, "confirm", back="requests-by-visit")
    assert answered["Location"] == f"{later.get_admin_url()}?back=requests-by-visit"


def test_a_request_that_is_only_moved_is_still_to_be_answered(reception, open_clinic):
    one, _ = ask(open_clinic, 1), ask(open_clinic, 2)
    start = (make.TOMORROW_AT_NINE + timedelta(days=4)).strftime("%Y-%m-%dT%H:%MZ")
    moved = act(reception, one, "move", "requests", therapist=one.therapist_id, start=start)
    assert moved["Location"] == f"{one.get_admin_url()}?back=requests"


def test_every_form_of_a_visit_opened_from_a_pile_knows_it(reception, open_clinic):
    one = ask(open_clinic, 1)
    page = reception.get(f"{one.get_admin_url()}?back=requests").text
    forms = page[page.index('id="content-main"') :].split("<form")[1:]
    elsewhere = ("/link/", "/part/")  # about the patient, and not about this visit
    about_it = [
        form for form in forms if not any(one in form.partition(">")[0] for one in elsewhere)
    ]
    assert len(about_it) > 2
    assert all('name="back" value="requests"' in form for form in about_it)
    assert '/offer/?back=requests"' in page
    offer = reception.get(f"/admin/booking/appointment/{one.pk}/offer/?back=requests").text
    assert 'name="back" value="requests"' in offer


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//x.example", "x" * 9000])
def test_no_other_address_can_be_gone_on_to(reception, open_clinic, back):
    one = ask(open_clinic, 1)
    assert reception.get(one.get_admin_url(), {"back": back}).status_code == 200
    assert act(reception, one, "confirm", back=back)["Location"] == DESK


def test_attendance_is_marked_in_the_row_and_the_place_is_kept(reception, open_clinic, clock):
    one, other = ask(open_clinic, 1), ask(open_clinic, 2)
    for visit in (one, other):
        visit.booking.confirm(by=reception.user)
    clock.move_to(other.ends_at)
    reception.force_login(reception.user)
    rows = section(reception, "attendance").rows
    assert [visit for visit, _ in rows] == [other, one]
    place = {"back": "desk", "desk": "day=2026-11-25&next=//x.example", "part": "attendance"}
    marked = act(reception, other, "attended", **place)
    assert marked["Location"] == "/admin/?day=2026-11-25#need-attendance"
    assert [visit for visit, _ in section(reception, "attendance").rows] == [one]
    clock.shift(timedelta(days=14))
    reception.force_login(reception.user)
    assert section(reception, "attendance") is None  # nobody remembers


@pytest.mark.parametrize("desk", ["", "a=b&" * 2000, "day=%00&day=x", "=&&;#"])
def test_any_place_on_the_first_screen_can_be_named(reception, open_clinic, clock, desk):
    one = ask(open_clinic, 1)
    one.booking.confirm(by=reception.user)
    clock.move_to(one.ends_at)
    reception.force_login(reception.user)
    marked = act(reception, one, "missed", back="desk", desk=desk, part='"><script>')
    assert marked["Location"].startswith(DESK)
    assert "script" not in marked["Location"]
    assert reception.get(marked["Location"]).status_code == 200


def test_a_message_taken_is_among_their_own(reception):
    message = make.message()
    assert section(reception, "messages").rows[0][0] == message
    take = f"/admin/contact/message/{message.pk}/take/"
    form = {"seen": message.version, "back": "desk", "part": "messages"}
    assert reception.post(take, form)["Location"] == "/admin/#need-messages"
    ((mine, url),) = section(reception, "messages-mine").rows
    assert (mine, url) == (message, f"{message.get_admin_url()}?back=mine")
    assert reception.post(take, form).status_code == 302  # pressed twice
    message.refresh_from_db()
    assert message.changes.count() == 1


def test_somebody_elses_message_is_not_taken_by_mistake(reception):
    message, colleague = make.message(), make.staff("Reception", "sample-colleague")
    message.handle(colleague, message.version, assigned_to=colleague)
    reception.post(f"/admin/contact/message/{message.pk}/take/", {"seen": 0})
    message.refresh_from_db()
    assert message.assigned_to == colleague
    assert "In the meantime: assigned by sample-colleague" in reception.get(DESK).text


def test_after_one_of_my_messages_my_next_is_shown(reception):
    mine, _, also_mine = (make.message(text=f"Message {place}") for place in range(3))
    for one in (mine, also_mine):
        one.handle(reception.user, one.version, assigned_to=reception.user)
    screen = f"{mine.get_admin_url()}?back=mine"
    form = {"seen": mine.version, "state": "answered", "assigned_to": reception.user.pk, "note": ""}
    assert reception.post(screen, form)["Location"] == f"{also_mine.get_admin_url()}?back=mine"


def test_an_email_not_delivered_is_tried_again_from_the_row(reception):
    make.message()
    Mail.objects.update(priority=PRIORITY_DEFERRED)
    (mail,) = section(reception, "mail").rows
    form = {"mail": mail.row.pk, "back": "desk", "part": "mail"}
    assert reception.post("/admin/undelivered/again/", form)["Location"] == "/admin/#need-mail"
    assert section(reception, "mail") is None


def test_a_patient_who_was_phoned_leaves_the_list(reception, open_clinic):
    one = ask(open_clinic, 1)
    Appointment.objects.filter(pk=one.pk).update(needs_call=True)
    assert "416 555 0101" in words(reception)
    phoned = act(reception, one, "phoned", back="desk", part="phoning")
    assert phoned["Location"] == "/admin/#need-phoning"
    assert section(reception, "phoning") is None


# The menu.


def menu(client, path=DESK):
    return Markup(client.get(path).text)


def test_each_sees_in_the_menu_what_they_may_open(client, reception):
    page = reception.get(DESK).text
    assert "Therapists and hours" in page
    for hidden in ("Axes", "Failed log-ins", "/admin/auth/", "Add</a>", "Recent actions"):
        assert hidden not in page
    client.force_login(make.staff("Editors", "sample-editor"))
    page = client.get(DESK).text
    for own in ("/admin/pages/page/", "/admin/pages/image/", "/admin/pages/page/dead-links/"):
        assert own in page
    for hidden in ("Therapists and hours", "/admin/booking/", "/admin/auth/", "Publishing rules"):
        assert hidden not in page


def test_every_screen_in_the_menu_opens_and_is_marked_there(admin_client, admin_user, open_clinic):
    therapist = Client()
    therapist.force_login(make.own_account(open_clinic[1]))
    for _, entries in MENU:
        for entry in entries:
            sees = admin_client if entry.is_for(admin_user) else therapist
            page = sees.get(entry.url, follow=True)
            assert page.status_code == 200, entry
            assert f'"{escape(entry.url)}" aria-current' in page.text, entry
            assert page.text.count('aria-current="page"') <= 2
