"""The board, on which the desk opens: who works, what is booked and what is free."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.board.layout import Column, Entry, Rows, hours_shown
from booking.models import Appointment, Booking, Closure, Therapist, WorkingHours
from booking.models.rules import ZONE
from booking.wall_clock import end_at, instant
from booking.working_time import Period
from tests import large, make
from tests.each import each

BOARD = "/admin/booking/appointment/board/"
BOOK = "/admin/booking/appointment/book/"
DAY = date(2026, 11, 24)
TOMORROW = {"day": "2026-11-24"}


def at(hour, minute=0, day=DAY):
    return instant(day, time(hour, minute), ZONE)


def entry(start, end, name, before=0, after=0, held=True):
    around = Period(start - timedelta(minutes=before), end + timedelta(minutes=after))
    return Entry(start, end, around if held else None, name)


def laid_out(column, first=9, last=17, day=DAY, now=None):
    """Each part as its kind with its wall-clock span."""
    column.lay_out(at(first, day=day), at(last, day=day), now or datetime(2026, 1, 1, tzinfo=UTC))
    assert all(one.end == other.start for one, other in pairwise(column.parts))
    return [f"{one.kind} {said(one.start)}-{said(one.end)}" for one in column.parts]


def said(moment):
    return f"{moment.astimezone(ZONE):%H:%M}"


def test_a_day_is_cut_into_work_breaks_closures_visits_and_buffers():
    column = Column(
        worked=[Period(at(9), at(12)), Period(at(13), at(17))],
        closed=[(Period(at(15), at(16)), "training")],
        entries=[entry(at(9), at(9, 45), "a", after=15), entry(at(13, 20), at(14), "b", before=5)],
    )
    assert laid_out(column) == [
        *("visits 09:00-09:45", "buffer 09:45-10:00", "free 10:00-12:00", "off 12:00-13:00"),
        *("free 13:00-13:15", "buffer 13:15-13:20", "visits 13:20-14:00", "free 14:00-15:00"),
        *("closed 15:00-16:00", "free 16:00-17:00"),
    ]


def test_a_visit_outside_hours_and_one_in_a_closure_are_shown_all_the_same():
    column = Column(
        worked=[Period(at(10), at(12))],
        closed=[(Period(at(11), at(12)), "training")],
        entries=[entry(at(9), at(9, 30), "early"), entry(at(11), at(11, 30), "in the closure")],
    )
    assert laid_out(column, last=12) == [
        *("visits 09:00-09:30", "off 09:30-10:00", "free 10:00-11:00", "visits 11:00-11:30"),
        "closed 11:30-12:00",
    ]


def test_visits_that_overlap_begin_each_at_its_own_time():
    rivals = [entry(at(9), at(10), "a", held=False), entry(at(9, 30), at(10, 30), "b")]
    column = Column(entries=[*rivals, entry(at(10, 30), at(11), "c")])
    shown = ["visits 09:00-09:30", "visits 09:30-10:30", "visits 10:30-11:00"]
    assert laid_out(column, last=11) == shown
    assert [one.visit for one in column.parts[0].what] == ["a"]
    assert [one.visit for one in column.parts[0].group] == ["a", "b"]


def test_a_visit_that_goes_on_after_one_in_its_midst_is_shown_until_its_end():
    over = [entry(at(9), at(9, 30), "b"), entry(at(9), at(11), "a"), entry(at(9, 45), at(10), "c")]
    column = Column(entries=over)
    shown = ["visits 09:00-09:45", "visits 09:45-10:00", "ongoing 10:00-11:00"]
    assert laid_out(column, last=11) == shown
    assert [[one.visit for one in part.what] for part in column.parts] == [["b", "a"], ["c"], ["a"]]


def test_a_visit_over_midnight_is_on_both_days():
    late = entry(at(23, 30), at(0, 30, day=DAY + timedelta(days=1)), "late")
    for day, shown in (
        (DAY, "visits 23:30-00:00"),
        (DAY + timedelta(days=1), "visits 00:00-00:30"),
    ):
        column = Column(entries=[late])
        first, last = hours_shown([(day, column)], ZONE)
        column.lay_out(instant(day, first, ZONE), end_at(day, last, ZONE), at(9))
        assert shown in [f"{one.kind} {said(one.start)}-{said(one.end)}" for one in column.parts]


def test_free_time_begins_anew_now_and_can_be_booked_from_each_quarter_hour():
    column = Column(worked=[Period(at(9), at(11))])
    assert laid_out(column, last=11, now=at(9, 50)) == ["free 09:00-09:45", "free 09:45-11:00"]
    column = Column(worked=[Period(at(9, 50), at(10, 40))])
    column.lay_out(at(9), at(11), at(9))
    free = next(one for one in column.parts if one.kind == "free")
    assert [said(one) for one in free.starts()] == ["09:50", "10:00", "10:15", "10:30"]


@pytest.mark.parametrize(
    ("day", "quarters"), [(date(2026, 3, 8), 92), (DAY, 96), (date(2026, 11, 1), 100)]
)
def test_a_whole_day_has_as_many_quarter_hours_as_it_lasts(day, quarters):
    column = Column(worked=[Period(instant(day, time(0), ZONE), end_at(day, time(0), ZONE))])
    column.lay_out(*column.worked[0], at(9, day=day))
    rows = Rows([column])
    assert len(list(rows.marks(column))) == rows.count == quarters
    assert len({one for part in column.parts for one in part.starts()}) == quarters


def test_a_visit_in_the_hour_that_happens_twice_is_in_its_own_place():
    day = date(2026, 11, 1)
    second = instant(day, time(1, 30), ZONE) + timedelta(hours=1)
    column = Column(entries=[entry(second, second + timedelta(minutes=30), "second")])
    first, last = hours_shown([(day, column)], ZONE)
    assert (first, last) == (time(1), time(2))
    column.lay_out(instant(day, first, ZONE), end_at(day, last, ZONE), at(9))
    rows = Rows([column])
    taken = [rows.between(column, one.start, one.end) for one in column.parts]
    assert (rows.count, taken) == (8, [6, 2])


def test_rows_are_shared_by_columns_and_a_time_between_quarters_has_its_own():
    one = Column(entries=[entry(at(9, 10), at(9, 55), "a")])
    other = Column(worked=[Period(at(9), at(10))])
    for column in (one, other):
        column.lay_out(at(9), at(10), at(17))
    rows = Rows([one, other])
    assert rows.count == 6
    assert rows.between(other, at(9), at(10)) == 6
    assert [rows.between(one, part.start, part.end) for part in one.parts] == [1, 4, 1]


def test_where_nobody_works_usual_hours_are_shown():
    assert hours_shown([(DAY, Column())], ZONE) == (time(9), time(17))


# What reception sees.

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_the_first_screen_shows_the_day_with_each_visit_and_what_is_free(reception, open_clinic):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE)
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(days=1), name="Later Patient")
    assert "Tuesday, November 24" in reception.get("/admin/", TOMORROW).text
    page = reception.get(BOARD, TOMORROW).text
    assert "Sample Patient" in page
    assert "416 555 0123" in page
    assert "Free <b>9:30 AM – 5:00 PM</b>" in page
    assert f'href="{BOOK}?start=2026-11-24T14%3A45Z&amp;therapist={open_clinic[1].pk}"' in page
    assert "Later Patient" not in page


def test_a_visit_that_will_not_take_place_leaves_its_time_free(reception, appointment):
    appointment.cancel()
    page = reception.get(BOARD, TOMORROW).text
    assert "Sample Patient" not in page
    assert "Free <b>9:00 AM – 5:00 PM</b>" in page


def test_closures_are_named_with_their_reasons(reception, open_clinic):
    day = {"first_day": make.TOMORROW, "last_day": make.TOMORROW}
    Closure.objects.create(**day, from_time="13:00", until_time="15:00", reason="Fire drill")
    training = {"from_time": "15:00", "until_time": "16:00", "reason": "Training"}
    Closure.objects.create(**day, therapist=open_clinic[1], **training)
    page = reception.get(BOARD, TOMORROW).text
    assert "Clinic closed: Fire drill" in page
    assert "Away: Training" in page
    assert "Fire drill" not in reception.get(BOARD).text


def test_what_a_visit_is_short_of_is_said_in_words(reception, open_clinic, clock):
    next_week = make.TOMORROW_AT_NINE + timedelta(days=7)
    one = make.booking(*open_clinic, next_week).appointments.get()
    clock.move_to(one.held_until)
    reception.force_login(reception.user)
    other = make.booking(*open_clinic, next_week, **make.contact(1), name="Other Patient")
    other.appointments.get().confirm(by=reception.user)
    WorkingHours.objects.all().delete()
    page = reception.get(BOARD, {"day": "2026-12-01"}).text
    assert "Request, no longer held" in page
    assert "Same time as Other Patient" in page
    assert "No longer fits the schedule" in page


def test_a_week_shows_everybody_and_weekends_only_if_somebody_works(reception, open_clinic):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE)
    shown = reception.get(BOARD, TOMORROW | {"show": "week"})
    assert [day.isoformat()[-2:] for day in shown.context["board"].days] == [
        *("23", "24", "25", "26", "27", "28", "29")
    ]
    assert "Sample Patient" in shown.text
    WorkingHours.objects.filter(weekday__gt=4).delete()
    shown = reception.get(BOARD, TOMORROW | {"show": "week"})
    assert len(shown.context["board"].days) == 5


def test_one_therapists_week_has_an_axis_of_time(reception, open_clinic):
    make.therapist(open_clinic[0], name="Other Therapist")
    query = TOMORROW | {"show": "week", "therapist": open_clinic[1].pk}
    board = reception.get(BOARD, query).context["board"]
    assert not board.is_table
    assert {therapist.name for therapist, _, _ in board.columns} == {"Sample Therapist"}
    assert len(board.columns) == 7
    assert len(board.axis) == 32


def test_somebody_who_has_left_has_a_column_on_days_with_a_visit(reception, open_clinic):
    make.booking(*open_clinic)
    Therapist.objects.update(is_active=False)
    page = reception.get(BOARD, TOMORROW)
    assert [one for one, *_ in page.context["board"].columns] == [open_clinic[1]]
    assert f"{BOOK}?start" not in page.text
    assert reception.get(BOARD, {"day": "2026-11-25"}).context["board"].columns == []


@each("day", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-02-30", "2001-01-01"])
def test_nonsense_is_today(reception, day):
    query = {"day": day, "show": day, "therapist": day, "moving": day}
    page = reception.get(BOARD, query)
    assert page.context["board"].address.query == "day=2026-11-23"
    for show in ("day", "week"):
        for edge in ("2001-01-08", "8999-12-01"):
            assert reception.get(BOARD, {"day": edge, "show": show}).status_code == 200


def test_the_former_address_of_a_day_leads_to_it(reception):
    response = reception.get("/admin/booking/appointment/day/", TOMORROW)
    assert response.url == "/admin/?day=2026-11-24"


def test_editors_see_no_board(client, appointment):
    client.force_login(make.staff("Editors"))
    page = client.get("/admin/", TOMORROW)
    assert "board" not in page.context
    assert "Sample Patient" not in page.text
    assert client.get(BOARD).status_code == 403
    assert client.get("/admin/booking/appointment/day/").status_code == 403


def test_a_colleague_who_may_only_look_gets_no_link_that_acts(client, appointment):
    group = make.permissions("view_appointment")
    user = make.staff("Editors")
    user.groups.clear()
    user.user_permissions.set(group)
    client.force_login(user)
    page = client.get("/admin/", TOMORROW | {"moving": appointment.pk}).text
    assert "Sample Patient" in page
    assert not any(
        one in page
        for one in (
            "book/?start",
            "closure/add",
            "Moving the visit",
            '<form method="post" action="/admin/booking',
        )
    )


def test_reception_marks_who_came_and_stays_where_they_were(reception, appointment, clock):
    appointment.confirm(by=reception.user)
    clock.move_to(appointment.starts_at)
    reception.force_login(reception.user)
    page = reception.get(BOARD).text
    assert f'name="seen" value="{make.version(appointment)}"' in page
    assert f'id="visit-{appointment.pk}"' in page
    sent = {"seen": make.version(appointment), "back": "board", "board": "day=2026-11-24&show=week"}
    url = f"/admin/booking/appointment/{appointment.pk}/attended/"
    response = reception.post(url, sent)
    assert response.url == f"/admin/?day=2026-11-24&show=week#visit-{appointment.pk}"
    assert "Came" in reception.get(BOARD).text


def test_what_was_sent_as_the_board_leads_nowhere_else(reception, appointment, clock):
    appointment.confirm(by=reception.user)
    clock.move_to(appointment.starts_at)
    reception.force_login(reception.user)
    for mark, board in [("attended", "//evil.example"), ("missed", "day=x" + "&x=" * 10_001)]:
        sent = {"seen": make.version(appointment), "back": "board", "board": board}
        response = reception.post(f"/admin/booking/appointment/{appointment.pk}/{mark}/", sent)
        assert response.url == f"/admin/?day=2026-11-24#visit-{appointment.pk}"


# How much it costs.


def queries(client, query):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(BOARD, query).status_code == 200
    who = ("clinic_site_session", "auth_", "django_content_type")
    return [one["sql"] for one in captured if not any(table in one["sql"] for table in who)]


@pytest.mark.parametrize("show", ["day", "week"])
def test_the_board_takes_ten_queries_at_most_and_always_as_many(reception, appointment, show):
    service = appointment.service
    shown = [TOMORROW | {"show": show}, TOMORROW | {"show": show, "moving": appointment.pk}]
    reception.get(BOARD, TOMORROW)  # noted in the log now and then
    few = [queries(reception, query) for query in shown]
    therapists = [make.therapist(service, name=f"Therapist {number}") for number in range(9)]
    Appointment.objects.update(settled_at=make.NOW)
    large.visits(service, therapists, 3000, make.NOW)
    for number, one in enumerate(therapists):
        at_four = make.TOMORROW_AT_NINE + timedelta(hours=7)
        make.booking(service, one, at_four, **make.contact(number))
    many = [queries(reception, query) for query in shown]
    assert list(map(len, few)) == list(map(len, many))
    assert max(map(len, many)) <= 10, many


def test_a_board_that_has_not_changed_is_not_sent_again(reception, open_clinic, clock):
    first = reception.get(BOARD, TOMORROW)
    again = {"headers": {"if-none-match": first["ETag"]}}
    with CaptureQueriesContext(connection) as captured:
        assert reception.get(BOARD, TOMORROW, **again).status_code == 304
    assert not any("booking_appointment" in one["sql"] for one in captured)
    make.booking(*open_clinic)
    newer = reception.get(BOARD, TOMORROW, **again)
    assert newer.status_code == 200
    assert "Sample Patient" in newer.text
    clock.shift(timedelta(minutes=1))
    reception.force_login(reception.user)
    again = {"headers": {"if-none-match": newer["ETag"]}}
    assert reception.get(BOARD, TOMORROW, **again).status_code == 200


# What is done from it.


def sent(**changes):
    return {"name": "Sample Caller", "phone": "416 555 0123", "visits": "1"} | changes


def test_a_gap_opens_the_booking_form_with_its_time_and_therapist(reception, open_clinic):
    service, therapist = open_clinic
    off_grid = {"start": "2026-11-24T15:10Z", "therapist": therapist.pk}
    page = reception.get(BOOK, off_grid)
    assert page.context["form"]["therapist"].value() == therapist.pk
    assert 'name="start" value="2026-11-24T15:10Z" checked' in page.text
    assert "Tuesday, November 24, 10:10 AM" in page.text
    typed = sent(service=service.pk, **off_grid)
    refused = reception.post(BOOK, typed | {"phone": "nonsense"})
    assert refused.status_code == 422
    assert 'name="start" value="2026-11-24T15:10Z" checked' in refused.text
    assert 'name="back" value="board"' in page.text
    response = reception.post(BOOK, typed | {"back": "board"})
    assert response.url == f"/admin/?day=2026-11-24#visit-{Appointment.objects.get().pk}"
    assert Appointment.objects.get().starts_at == datetime(2026, 11, 24, 15, 10, tzinfo=UTC)


def test_the_form_begins_with_a_service_that_the_therapist_offers(reception, open_clinic):
    assessment = make.service(name="Assessment", order=200)
    therapist = make.therapist(assessment, name="Other Therapist")
    page = reception.get(BOOK, {"start": "2026-11-24T15:00Z", "therapist": therapist.pk})
    assert page.context["form"].service_asked() == assessment


def test_a_patient_who_walked_in_is_booked_without_an_email_and_marked(reception, open_clinic):
    service, therapist = open_clinic
    typed = sent(service=service.pk, therapist=therapist.pk, start="2026-11-23T13:00Z")
    typed |= {"email": "caller@example.com", "outside_hours": "on"}
    page = reception.post(BOOK, typed, follow=True)
    assert "Nothing was sent: the visit has already begun." in page.text
    assert make.queued_mail() == []
    one = Appointment.objects.get()
    one.mark(one.State.ATTENDED, by=reception.user)
    assert not Appointment.objects.due_for_reminder().exists()


def test_a_visit_of_yesterday_cannot_be_entered(reception, open_clinic):
    service, therapist = open_clinic
    typed = sent(service=service.pk, therapist=therapist.pk, start="2026-11-22T15:00Z")
    response = reception.post(BOOK, typed)
    assert "That time has passed." in response.text
    assert not Booking.objects.exists()


def test_a_course_that_has_begun_is_confirmed_for_the_visits_to_come(reception, open_clinic):
    service, therapist = open_clinic
    service.longest_course = 2
    service.save()
    typed = sent(service=service.pk, therapist=therapist.pk, start="2026-11-23T13:30Z", visits="2")
    reception.post(BOOK, typed | {"email": "caller@example.com", "outside_hours": "on"})
    (mail,) = make.queued_mail()
    assert "November 30" in mail.body
    assert "November 23" not in mail.body


def test_moving_on_the_board_leads_to_a_confirmation_and_moves_nothing_yet(reception, appointment):
    on_the_board = TOMORROW | {"moving": appointment.pk}
    assert "Moving the visit of Sample Patient" in reception.get("/admin/", on_the_board).text
    page = reception.get(BOARD, on_the_board).text
    move = f"/admin/booking/appointment/{appointment.pk}/move/"
    chosen = {"start": "2026-11-24T14:15Z", "therapist": appointment.therapist_id}
    assert (
        f'href="{move}?start=2026-11-24T14%3A15Z&amp;therapist={appointment.therapist_id}"' in page
    )
    assert "start=2026-11-24T21%3A45Z" not in page  # fifteen minutes before closing: too short
    page = reception.get(move, chosen).text
    assert 'name="start" value="2026-11-24T14:15Z" checked' in page
    assert "New time: Tuesday, November 24, 9:15 AM, Sample Therapist" in page
    assert Appointment.objects.get().starts_at == make.TOMORROW_AT_NINE
    sent = chosen | {"seen": make.version(appointment), "back": "board"}
    response = reception.post(move, sent)
    assert response.url == f"/admin/?day=2026-11-24#visit-{appointment.pk}"
    assert Appointment.objects.get().starts_at == make.TOMORROW_AT_NINE + timedelta(minutes=15)


def test_a_visit_that_cannot_be_moved_leaves_the_board_as_usual(reception, appointment):
    appointment.cancel()
    for pk in (appointment.pk, 0, 10**17):
        page = reception.get("/admin/", TOMORROW | {"moving": pk}).text
        assert "Moving the visit" not in page


def test_an_hour_is_blocked_from_a_gap_and_the_board_shows_it(reception, open_clinic):
    page = reception.get(BOARD, TOMORROW)
    (block,) = {
        one.close_url for _, _, blocks in page.context["board"].columns for one in blocks
    } - {""}
    form = reception.get(block)
    typed = make.typed(form, reason="Training")
    assert (typed["from_time"], typed["until_time"]) == ("09:00", "10:00")
    response = reception.post(block, typed)
    assert response.url == "/admin/?day=2026-11-24"
    assert "Away: Training" in reception.get(response.url).text
