"""Work in the background: done once, by whoever has claimed it, and never lost."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import RequestFactory

from clinic.long_work import FAULT, LEASE, MOST_CLAIMS, NO_END, CannotGoOn, GivenUp
from clinic_site.long_worker import Beside
from clinic_site.models import Home, SiteExport
from tests import make
from typed.seen import ChangedMeanwhile

pytestmark = pytest.mark.django_db
State = SiteExport.State


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def work():
    request = RequestFactory().get("/")
    request.user = User.objects.create_superuser("sample-staff")
    SiteExport.objects.ask(request)
    return SiteExport.objects.get()


def state_of(work):
    work.refresh_from_db()
    return work.state, work.problem


def doing(monkeypatch, step):
    """Let the one step of an export do this."""
    monkeypatch.setattr(SiteExport, "make", step)


def test_one_worker_alone_has_it(work):
    assert SiteExport.objects.claim() == work
    assert SiteExport.objects.claim() is None


def test_another_goes_on_a_minute_after_the_last_sign_of_the_first(work, clock):
    first = SiteExport.objects.claim()
    clock.shift(LEASE - timedelta(seconds=1))
    first.progress(1, 2)
    clock.shift(LEASE - timedelta(seconds=1))
    assert SiteExport.objects.claim() is None
    clock.shift(timedelta(seconds=2))
    assert SiteExport.objects.claim() == work
    with pytest.raises(GivenUp), first.small_step():
        pytest.fail("what two workers do would be mixed")


def test_a_worker_that_is_to_stop_leaves_it_to_the_next_at_once(work, monkeypatch, clock):
    doing(monkeypatch, lambda work: work.progress(1, 2))
    SiteExport.objects.claim().run(is_to_stop=lambda: True)
    clock.shift(timedelta(seconds=1))
    assert SiteExport.objects.claim() == work


def test_a_step_that_cannot_go_on_says_why(work, monkeypatch):
    def fail(work):
        raise CannotGoOn("This is no export file.")

    doing(monkeypatch, fail)
    SiteExport.objects.claim().run()
    assert state_of(work) == (State.FAILED, "This is no export file.")


def test_an_error_of_ours_is_logged_without_its_words_and_ends_it(work, monkeypatch, caplog):
    doing(monkeypatch, lambda work: {}["Sample Patient"])
    SiteExport.objects.claim().run()
    assert state_of(work) == (State.FAILED, FAULT)
    assert "failed in its step make" in caplog.messages[0]
    assert "Sample" not in caplog.messages[0]


def test_what_kills_each_worker_is_not_begun_for_ever(work, clock):
    for _ in range(MOST_CLAIMS):
        assert SiteExport.objects.claim()  # and killed
        clock.shift(LEASE + timedelta(seconds=1))
    SiteExport.objects.claim().run()
    assert state_of(work) == (State.FAILED, NO_END)


def test_a_step_leaves_a_person_to_decide_and_then_goes_on(work, monkeypatch):
    doing(monkeypatch, lambda work: True)
    with pytest.raises(ChangedMeanwhile):
        work.ask_for("make")
    SiteExport.objects.claim().run()
    assert state_of(work)[0] == State.ASKS
    work.ask_for("make")
    assert state_of(work)[0] == State.WAITING


def test_a_thread_of_the_worker_survives_what_it_does():
    times = iter([ValueError, None])
    again = threading.Event()

    def act(is_to_stop):
        if error := next(times, None):
            raise error
        again.set()

    with Beside(act, every=0.01):
        assert again.wait(20)


def test_the_worker_does_it_but_not_in_a_copy_of_the_site(work, monkeypatch, transactional_db):
    doing(monkeypatch, lambda work: None)
    Home.objects.be_copy()
    call_command("work", "--once")
    assert state_of(work)[0] == State.WAITING
    Home.objects.all().delete()
    call_command("work", "--once")
    assert state_of(work)[0] == State.DONE
