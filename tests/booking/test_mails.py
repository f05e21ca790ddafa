"""Who is told what, when; and what no mail may say."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from mailer.models import Message as Mail

from booking import deadline_mails, mails
from booking.models import (
    Appointment,
    Booking,
    BookingRules,
    FlowWords,
    LateChangePolicy,
    Service,
)
from clinic.models import Clinic
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = make.TOMORROW_AT_NINE + timedelta(hours=2)
PATIENT, RECEPTION = "patient@example.com", "reception@example.com"


@pytest.fixture
def by(db):
    return make.staff("Reception")


@pytest.fixture
def visit(appointment, by):
    """A confirmed visit tomorrow at nine; its mails are out of the way."""
    appointment.confirm(by)
    Mail.objects.all().delete()
    return appointment


def subjects():
    """To whom and how each queued mail begins, without the reference."""
    return [(mail.to[0], mail.subject[:-10].rstrip("( :")) for mail in make.queued_mail()]


def files(mail):
    """The calendar parts of a mail, with the method that each names."""
    parts = [Calendar.from_ical(part.get_payload(decode=True)) for part in mail.attachments]
    assert [part.get_param("method") for part in mail.attachments] == [
        str(part["method"]) for part in parts
    ]
    return parts


def test_a_request_is_told_to_both_sides_without_a_file(appointment):
    assert subjects() == [
        (PATIENT, "We have your request"),
        (RECEPTION, "New appointment request"),
    ]
    assert not any(mail.attachments for mail in make.queued_mail())
    assert "not confirmed yet" in make.queued_mail()[0].body


def test_a_confirmation_invites_and_is_not_told_to_reception(appointment, by):
    Mail.objects.all().delete()
    appointment.confirm(by)
    assert subjects() == [(PATIENT, "Your appointment is confirmed")]
    (file,) = files(make.queued_mail()[0])
    assert file["method"] == "REQUEST"


def test_a_course_is_one_mail_with_all_dates_and_one_file(open_clinic, by):
    weekly = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(3)]
    booking = make.booking(*open_clinic, starts=weekly)
    booking.confirm(by)
    asked, _, confirmed = make.queued_mail()
    for day in ("November 24", "December 1", "December 8"):
        assert day in asked.body
        assert day in confirmed.body
    assert confirmed.subject.startswith("Your appointments are confirmed")
    (file,) = files(confirmed)
    assert len({event["uid"] for event in file.walk("VEVENT")}) == 3


def test_an_offer_says_until_when_it_is_held_and_where_to_answer(open_clinic, appointment, by):
    Mail.objects.all().delete()
    appointment.propose(open_clinic[1], make.TOMORROW_AT_NINE + timedelta(days=7), by)
    assert subjects() == [(PATIENT, "We can offer you another time")]
    mail = make.queued_mail()[0]
    assert "Tuesday, December 1\n9:00 – 9:30 AM" in mail.body
    assert "Instead of: Tuesday, November 24, 9:00 AM" in mail.body
    assert "until Wednesday, November 25, 9:00 AM" in " ".join(mail.body.split())
    assert appointment.booking.private_url() in mail.body
    assert not mail.attachments


def test_an_offer_for_a_confirmed_visit_says_that_the_visit_stays(open_clinic, visit, by):
    visit.propose(open_clinic[1], LATER, by)
    (mail,) = make.queued_mail()
    assert "Until you accept, your appointment stays as it is" in mail.body


def test_an_accepted_offer_is_confirmed_and_told_to_reception(open_clinic, appointment, by):
    appointment.propose(open_clinic[1], LATER, by)
    Mail.objects.all().delete()
    appointment.accept()
    assert subjects() == [
        (PATIENT, "Your appointment is confirmed"),
        (RECEPTION, "Offer accepted"),
    ]
    confirmed = make.queued_mail()[0]
    assert "Instead of: Tuesday, November 24, 9:00 AM" in confirmed.body
    assert files(confirmed)[0]["method"] == "REQUEST"


def test_an_accepted_offer_for_a_confirmed_visit_updates_its_file(open_clinic, visit, by):
    visit.propose(open_clinic[1], LATER, by).accept()
    (event,) = files(make.queued_mail()[1])[0].walk("VEVENT")
    assert event["uid"].startswith(f"{visit.pk}.")
    assert event.decoded("dtstart") == LATER
    assert event["sequence"] == 3  # requested, confirmed, moved


def test_reception_gets_no_email_about_what_it_answered_for_the_patient(open_clinic, visit, by):
    visit.propose(open_clinic[1], LATER, by).accept(by)
    visit.refresh_from_db()
    visit.propose(open_clinic[1], LATER + timedelta(hours=1), by).refuse(by)
    assert RECEPTION not in [to for to, _ in subjects()]


def test_a_refused_offer_is_told_to_reception_alone(open_clinic, visit, by):
    offered = visit.propose(open_clinic[1], LATER, by)
    Mail.objects.all().delete()
    offered.refuse()
    assert subjects() == [(RECEPTION, "Offer declined")]
    (mail,) = make.queued_mail()
    assert "stays as it was" in mail.body
    assert visit.get_admin_url() in mail.body


def test_a_decline_gives_the_reason_and_no_file(appointment, by):
    Mail.objects.all().delete()
    appointment.decline(by, "We are full that day.")
    assert subjects() == [(PATIENT, "About your request")]
    assert "We are full that day." in make.queued_mail()[0].body


def test_a_visit_moved_by_the_patient_is_told_to_both(clock, open_clinic, visit):
    clock.shift(timedelta(hours=-1))  # a day and more before, so that the page moves it
    visit.move(open_clinic[1], LATER)
    assert subjects() == [
        (PATIENT, "Your appointment has a new time"),
        (RECEPTION, "Moved by the patient"),
    ]
    for mail in make.queued_mail():
        assert "Tuesday, November 24\n11:00 – 11:30 AM" in mail.body
        assert "Instead of: Tuesday, November 24, 9:00 AM" in mail.body
    (event,) = files(make.queued_mail()[0])[0].walk("VEVENT")
    assert event.decoded("dtstart") == LATER


def test_a_visit_moved_by_reception_is_told_to_the_patient(open_clinic, visit, by):
    visit.move(open_clinic[1], LATER, by)
    assert subjects() == [(PATIENT, "Your appointment has a new time")]


def test_a_request_moved_is_not_confirmed_by_that(open_clinic, appointment, by):
    Mail.objects.all().delete()
    appointment.move(open_clinic[1], LATER, by)
    (mail,) = make.queued_mail()
    assert "It is not confirmed yet" in mail.body
    assert not mail.attachments


def test_a_visit_cancelled_by_the_patient_is_told_to_both(clock, visit):
    clock.shift(timedelta(hours=-1))
    visit.cancel()
    assert subjects() == [
        (PATIENT, "Your appointment is cancelled"),
        (RECEPTION, "Cancelled by the patient"),
    ]
    (file,) = files(make.queued_mail()[0])
    assert file["method"] == "CANCEL"


def test_a_visit_cancelled_by_reception_is_told_to_the_patient_with_the_reason(visit, by):
    visit.cancel(by, line="Our therapist is ill.")
    assert subjects() == [(PATIENT, "Your appointment is cancelled")]
    assert "\nOur therapist is ill.\n\nChoose another time:" in make.queued_mail()[0].body


def test_a_withdrawn_request_is_called_one(appointment):
    appointment.cancel()
    mail = make.queued_mail()[-2]
    assert mail.subject.startswith("Your request is cancelled")
    assert not mail.attachments


def test_an_offer_taken_back_is_called_one(open_clinic, visit, by):
    visit.propose(open_clinic[1], LATER, by).cancel(by)
    mail = make.queued_mail()[-1]
    assert "can no longer hold the time we offered you" in mail.body
    assert "November 24, 9:00 AM stays as it was" in mail.body
    assert not mail.attachments


def test_a_course_cancelled_half_confirmed_tells_both_halves_in_one_mail(open_clinic, by):
    weekly = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in (1, 2)]
    booking = make.booking(*open_clinic, starts=weekly)
    booking.visits()[0].confirm(by)
    Mail.objects.all().delete()
    booking.cancel()
    to_patient, _ = make.queued_mail()
    assert "is cancelled" in to_patient.body
    assert "is cancelled" in to_patient.body
    assert len(files(to_patient)) == 1


def test_who_gave_no_address_gets_no_mail(open_clinic, by):
    booking = make.booking(*open_clinic, email="")
    visit = booking.appointments.get()
    deadline_mails.hold_lapsed(booking)
    visit.propose(open_clinic[1], LATER, by).accept(by)
    visit.refresh_from_db()
    visit.move(open_clinic[1], make.TOMORROW_AT_NINE, by)
    deadline_mails.reminder(visit), booking.replace_link(by=None, seen=0)
    visit.cancel(by)
    assert subjects() == [(RECEPTION, "New appointment request")]


def test_the_last_mail_to_the_patient_is_noted_with_its_id(appointment):
    to_patient, _ = make.queued_mail()
    booking = Booking.objects.get()
    assert booking.mail_id == to_patient.extra_headers["Message-ID"]
    assert booking.mail_id.endswith("@testserver>")
    assert booking.mailed_at == make.NOW


def test_nothing_typed_is_in_any_mail_and_no_treatment_before_it_is_confirmed(open_clinic, by):
    """Typed words are kept out of all mails, not only of those before confirmation."""
    booking = make.booking(
        *open_clinic, name="Buy http://spam.example", note="Cheap pills", phone="416 555 0199"
    )
    visit = booking.appointments.get()
    deadline_mails.hold_lapsed(booking)
    offer = visit.propose(open_clinic[1], LATER, by)
    before = len(make.queued_mail())
    offer.accept()
    visit.refresh_from_db()
    visit.move(open_clinic[1], make.TOMORROW_AT_NINE, by)
    deadline_mails.reminder(visit), mails.links([booking]), deadline_mails.no_room(visit)
    deadline_mails.offer_lapsed(visit), deadline_mails.never_answered(visit, offered=True)
    visit.cancel(by)
    for number, mail in enumerate(make.queued_mail()):
        files = [file.get_payload(decode=True).decode() for file in mail.attachments]
        shared = "\n".join([mail.subject, *files])
        text = "\n".join([shared, mail.body, mail.alternatives[0].content])
        for private in ("spam.example", "pills", "555 0199"):
            assert private not in text
        assert "IMS treatment" not in (text if number < before else shared)
        assert "patient@example.com" not in mail.body
        assert booking.token not in mail.subject


def test_html_says_what_the_text_says_and_escapes_it(seeded, appointment, by):
    Clinic.objects.update(name="A & B <clinic>")
    appointment.decline(by, "Closed <b>then</b>: see https://example.com/?a=1&b=2 for days.")
    html = make.queued_mail()[-1].alternatives[0].content
    assert "A &amp; B &lt;clinic&gt;" in html
    assert "Closed &lt;b&gt;then&lt;/b&gt;" in html
    assert 'href="https://example.com/?a=1&amp;b=2"' in html
    assert 'href="http://testserver/book/"' in html
    for remote in ("<img", "<script", "src=", "url("):
        assert remote not in html


def test_text_is_not_escaped(seeded, appointment, by):
    Clinic.objects.update(name="A & B")
    appointment.confirm(by)
    assert "Your appointment at A & B is confirmed." in make.queued_mail()[-1].body


def told_more(visit):
    Service.objects.update(bring="Comfortable clothes.", before_visit="Eat something light.")
    Clinic.objects.update(address="1 Sample Street", map_link="https://map.example/x")
    return Appointment.objects.get(pk=visit.pk)


def test_a_confirmation_says_what_with_whom_where_and_what_to_bring(seeded, appointment, by):
    told_more(appointment).confirm(by)
    body = make.queued_mail()[-1].body
    for block in (
        "When:\nTuesday, November 24\n9:00 – 9:30 AM\n",
        "Treatment:\nIMS treatment, with Sample Therapist\n",
        "Where:\n1 Sample Street\nMap: https://map.example/x\n",
        "What to bring:\nComfortable clothes.\n",
    ):
        assert f"\n\n{block}" in body
    assert "Eat something light" not in body


def test_a_reminder_has_the_words_before_the_visit(seeded, visit):
    deadline_mails.reminder(told_more(visit))
    body = make.queued_mail()[-1].body
    assert "\n\nBefore your visit:\nEat something light.\n" in body
    assert "What to bring:\nComfortable clothes." in body


def test_of_two_treatments_it_says_for_which_to_bring_what(open_clinic, by):
    other = make.service("Another treatment")
    other.therapists.add(open_clinic[1])
    weekly = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in (0, 1)]
    booking = make.booking(*open_clinic, starts=weekly)
    booking.visits().filter(starts_at=weekly[1]).update(service=other)
    told_more(booking.visits()[0])
    Service.objects.filter(pk=other.pk).update(bring="Swimwear.")
    booking.confirm(by)
    body = make.queued_mail()[-1].body
    assert "What to bring:\nIMS treatment: Comfortable clothes.\n" in body
    assert "What to bring:\nAnother treatment: Swimwear.\n" in body


def test_a_new_time_of_a_request_is_followed_by_the_words_of_the_clinic(appointment, by):
    FlowWords.objects.create(pk=1, after_sending="We call you on the next working day.")
    appointment.move(appointment.therapist, LATER, by)
    body = make.queued_mail()[-1].body
    assert "It is not confirmed yet. We call you on the next working day." in body


def test_a_course_with_several_therapists_says_who_on_each_line(open_clinic, by):
    service, first = open_clinic
    second = make.therapist(service, name="Other Therapist")
    weekly = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in (0, 1)]
    booking = make.booking(service, first, starts=weekly)
    booking.visits()[1].move(second, weekly[1], by)
    booking.confirm(by)
    body = make.queued_mail()[-1].body
    assert "Your 2 visits:\nTuesday, November 24, 9:00 – 9:30 AM, with Sample Therapist\n" in body
    assert "\nTuesday, December 1, 9:00 – 9:30 AM, with Other Therapist\n" in body
    assert "\n\nTreatment:\nIMS treatment\n\n" in body


def test_it_says_until_when_it_can_be_changed_and_what_a_late_change_costs(clock, appointment, by):
    policy = LateChangePolicy.objects.create(fee="$40")
    Booking.objects.update(late_changes=policy, late_hours=24)
    clock.shift(timedelta(hours=-2))
    Appointment.objects.get().confirm(by)
    text = " ".join(make.queued_mail()[-1].body.split())
    assert "You can move or cancel it online until Monday, November 23, 9:00 AM." in text
    assert "A later change or cancellation costs $40, as you agreed." in text
    BookingRules.objects.create(pk=1, cutoff_hours=20)
    mails.confirmed([Appointment.objects.get()])
    text = " ".join(make.queued_mail()[-1].body.split())
    assert "You can move or cancel it online until Monday, November 23, 1:00 PM." in text
    assert "change or cancellation less than 24 hours before it starts costs $40, as" in text


def test_within_the_cutoff_it_says_that_it_is_too_late(appointment, by, clock):
    clock.shift(timedelta(hours=2))
    appointment.confirm(by)
    body = make.queued_mail()[-1].body
    assert "This visit can no longer be changed online." in body
    assert "move or cancel it online until" not in body
