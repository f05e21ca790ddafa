"""Reception enters who works when, and what they offer."""

import re
from datetime import date, time, timedelta

import pytest

from booking import free_times
from booking.models import Closure, Therapist, WorkingHours
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def therapist():
    """Works on Mondays from 9 to noon."""
    one = Therapist.objects.create(name="Sample Therapist")
    one.working_hours.create(weekday=0, opens=time(9), closes=time(12))
    return one


def page_of(therapist):
    return f"/admin/booking/therapist/{therapist.pk}/change/"


def added(weekday, opens, closes, valid_from="", valid_until=""):
    """The empty cells of the form, filled in: a second stretch of the day, or a week of its own."""
    week, pair = (1, 0) if valid_from or valid_until else (0, 1)
    return {
        "hours-weeks": str(week + 1),
        f"hours-{week}-{weekday}-{pair}-opens": opens,
        f"hours-{week}-{weekday}-{pair}-closes": closes,
        f"hours-{week}-first": valid_from,
        f"hours-{week}-last": valid_until,
    }


def save(client, therapist, **changes):
    url = page_of(therapist)
    return client.post(url, make.typed(client.get(url), **changes))


def hours():
    return [str(one) for one in WorkingHours.objects.all()]


def test_hours_that_overlap_are_refused_and_both_are_named(reception, therapist):
    response = save(reception, therapist, **added(0, "11:00", "13:00"))
    assert "Monday 09:00–12:00 and Monday 11:00–13:00 overlap." in response.text
    assert hours() == ["Monday 09:00–12:00"]
    assert 'value="13:00"' in response.text


@pytest.mark.parametrize("other", [(0, "12:00", "13:00"), (1, "09:00", "12:00")])
def test_hours_side_by_side_or_on_another_day_are_saved(reception, therapist, other):
    assert save(reception, therapist, **added(*other)).status_code == 302
    assert len(hours()) == 2


def test_one_save_can_put_other_hours_in_the_place_of_some(reception, therapist):
    changes = added(0, "08:00", "16:00") | {"hours-0-0-0-opens": "", "hours-0-0-0-closes": ""}
    assert save(reception, therapist, **changes).status_code == 302
    assert hours() == ["Monday 08:00–16:00"]


def test_one_save_can_shorten_hours_and_use_the_time_set_free(reception, therapist):
    changes = added(0, "10:00", "12:00") | {"hours-0-0-0-closes": "10:00"}
    assert save(reception, therapist, **changes).status_code == 302
    assert hours() == ["Monday 09:00–10:00", "Monday 10:00–12:00"]


def test_seasons_that_follow_one_another_may_share_hours(reception, therapist):
    therapist.working_hours.update(valid_until="2027-01-31")
    changes = added(0, "09:00", "12:00", valid_from="2027-02-01")
    assert save(reception, therapist, **changes).status_code == 302
    assert len(hours()) == 2


def test_seasons_that_share_a_day_may_not(reception, therapist):
    therapist.working_hours.update(valid_until="2027-02-01")
    response = save(reception, therapist, **added(0, "09:00", "12:00", valid_from="2027-02-01"))
    assert (
        "“Until February 1, 2027” and “From February 1, 2027” overlap on Monday." in response.text
    )
    assert len(hours()) == 1


def test_an_overlap_that_the_form_could_not_see_is_a_message(reception, therapist):
    form = make.typed(reception.get(page_of(therapist)), **added(0, "13:00", "15:00"))
    therapist.working_hours.create(weekday=0, opens=time(14), closes=time(16))
    response = reception.post(page_of(therapist), form)
    assert "A colleague has just changed these hours. Yours are not saved" in response.text
    assert 'value="15:00"' in response.text
    assert hours() == ["Monday 09:00–12:00", "Monday 14:00–16:00"]


@each(
    "nonsense",
    [
        {"hours-0-0-0-closes": "08:00"},
        {"hours-0-0-0-opens": "\0"},
        {"hours-0-0-0-closes": ""},
        {"hours-0-first": "9999-12-31", "hours-0-last": "0001-01-01"},
        {"hours-seen": "x"} | added(0, "13:00", "14:00"),
        {"service-{pk}-minutes": "9" * 40, "service-{pk}": "on"},
        {"service-{pk}-minutes": "45"},
        {"closures-0-first_day": "0000-00-00"},
    ],
)
def test_nonsense_is_refused(reception, therapist, nonsense):
    pk = make.service().pk
    nonsense = {name.format(pk=pk): value for name, value in nonsense.items()}
    assert save(reception, therapist, **nonsense).status_code == 200
    assert hours() == ["Monday 09:00–12:00"]


