"""A therapist's week as a grid: a day is copied to others, a season splits what was valid."""

import re
from datetime import date, time, timedelta

import pytest

from booking.models import Appointment, Closure, Service, Therapist, WorkingHours
from booking.typed_week import Grid, TypedWeek
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADD = "/admin/booking/therapist/add/"
NINE_TO_FIVE = {(0, 0, "opens"): "09:00", (0, 0, "closes"): "17:00"}


@pytest.fixture
def therapist():
    """Works on Mondays from 9 to noon, with a note."""
    one = Therapist.objects.create(name="Sample Therapist")
    one.working_hours.create(weekday=0, opens=time(9), closes=time(12), note="Room 2")
    return one


def page_of(therapist):
    return f"/admin/booking/therapist/{therapist.pk}/change/"


def send(client, url, page=None, without=(), **changes):
    typed = make.typed(page or client.get(url)) | changes
    return client.post(url, {name: value for name, value in typed.items() if name not in without})


def hours(**only):
    return [str(one) for one in WorkingHours.objects.filter(**only)]


# Pure


def test_a_season_in_the_middle_splits_what_was_valid():
    grid = Grid((TypedWeek(cells=NINE_TO_FIVE),)).with_season(date(2027, 6, 1), date(2027, 8, 31))
    assert [(week.first, week.last) for week in grid.weeks] == [
        ("", "2027-05-31"),
        ("2027-06-01", "2027-08-31"),
        ("2027-09-01", ""),
    ]
    assert all(week.cells == NINE_TO_FIVE for week in grid.weeks)


def test_new_hours_from_a_day_on_end_the_old_ones_the_day_before():
    grid = Grid((TypedWeek(cells=NINE_TO_FIVE),)).with_season(date(2027, 1, 1), None)
    assert [(week.first, week.last) for week in grid.weeks] == [
        ("", "2026-12-31"),
        ("2027-01-01", ""),
    ]


def test_a_season_over_two_others_takes_the_hours_of_its_first_day():
    one = TypedWeek("", "2027-06-30", NINE_TO_FIVE)
    other = TypedWeek("2027-07-01", "", {})
    grid = Grid((one, other)).with_season(date(2027, 6, 1), date(2027, 7, 31))
    assert [(week.first, week.last, bool(week.cells)) for week in grid.weeks] == [
        ("", "2027-05-31", True),
        ("2027-06-01", "2027-07-31", True),
        ("2027-08-01", "", False),
    ]


@pytest.mark.parametrize("first", [date.min, date.max])
def test_a_season_at_either_end_of_the_calendar_is_one(first):
    assert Grid((TypedWeek(cells=NINE_TO_FIVE),)).with_season(first, first).weeks


def test_a_copied_day_takes_the_place_of_what_was_there():
    cells = NINE_TO_FIVE | {(1, 1, "opens"): "18:00"}
    copied = TypedWeek(cells=cells).copied(0, [0, 1, 2])
    assert {key for key in copied.cells if key[0] == 1} == {(1, 0, "opens"), (1, 0, "closes")}
    assert len(copied.cells) == 6


# At the desk


def test_a_new_therapist_is_a_name_ticks_and_one_day_copied(reception):
    service = make.service()
    typed = {
        "name": "Somebody",
        f"service-{service.pk}": "on",
        f"service-{service.pk}-minutes": "45",
        "hours-0-0-0-opens": "09:00",
        "hours-0-0-0-closes": "12:00",
        "hours-0-0-1-opens": "13:00",
        "hours-0-0-1-closes": "17:00",
    }
    copy = {"hours-0-copy": "0", "hours-0-to": "workdays", "_copy": "0"}
    shown = send(reception, ADD, **typed, **copy)
    assert shown.status_code == 200
    assert "Not saved yet" not in shown.text
    assert not Therapist.objects.exists()
    assert make.typed(shown)["name"] == "Somebody"
    assert send(reception, ADD, shown).status_code == 302
    assert len(hours()) == 10
    assert hours(weekday=4) == ["Friday 09:00–12:00", "Friday 13:00–17:00"]
    assert Therapist.objects.get().offerings.get().duration == 45


def test_a_button_keeps_what_is_not_valid_yet_and_complains_about_nothing(reception, therapist):
    typed = {"hours-0-0-0-opens": "9 or so", "name": "", "_pair": "yes"}
    shown = send(reception, page_of(therapist), **typed)
    assert 'value="9 or so"' in shown.text
    assert "Not saved yet" not in shown.text
    assert "hours-0-6-2-closes" in make.typed(shown)


def test_a_season_is_added_by_copying_and_saved(reception, therapist):
    season = {"season-first": "2027-06-01", "season-last": "2027-08-31", "_season": "yes"}
    shown = send(reception, page_of(therapist), **season)
    for title in ("Until May 31, 2027", "From June 1, 2027 until August 31, 2027"):
        assert title in shown.text
    changes = {"hours-1-0-0-opens": "08:00"}
    assert send(reception, page_of(therapist), shown, **changes).status_code == 302
    assert [(one.opens.hour, one.valid_from) for one in therapist.working_hours.all()] == [
        (8, date(2027, 6, 1)),
        (9, date(2027, 9, 1)),
        (9, None),
    ]


