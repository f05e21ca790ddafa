"""An administrator sets the periods, and sees what would go before it goes."""

import pytest

from booking.models import Booking
from clinic_site.models import AccountEvent, Retention
from clinic_site.retention.limits import LIMITS
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/admin/retention/"


@pytest.fixture
def boss(client, django_user_model, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    user = django_user_model.objects.create_superuser("sample-boss")
    client.force_login(user)
    return client


@pytest.fixture
def declined(boss, time_machine, django_user_model):
    """A request that was never confirmed, forty days ago."""
    service = make.service()
    one = make.booking(service, make.therapist(service), name="Jane Sample")
    one.decline(by=None)
    time_machine.move_to("2027-01-05T14:00Z", tick=False)
    boss.force_login(django_user_model.objects.get())
    return one


def typed(page, **changes):
    """What a browser would send."""
    form, shown = page.context["form"], page.context.get("shown", "")
    return {field.name: field.value() for field in form} | {"shown": shown} | changes


def send(client, button="save", **changes):
    page = client.get(PAGE)
    return client.post(PAGE, typed(page, **changes) | {button: "yes"})


def saved():
    return {name: getattr(Retention.current(), name) for name in LIMITS}


def test_longer_periods_are_saved_and_noted(boss):
    answer = send(boss, visits_years=12, log_years=11)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert saved() == {name: one.default for name, one in LIMITS.items()} | {
        "visits_years": 12,
        "log_years": 11,
    }
    event = AccountEvent.objects.get(what=AccountEvent.What.RETENTION_CHANGED)
    assert event.account == "sample-boss"
    assert "change it there too" in boss.get(PAGE).text


def test_a_shorter_period_is_saved_only_after_what_would_go_was_shown(boss, declined):
    answer = send(boss, requests_months=1)
    assert "Nothing was saved yet" in answer.text
    assert (
        "Requests never confirmed, and cancelled visits: everything personal erased" in answer.text
    )
    assert saved()["requests_months"] == 12
    again = typed(answer) | {"save": "yes"}
    assert boss.post(PAGE, again | {"spam_days": 14}).status_code == 200  # not what was shown
    assert boss.post(PAGE, again).status_code == 302
    assert saved()["requests_months"] == 1
    make.call("work", "--once")
    assert Booking.objects.get().name == "Erased"
    assert "Erased recently" in boss.get(PAGE).text


def test_a_preview_changes_nothing(boss, declined):
    answer = send(boss, "preview", requests_months=1)
    assert "all of this will be erased within a few hours" in answer.text
    assert 'name="requests_months" value="1"' in answer.text
    assert not Retention.objects.exists()
    assert "no more than the saved ones" in send(boss, "preview").text


@pytest.mark.parametrize(
    "wrong", ["", "0", "-1", "x", "1.5", "99999", "9" * 5000, "1\x00", "１２３４"]
)
def test_what_makes_no_sense_is_refused_and_stays_typed(boss, wrong):
    answer = send(boss, log_years=wrong, visits_years=11)
    assert answer.status_code in (400, 422)
    if answer.status_code == 422:
        assert 'href="#id_log_years"' in answer.text
        assert 'name="visits_years" value="11"' in answer.text
    assert not Retention.objects.exists()


def test_nobody_undoes_a_change_that_they_have_not_seen(boss):
    page = boss.get(PAGE)
    send(boss, visits_years=15)
    answer = boss.post(PAGE, typed(page, visits_years=12) | {"save": "yes"})
    assert answer.status_code == 409
    assert "This has changed since you opened it" in answer.text
    assert saved()["visits_years"] == 15


def test_each_period_has_a_help_text_with_its_limits(boss):
    page = boss.get(PAGE).text
    for name, limits in LIMITS.items():
        unit = name.rpartition("_")[2]
        assert f'id="id_{name}"' in page
        assert f"From {limits.least} to {limits.most} {unit}." in page
    assert "College of Physiotherapists of Ontario" in page