@pytest.mark.parametrize("season", [("0001-01-01", "9999-12-31"), ("0001-01-01", "")])
def test_the_first_and_the_last_day_there_is_are_days(reception, therapist, season):
    first, last = season
    changes = {"hours-0-first": first, "hours-0-last": last}
    assert save(reception, therapist, **changes).status_code == 302
    assert reception.get(page_of(therapist)).status_code == 200


def test_reception_gives_a_therapist_a_service_with_their_own_duration(reception, therapist):
    service = make.service(duration=30)
    save(
        reception,
        therapist,
        **{f"service-{service.pk}": "on", f"service-{service.pk}-minutes": "45"},
    )
    assert free_times.service_visit(service, therapist).duration == timedelta(minutes=45)


def test_without_one_the_service_decides(reception, therapist):
    service = make.service(duration=30)
    save(reception, therapist, **{f"service-{service.pk}": "on"})
    assert free_times.service_visit(service, therapist).duration == timedelta(minutes=30)


def test_reception_gives_a_therapist_days_off_and_several_on_one_day(reception, therapist):
    for from_time, until_time in (("09:00", "10:00"), ("11:00", "12:00")):
        number = therapist.closures.count()
        off = {"first_day": "2026-11-30", "from_time": from_time, "until_time": until_time}
        changes = {f"closures-{number}-{name}": value for name, value in off.items()}
        assert save(reception, therapist, **changes).status_code == 302
    assert {one.last_day for one in therapist.closures.all()} == {date(2026, 11, 30)}
    assert therapist.closures.count() == 2


def test_a_new_therapist_is_entered_with_hours_and_services(reception):
    service = make.service()
    add = "/admin/booking/therapist/add/"
    changes = added(0, "09:00", "12:00") | {f"service-{service.pk}": "on", "name": "Somebody"}
    assert reception.post(add, make.typed(reception.get(add), **changes)).status_code == 302
    assert list(Therapist.objects.offering(service).values_list("name", flat=True)) == ["Somebody"]
    assert hours() == ["Monday 09:00–12:00"]


def test_editors_cannot_open_the_hours(client, therapist):
    client.force_login(make.staff("Editors"))
    assert client.get(page_of(therapist)).status_code == 403
    assert client.post(page_of(therapist), {}).status_code == 403


def test_a_therapists_page_saves_all_the_hours_and_days_off_that_it_promises(reception, therapist):
    therapist.working_hours.all().delete()
    spans = [(day, minute) for day in range(7) for minute in range(29)][:200]
    WorkingHours.objects.bulk_create(
        WorkingHours(
            therapist=therapist, weekday=day, opens=time(8, minute), closes=time(8, minute + 1)
        )
        for day, minute in spans
    )
    days = [make.TOMORROW + timedelta(days=number) for number in range(60)]
    past = [make.TOMORROW - timedelta(days=number) for number in range(2, 102)]
    Closure.objects.bulk_create(
        Closure(therapist=therapist, first_day=day, last_day=day) for day in [*days, *past]
    )
    changes = {"closures-0-reason": "Sample course", "closures-59-DELETE": "on"}
    assert save(reception, therapist, **changes).status_code == 302
    assert therapist.closures.count() == 159
    assert therapist.closures.get(reason="Sample course").first_day == make.TOMORROW
    assert therapist.working_hours.count() == 200


def test_days_off_that_are_over_are_a_link_and_not_rows(reception, therapist):
    today = make.TOMORROW - timedelta(days=1)
    over, now = (today - timedelta(days=n) for n in (1, 0))
    for day in (over, now):
        therapist.closures.create(first_day=day, last_day=day)
    page = reception.get(page_of(therapist))
    assert [form.instance.first_day for form in rows(page)] == [now]
    link = re.search(r'href="([^"]+)">1 past day off<', page.text)[1]
    listed = reception.get(link.replace("&amp;", "&")).context["cl"].queryset
    assert [one.first_day for one in listed] == [over]


def test_a_day_off_that_ended_while_the_page_was_open_is_no_obstacle(reception, therapist, clock):
    today = make.TOMORROW - timedelta(days=1)
    for day in (today, make.TOMORROW):
        therapist.closures.create(first_day=day, last_day=day)
    url = page_of(therapist)
    sent = make.typed(reception.get(url), **{"closures-1-reason": "Sample course"})
    clock.shift(timedelta(days=1))
    reception.force_login(reception.user)
    assert reception.post(url, sent).status_code == 302
    assert therapist.closures.get(reason="Sample course").first_day == make.TOMORROW


def rows(page):
    (days_off,) = [
        one.formset
        for one in page.context["inline_admin_formsets"]
        if one.formset.prefix == "closures"
    ]
    return days_off.initial_forms
