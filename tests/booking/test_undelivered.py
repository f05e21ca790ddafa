"""Patients whom our last mail has not reached, so that reception phones them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from mailer.models import RESULT_FAILURE, RESULT_SUCCESS, MessageLog

from booking.models import Booking
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def mailed(booking, ago=timedelta(hours=1), mail_id="<one@example.com>"):
    Booking.objects.filter(pk=booking.pk).update(mail_id=mail_id, mailed_at=timezone.now() - ago)


def log(result, mail_id="<one@example.com>"):
    MessageLog.objects.create(
        message_id=mail_id, result=result, when_added=timezone.now(), priority=2
    )


def test_a_mail_that_has_not_left_is_shown_everywhere(reception, appointment):
    appointment.confirm(by=None)
    mailed(appointment.booking)
    log(RESULT_FAILURE)
    assert "has not been delivered: phone them" in reception.get(appointment.get_admin_url()).text
    desk = reception.get("/admin/")
    assert "Patients to phone" in desk.text
    assert "was not delivered." in desk.text
    for state in ("", "state=all&"):
        found = reception.get(f"/admin/booking/appointment/?{state}mail=undelivered")
        assert list(found.context["cl"].queryset) == [appointment]
    assert "Email not delivered: phone them" in reception.get("/admin/", {"day": "2026-11-24"}).text


def test_a_mail_that_has_left_is_not_shown(reception, appointment):
    mailed(appointment.booking)
    log(RESULT_SUCCESS)
    assert not Booking.objects.undelivered().exists()
    assert "not been delivered" not in reception.get(appointment.get_admin_url()).text


@pytest.mark.parametrize(
    "mail",
    [{"ago": timedelta(minutes=4)}, {"ago": timedelta(days=61)}, {"mail_id": ""}],
)
def test_what_has_just_been_sent_or_is_long_past_is_nothing_to_phone_about(appointment, mail):
    mailed(appointment.booking, **mail)
    assert not Booking.objects.undelivered().exists()


def test_without_a_visit_to_come_there_is_nothing_to_phone_about(appointment):
    mailed(appointment.booking)
    assert Booking.objects.undelivered().exists()
    appointment.cancel()
    mailed(appointment.booking)
    assert not Booking.objects.undelivered().exists()


def test_another_patients_mail_tells_nothing(open_clinic, appointment):
    other = make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=1))
    mailed(appointment.booking)
    mailed(other, mail_id="<two@example.com>")
    log(RESULT_SUCCESS, "<two@example.com>")
    assert list(Booking.objects.undelivered()) == [appointment.booking]


def test_a_patient_who_was_phoned_is_off_the_list(reception, appointment):
    mailed(appointment.booking)
    link = f"/admin/booking/appointment/{appointment.pk}/phoned/"
    assert reception.get(link)["Location"] == appointment.get_admin_url()
    assert Booking.objects.undelivered().exists()
    reception.post(link)
    assert not Booking.objects.undelivered().exists()
