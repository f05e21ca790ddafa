"""A course on the patient's page: short on a phone, in two columns on a desk."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from booking.course import A_WEEK
from clinic.models import Clinic
from tests import make
from tests.browser.checks import hold


@pytest.fixture(scope="module")
def course(home, django_db_blocker):
    """Five confirmed visits."""
    with django_db_blocker.unblock():
        Clinic.objects.update(address="1 Sample Street", map_link="https://maps.example.com/")
        service = make.service("A course", longest_course=5, bring="Loose shorts.")
        therapist = make.therapist(service, name="Sample Colleague")
        first = make.open_times(service, [therapist])[-20]
        starts = [first + week * A_WEEK for week in range(5)]
        booking = make.booking(service, therapist, starts=starts, email="course@example.com")
        booking.confirm(by=User.objects.get(username="reception"))
        return booking


def box(page, kind):
    return page.locator(kind).bounding_box()


def test_a_course_of_five_is_short_on_a_phone_and_uses_a_wide_screen(page, course):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(course.get_absolute_url())
    assert box(page, "main")["height"] < 1300
    lines = page.locator(".visits summary")
    assert max(one.bounding_box()["height"] for one in lines.all()) < 80
    lines.first.click()
    expect(page.get_by_role("link", name="Move to another time")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert box(page, ".stub")["x"] > box(page, ".ticket")["x"] + box(page, ".ticket")["width"]
    hold(page)
