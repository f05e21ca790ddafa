"""What patients see while they choose a treatment and a time."""

import gzip
import re
from datetime import date, time
from pathlib import Path

import pytest

from booking.models import Closure
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CSS = Path(__file__).resolve().parents[2] / "static" / "css"


@pytest.fixture
def two_services(seeded):
    online, by_phone = make.service(), make.service("Assessment", is_online=False)
    make.therapist(online, by_phone)
    return online, by_phone


def plain(page):
    """Its words alone."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def summaries(page):
    found = re.findall(r"<summary>(.*?)</summary>", page.text, re.S)
    return [re.sub(r"<span.*?</span>", "", one).strip() for one in found]


def test_a_treatment_says_for_whom_it_is_how_long_it_takes_and_what_it_costs(client, two_services):
    online, _ = two_services
    online.for_whom, online.price, online.is_first = "For a first visit.", "$95", True
    online.save()
    words = plain(client.get("/book/"))
    assert "IMS treatment For a first visit. 30 minutes · $95" in words
    assert "New here? Start with IMS treatment" in words


def test_nobody_is_pointed_to_a_treatment_where_the_clinic_has_not_said_which(client, two_services):
    assert "New here?" not in client.get("/book/").text


def test_times_follow_the_treatment_at_once_with_defaults_that_can_be_changed(client):
    service = make.service(longest_course=3)
    therapist = make.therapist(service, closes=time(20))
    make.therapist(service, name="Somebody Else")
    page = client.get("/book/", {"service": service.pk})
    assert summaries(page) == ["First available", "1 visit", "Any time", "Other dates"]
    assert page.context["days"][0][0] == make.TOMORROW
    chosen = {"therapist": therapist.pk, "visits": 2, "time_of_day": "evening"}
    page = client.get("/book/", {"service": service.pk} | chosen)
    assert summaries(page)[:3] == ["Sample Therapist", "2 visits", "Evenings"]


def test_by_its_headings_the_times_are_not_part_of_the_visit_beside_them(client, open_clinic):
    headings = re.findall(r"<(h[23])[^>]*>(.*?)</", client.get("/book/").text)
    above = dict(headings[: [level for level, _ in headings].index("h3")])
    assert above["h2"] == "Available times"


def test_what_leaves_no_choice_has_no_control(client, open_clinic):
    open_clinic[1].working_hours.update(closes="12:00")
    assert summaries(client.get("/book/")) == ["Other dates"]


def test_a_time_of_day_without_times_can_be_left_again(client, open_clinic):
    open_clinic[1].working_hours.update(closes="12:00")
    page = client.get("/book/", {"time_of_day": "evening"})
    assert "in the evening right now" in page.text
    assert summaries(page) == ["Evenings"]
    again = client.get(str(page.context["at_any_time"]))
    assert again.context["days"]


def test_a_full_day_shows_its_first_times_and_the_way_to_all(client, open_clinic):
    page = client.get("/book/")
    assert page.text.count("start=2026-11-24T") == 5
    assert "11 more" in page.text
    day = client.get("/book/", {"day": "2026-11-24"})
    assert day.text.count("start=2026-11-24T") == 16
    assert day.text.count("start=2026-11-25T") == 5


@each(
    ("query", "title"),
    [
        ("", "Request an appointment (step 1 of 4)"),
        ("?service={0}", "Choose a time (step 2 of 4)"),
        ("course/?service={0}&visits=3&start=2026-11-24T14:00Z", "Your 3 visits (step 2 of 4)"),
    ],
)
def test_each_step_says_which_it_is_in_the_page_and_its_title(client, two_services, query, title):
    online, _ = two_services
    online.longest_course = 3
    online.save()
    page = client.get(f"/book/{query.format(online.pk)}").text
    assert f"<title>{title} –" in page
    number = title.partition("(step ")[2][0]
    assert f"Step {number} of 4" in page


def test_what_is_arranged_by_phone_says_why_and_what_else_there_is(client, two_services):
    online, by_phone = two_services
    page = client.get("/book/", {"service": by_phone.pk})
    assert "so that we can plan it with you" in page.text
    assert "(416) 477-1101" in page.text
    assert f'href="/book/?service={online.pk}#time"' in page.text
    assert f'href="/book/?service={by_phone.pk}#time"' not in page.text
    assert 'href="/contact/"' in page.text


def full_with(therapist):
    Closure.objects.create(therapist=therapist, first_day=make.TOMORROW, last_day=date(2027, 12, 1))


def test_full_says_with_whom_there_is_time_and_offers_the_waiting_list(client, open_clinic):
    service, full = open_clinic
    free = make.therapist(service, name="Somebody Else", order=200)
    full_with(full)
    page = client.get("/book/", {"service": service.pk, "therapist": full.pk})
    assert not page.context["days"]
    ((one, start, step),) = page.context["with_others"]
    assert (one, start) == (free, make.TOMORROW_AT_NINE)
    assert f"/book/waiting-list/?service={service.pk}&amp;therapist={full.pk}" in page.text
    assert client.get(str(step)).context["days"]


def test_full_with_everyone_offers_the_waiting_list_alone(client, open_clinic):
    full_with(open_clinic[1])
    page = client.get("/book/")
    assert page.context["with_others"] == []
    assert "Available with other therapists" not in page.text
    assert "/book/waiting-list/" in page.text


def days_at_a_glance(page):
    picker = page.context["picker"]
    return [
        cell.day for _, weeks in picker.weeks_by_month() for week in weeks for cell in week if cell
    ]


def test_the_month_begins_with_this_week(client, open_clinic):
    days = days_at_a_glance(client.get("/book/"))
    assert days[0] == date(2026, 11, 22)


def test_where_little_is_left_of_a_month_the_next_one_follows(client, open_clinic):
    page = client.get("/book/")
    assert days_at_a_glance(page)[-1] == date(2026, 12, 31)
    later = client.get(str(page.context["picker"].next_month()))
    assert days_at_a_glance(later)[0] == date(2027, 1, 1)


def test_a_month_that_was_turned_to_leaves_the_times_as_they_are(client, open_clinic):
    first = client.get("/book/")
    assert '<details class="dates" id="dates">' in first.text
    later = client.get(str(first.context["picker"].next_month()))
    assert '<details class="dates" id="dates" open>' in later.text
    assert [day for day, _ in later.context["days"]] == [day for day, _ in first.context["days"]]
    assert "month=" not in str(later.context["days"][0][1][0][1])


@each("month", ["0001-01-01", "9999-12-31", "2026-01-01", "2031-05-05", "x", "%00"])
def test_any_month_in_the_address_shows_one(client, open_clinic, month):
    assert client.get(f"/book/?month={month}").status_code in (200, 400)


def test_the_first_view_fits_into_the_first_packets(client, two_services):
    """14 KB are what a server may send before it waits for an answer."""
    sheets = [(CSS / name).read_bytes() for name in ("tokens.css", "site.css", "choosing.css")]
    page = client.get("/book/", {"service": two_services[0].pk}).content
    assert sum(len(gzip.compress(one)) for one in [page, *sheets]) < 14 * 1024