@each("first", ["", "x", "2027-09-01", "9" * 30])
def test_a_season_needs_its_days(reception, therapist, first):
    season = {"season-first": first, "season-last": "2027-08-31", "_season": "yes"}
    shown = send(reception, page_of(therapist), **season)
    assert "Enter the first day of the season" in shown.text
    assert len(list(shown.context["adminform"].form.weeks())) == 1


def test_removed_hours_are_gone(reception, therapist):
    assert send(reception, page_of(therapist), **{"hours-0-remove": "on"}).status_code == 302
    assert not WorkingHours.objects.exists()


def test_one_time_without_the_other_is_refused_beside_the_day(reception, therapist):
    page = send(reception, page_of(therapist), **{"hours-0-2-0-opens": "09:00"})
    assert "Enter both times, or neither." in page.text
    assert 'href="#id_hours-0-2-0-closes">Wednesday, until: Enter both' in page.text


def test_what_is_not_changed_keeps_its_row_and_its_note(reception, therapist):
    row = therapist.working_hours.get()
    changes = {"hours-0-1-0-opens": "09:00", "hours-0-1-0-closes": "10:00"}
    assert send(reception, page_of(therapist), **changes).status_code == 302
    assert therapist.working_hours.get(weekday=0).pk == row.pk
    assert therapist.working_hours.get(weekday=0).note == "Room 2"
    changes = {"hours-0-0-note": "Room 3", "hours-0-0-0-opens": "08:00"}
    assert send(reception, page_of(therapist), **changes).status_code == 302
    assert therapist.working_hours.get(weekday=0).note == "Room 3"


def test_seasons_that_are_over_are_not_shown_and_stay(reception, therapist):
    past = {"valid_from": date(2026, 1, 1), "valid_until": date(2026, 1, 31)}
    therapist.working_hours.create(weekday=0, opens=time(6), closes=time(7), **past)
    therapist.working_hours.filter(opens=time(9)).update(valid_from=date(2026, 2, 1))
    page = reception.get(page_of(therapist))
    assert len(list(page.context["adminform"].form.weeks())) == 1
    assert send(reception, page_of(therapist), **{"hours-0-0-0-opens": "08:00"}).status_code == 302
    assert [one.opens.hour for one in therapist.working_hours.all()] == [6, 8]


def test_hours_that_a_colleague_has_changed_are_not_undone(reception, therapist):
    page = reception.get(page_of(therapist))
    therapist.working_hours.update(opens=time(10))
    shown = send(reception, page_of(therapist), page, **{"hours-0-0-0-closes": "11:00"})
    assert "A colleague has just changed these hours" in shown.text
    assert hours() == ["Monday 10:00–12:00"]
    assert send(reception, page_of(therapist), page, name="A new name").status_code == 302
    assert hours() == ["Monday 10:00–12:00"]


def test_services_that_a_colleague_has_changed_are_not_undone(reception, therapist):
    service, other = make.service(), make.service("Another")
    page = reception.get(page_of(therapist))
    therapist.offerings.create(service=service)
    changed = {f"service-{other.pk}": "on"}
    assert send(reception, page_of(therapist), page, **changed).status_code == 302
    assert therapist.services.count() == 2
    shown = send(reception, page_of(therapist), page, **{f"service-{service.pk}": "on"})
    assert "A colleague has just changed this therapist’s services" in shown.text


def test_a_form_that_claims_a_huge_shape_is_small(reception, therapist):
    typed = {"hours-weeks": "9" * 9, "hours-pairs": "9" * 9, "closures-TOTAL_FORMS": "1000"}
    page = send(reception, page_of(therapist), **typed, name="")
    assert len(page.context["adminform"].form.fields) < 1000
    assert len(page.context["inline_admin_formsets"][0].formset.forms) <= 20


def test_without_the_permission_hours_and_services_are_only_shown(client, therapist):
    make.service()
    user = make.staff("Reception")
    user.groups.clear()
    user.user_permissions.set(
        make.permissions("view_therapist", "change_therapist", "view_workinghours")
    )
    client.force_login(user)
    page = client.get(page_of(therapist))
    assert 'value="09:00"' in page.text
    assert "Services" not in page.text
    changes = {"hours-0-0-0-opens": "08:00", "name": "A new name"}
    assert send(client, page_of(therapist), page, **changes).status_code == 302
    assert hours() == ["Monday 09:00–12:00"]
    user.user_permissions.set(make.permissions("view_therapist"))
    client.force_login(type(user).objects.get(pk=user.pk))
    assert client.get(page_of(therapist)).status_code == 200


# A therapist who leaves, and a service of another length


def press(client, shown, button):
    url = shown.wsgi_request.get_full_path()
    value = shown.text.partition(f'name="{button}" value="')[2].partition('"')[0]
    return client.post(url, dict(shown.context["posted"]) | {button: value})


