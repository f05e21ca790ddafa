"""What somebody sees who starts the site for the first time: a full clinic, plainly of samples."""

import pytest

from booking.models import BookingRules, Service, Therapist
from comments.models import Comment
from pages.models import Image, Page
from pages.text.wording import to_check
from tests import make, seeding
from tests.markup import Markup


def add_demo():
    seeding.seed()
    make.call("demo", "--on-a-real-site")


@pytest.mark.django_db
def test_a_first_run_shows_a_full_clinic_of_samples_and_a_second_adds_nothing(client, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    add_demo()
    team = Page.objects.filter(folder="team")
    treatments = Page.objects.filter(folder="treatments")
    assert (team.count(), treatments.count(), Image.objects.count()) == (4, 3, 4)
    menu = client.get("/").text.partition('aria-label="Main"')[2].partition("</nav>")[0]
    top = ["/treatments/", "/team/", "/fees/", "/ims/", "/first-visit/", "/contact/", "/search/"]
    assert [one for one in Markup(menu).links if one in top] == top
    others = Page.objects.filter(slug__in=["team", "treatments", "fees", "first-visit"])
    for one in (*team, *treatments, *others):
        main = client.get(one.get_absolute_url()).text.partition("<main")[2]
        assert "sample" in main.partition("<footer")[0]
        revision = one.live_revision()
        assert to_check(revision, list(revision.sections.all())) == []  # of our own rules
    anna = Therapist.objects.get(name="Anna Sample")
    before = Page.objects.count(), Therapist.objects.count()
    make.call("demo", "--on-a-real-site")
    assert (Page.objects.count(), Therapist.objects.count()) == before
    shown = client.get("/team/anna-sample/").text
    assert f"/book/?therapist={anna.pk}" in shown
    assert "$100 (sample)" in client.get("/fees/").text


@pytest.mark.django_db
def test_the_sample_pages_leave_a_clinics_own_alone(client, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    make.page("team", "Our own team")
    add_demo()
    assert not Page.objects.exclude(folder="").exists()
    assert "Our own team" in client.get("/team/").text


@pytest.mark.django_db
def test_samples_are_added_to_a_site_with_hardly_a_time_and_no_page_for_comments(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    seeding.seed()
    Page.objects.update(allows_comments=False)
    make.page("anna-sample", "A sample page, below one with another address")
    BookingRules.objects.create(horizon_days=1)  # hardly a time is available
    add_demo()
    assert not Comment.objects.exists()
    assert not Page.objects.filter(slug="team").exists()
    Service.objects.filter(name="IMS treatment (sample)").update(name="IMS")
    before = Service.objects.count()
    add_demo()
    assert Service.objects.count() == before