def test_a_therapist_who_takes_no_more_bookings_leads_to_their_visits(
    reception, appointment, open_clinic
):
    url = page_of(open_clinic[1])
    shown = send(reception, url, without=["is_active"])
    assert shown.status_code == 422
    assert "next screen" in shown.text
    response = press(reception, shown, "_anyway")
    assert response.url == (
        f"/admin/booking/therapist/{open_clinic[1].pk}/away/?from=2026-11-23&leaves=on"
    )
    assert [row.visit for row in reception.get(response.url).context["rows"]] == [appointment]


def test_a_last_day_ends_the_hours_and_leads_to_the_later_visits(
    reception, appointment, open_clinic
):
    late = make.booking(
        *open_clinic, make.TOMORROW_AT_NINE + timedelta(days=10), **make.contact(1)
    ).appointments.get()
    shown = send(reception, page_of(open_clinic[1]), last_day="2026-11-30")
    assert shown.context["visits"] == [late]
    response = press(reception, shown, "_anyway")
    assert response.url.endswith("/away/?from=2026-12-01&leaves=on")
    assert set(WorkingHours.objects.values_list("valid_until", flat=True)) == {date(2026, 11, 30)}
    assert [row.visit for row in reception.get(response.url).context["rows"]] == [late]
    assert not Closure.objects.exists()


def test_a_last_day_counts_for_visits_outside_hours_too(reception, appointment, open_clinic):
    evening = make.TOMORROW_AT_NINE + timedelta(hours=10)
    stays, late = (
        make.booking(
            *open_clinic, make.TOMORROW_AT_NINE + timedelta(days=days), **make.contact(days)
        ).appointments.get()
        for days in (1, 10)
    )
    for one, days in ((stays, 1), (late, 10)):
        one.move(one.therapist, evening + timedelta(days=days), reception.user, outside_hours=True)
    shown = send(reception, page_of(open_clinic[1]), last_day="2026-11-30")
    assert shown.context["visits"] == [late]
    assert not Appointment.objects.stranded()
    press(reception, shown, "_anyway")
    assert Appointment.objects.stranded() == [late]


def test_a_last_day_in_the_past_is_refused(reception, therapist):
    assert "Enter today or a later day." in (
        send(reception, page_of(therapist), last_day="2026-11-22").text
    )
    assert hours() == ["Monday 09:00–12:00"]


def test_another_length_says_how_many_visits_keep_the_old_one(reception, appointment, open_clinic):
    url = f"/admin/booking/service/{open_clinic[0].pk}/change/"
    shown = send(reception, url, duration="45")
    assert shown.status_code == 422
    assert "1 visit is booked at 30 minutes" in shown.text
    listed = shown.text.partition('href="/admin/booking/appointment/?')[2].partition('"')[0]
    listed = reception.get("/admin/booking/appointment/?" + listed.replace("&amp;", "&"))
    assert list(listed.context["cl"].queryset) == [appointment]
    assert Service.objects.get().duration == 30
    assert press(reception, shown, "_length").status_code == 302
    assert Service.objects.get().duration == 45
    assert Appointment.objects.get().minutes == 30


def test_a_length_and_visits_without_room_are_each_agreed_to_once(
    reception, appointment, open_clinic
):
    url = f"/admin/booking/service/{open_clinic[0].pk}/change/"
    longer = send(reception, url, without=["is_active"], duration="45")
    assert "1 visit is booked at 30 minutes" in longer.text
    assert "now needs" not in longer.text
    without_room = press(reception, longer, "_length")
    assert "1 visit needs another time if you save this" in without_room.text
    saved = press(reception, without_room, "_anyway")
    assert saved.status_code == 302
    assert Service.objects.get().duration == 45


def test_another_length_without_visits_is_saved_at_once(reception, open_clinic):
    url = f"/admin/booking/service/{open_clinic[0].pk}/change/"
    assert send(reception, url, duration="45").status_code == 302


def test_a_new_day_off_leads_to_its_visits(reception, appointment, open_clinic):
    url = page_of(open_clinic[1])
    off = {"first_day": "2026-11-24", "from_time": "09:00", "until_time": "12:00"}
    off = {f"closures-0-{name}": value for name, value in off.items()}
    shown = send(reception, url, **off)
    assert shown.status_code == 422
    response = press(reception, shown, "_anyway")
    query = "from=2026-11-24&to=2026-11-24&from_time=09%3A00&until_time=12%3A00"
    assert response.url == f"/admin/booking/therapist/{open_clinic[1].pk}/away/?{query}"
    page = reception.get(response.url)
    assert [row.visit for row in page.context["rows"]] == [appointment]
    assert page.context["is_saved"]


def test_every_error_is_tied_to_its_field(reception, therapist):
    typed = {"hours-0-1-0-opens": "9", "hours-0-2-0-opens": "09:00", "hours-0-3-note": "x" * 81}
    page = send(reception, page_of(therapist), **typed).text
    ids = set(re.findall(r' id="([^"]+)"', page))
    wrong = re.findall(r'<input[^>]* aria-invalid="true"[^>]*>', page)
    tied = [re.search(r'aria-describedby="([^"]+)"', field)[1] for field in wrong]
    assert len(tied) == len(typed)
    assert {one for several in tied for one in several.split()} <= ids
