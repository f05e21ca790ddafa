"""Visits that are confirmed without reception, for everyone or for those who have been here."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.conflicts import TimeTaken
from booking.models import Appointment, Booking, Closure, Event
from booking.models.at_once import MOST_AN_HOUR
from inbox.verdict import Verdict
from tests import make
from tests.booking.test_requesting import details
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

STRANGER = {"email": "stranger@example.com", "phone": "416 555 0177"}


@pytest.fixture
def clinic():
    service = make.service(confirmed_at_once="everyone", longest_course=4)
    return service, make.therapist(service)


@pytest.fixture
def for_known():
    """A service that known patients confirm themselves; Sample Patient is known."""
    service = make.service(confirmed_at_once="known", longest_course=4)
    therapist = make.therapist(service)
    attended(service, therapist)
    return service, therapist


def attended(service, therapist, **details):
    """A visit that somebody came to two weeks ago."""
    with time_machine.travel(make.NOW - timedelta(weeks=2), tick=False):
        start = make.TOMORROW_AT_NINE - timedelta(weeks=2)
        visit = make.booking(service, therapist, start, **details).visits().get()
        visit.confirm(by=None)
    visit.mark("attended", by=None)
    return visit


def send(client, service, **changes):
    """The answer to a form, and the booking that it made."""
    return post(client, details(service, **changes)), Booking.objects.latest("pk")


def post(client, form):
    """As a browser does, which says where the form came from: otherwise, that is a signal."""
    return client.post("/book/request/", form, headers={"sec-fetch-site": "same-origin"})


def states(booking):
    return [one.state for one in booking.visits()]


def mails_since(count):
    return [(mail.to[0], mail.subject.partition(" (")[0]) for mail in make.queued_mail()[count:]]


# For everyone


def test_a_request_is_confirmed_as_it_is_stored(client, clinic):
    answer, booking = send(client, clinic[0])
    visit = booking.visits().get()
    assert (visit.state, visit.holds_time) == ("confirmed", True)
    page = client.get(answer["Location"]).text
    assert "Confirmed" in page
    assert "We have also sent you the link to this page by email." in page
    patient, reception = mails_since(0)
    assert patient == ("patient@example.com", "Your appointment is confirmed")
    text = " ".join(make.queued_mail()[0].body.split())
    assert "Please keep this link private" in text
    assert "If you did not book an appointment, please tell us" in text
    assert reception[1] == f"New appointment {booking.reference}"
    assert [(one.verb, one.actor) for one in visit.events.all()] == [
        ("requested", "patient"),
        ("confirmed at once", "system"),
    ]


def test_a_course_is_confirmed_whole_or_not_at_all(clinic):
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(3)]
    taken = make.booking(*clinic, starts[2], **make.contact(1))
    with pytest.raises(TimeTaken):
        make.booking(*clinic, starts=starts)
    taken.cancel()
    assert states(make.booking(*clinic, starts=starts)) == ["confirmed"] * 3


def test_the_words_before_sending_say_so(client, clinic):
    service, _ = clinic
    assert "confirmed as soon as you book" in client.get(f"/book/?service={service.pk}").text
    form = {name: value for name, value in details(service).items() if name != "confirmed"}
    check = post(client, form).text
    assert "Book this visit" in check
    assert "Send request" not in check
    assert "once reception has confirmed" not in check


def test_the_mail_about_it_has_nothing_that_was_typed(clinic):
    make.booking(*clinic, name="Typed Name", phone="416 555 0188", note="Typed note")
    mail = make.queued_mail()[0]
    everything = mail.body + str(mail.alternatives) + str(mail.attachments[0])
    for typed in ("Typed Name", "555 0188", "Typed note"):
        assert typed not in everything


def test_an_address_gets_no_more_of_these_mails_than_others(clinic, settings):
    for number in range(12):
        phone = f"416 555 01{number:02}"
        start = make.TOMORROW_AT_NINE + timedelta(hours=number % 8, days=number // 8)
        make.booking(*clinic, start, phone=phone, email=f"patient+{number}@example.com")
    to_patients = [one for one in make.queued_mail() if "patient" in one.to[0]]
    assert len(to_patients) == 10
    assert Booking.objects.latest("pk").is_mail_held_back()


def test_a_signal_of_spam_leaves_it_to_reception(client, clinic):
    verdict = Verdict()
    verdict.add(1, "It contains a link.")
    booking = make.booking(*clinic, verdict=verdict)
    assert states(booking) == ["requested"]
    said = "Some bookings are checked by reception first."
    assert said in client.get(private(booking)).text


def test_spam_holds_nothing(clinic):
    verdict = Verdict()
    verdict.add(10, "A sample reason.")
    booking = make.booking(*clinic, verdict=verdict)
    assert states(booking) == ["spam"]
    assert make.queued_mail() == []


def test_the_sender_cannot_tell_how_many_visits_somebody_has(client, clinic):
    service, _ = clinic
    for week in range(1, 5):
        make.booking(*clinic, make.TOMORROW_AT_NINE + timedelta(weeks=week))
    numbers = ("416 555 0123", STRANGER["phone"])  # the first is that of these visits
    sent = [
        as_stranger_sees(client, service, day, **STRANGER | {"phone": number})
        for day, number in enumerate(numbers)
    ]
    theirs, nobodys = [text_of(client, answer, one) for answer, one, _ in sent]
    assert theirs == nobodys
    assert [states(one) for _, one, _ in sent] == [["confirmed"]] * 2


def test_one_visitor_is_confirmed_a_few_times_whatever_contact_is_typed(clinic):
    starts = [make.TOMORROW_AT_NINE + timedelta(hours=hour) for hour in range(5)]
    made = [
        states(make.booking(*clinic, start, senders=[sender, "yesterday"], **make.contact(number)))
        for number, (start, sender) in enumerate(zip(starts, "aaaab", strict=True))
    ]
    assert made == [["confirmed"]] * 3 + [["requested"], ["confirmed"]]


def test_in_a_rush_reception_looks_at_each_again(clinic, clock):
    visit = make.booking(*clinic, **make.contact(0)).visits().get()
    Event.objects.bulk_create(
        Event(appointment=visit, verb="requested", actor="patient", starts_at=visit.starts_at)
        for _ in range(MOST_AN_HOUR)
    )
    later = make.TOMORROW_AT_NINE + timedelta(hours=1)
    assert states(make.booking(*clinic, later, **make.contact(1))) == ["requested"]
    clock.shift(timedelta(hours=2))
    later += timedelta(hours=1)
    assert states(make.booking(*clinic, later, **make.contact(2))) == ["confirmed"]


def test_the_same_form_sent_again_confirms_once(client, clinic):
    form = details(clinic[0])
    answers = [post(client, form)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Appointment.objects.count() == 1
    assert len(make.queued_mail()) == 2


def test_reception_confirms_all_others(client, open_clinic):
    _, booking = send(client, open_clinic[0])
    assert states(booking) == ["requested"]


# For patients who have had a visit with us


def private(booking):
    return booking.get_absolute_url()


def press(client, booking):
    path = f"{private(booking)}confirm/"
    return client.post(path, {"seen": Booking.objects.get(pk=booking.pk).version})


def test_a_known_patient_confirms_from_the_email(client, for_known):
    _, booking = send(client, for_known[0])
    assert states(booking) == ["requested"]
    mail = make.queued_mail()[-2]
    assert "you can confirm it yourself" in mail.body.replace("\n", " ")
    assert private(booking) in mail.body
    assert "Confirm this visit" in client.get(private(booking)).text
    count = len(make.queued_mail())
    assert press(client, booking).status_code == 303
    assert states(booking) == ["confirmed"]
    page = client.get(private(booking)).text
    assert "Your appointment is confirmed." in page
    assert "Confirm this visit" not in page
    patient, reception = mails_since(count)
    assert patient == ("patient@example.com", "Your appointment is confirmed")
    assert "If you did not" not in make.queued_mail()[count].body
    assert reception[1].startswith("New appointment")


def test_once_its_time_is_no_longer_held_it_is_confirmed_with_the_notice_of_a_new_one(
    client, for_known, clock
):
    _, soon = send(client, for_known[0])
    start = make.TOMORROW_AT_NINE + timedelta(days=3)
    _, later = send(client, for_known[0], start=start.isoformat())
    clock.move_to(make.TOMORROW_AT_NINE - timedelta(hours=4))
    assert "Confirm this visit" in client.get(private(soon)).text
    clock.move_to(make.TOMORROW_AT_NINE - timedelta(minutes=5))
    assert "Confirm this visit" not in client.get(private(soon)).text
    press(client, soon)
    assert states(soon) == ["requested"]
    clock.move_to(start - timedelta(hours=13))
    press(client, later)
    assert states(later) == ["confirmed"]


def test_confirming_twice_does_it_once(client, for_known):
    _, booking = send(client, for_known[0])
    assert [press(client, booking).status_code for _ in range(2)] == [303, 303]
    assert Event.objects.filter(verb="confirmed at once").count() == 1


def test_a_course_of_a_known_patient_is_confirmed_whole(client, for_known):
    starts = [(make.TOMORROW_AT_NINE + timedelta(weeks=n)).isoformat() for n in range(3)]
    _, booking = send(client, for_known[0], start=starts)
    press(client, booking)
    assert states(booking) == ["confirmed"] * 3


@pytest.mark.parametrize(
    "who",
    [
        {"name": "Sample Child"},
        STRANGER,
        {"email": STRANGER["email"]},  # their name and number: the mailbox is somebody else's
    ],
)
def test_reception_answers_others(client, for_known, who):
    _, booking = send(client, for_known[0], **who)
    assert "yourself" not in make.queued_mail()[-2].body
    assert "Confirm this visit" not in client.get(private(booking)).text
    press(client, booking)
    assert states(booking) == ["requested"]


def test_an_earlier_request_does_not_make_an_address_known(client, for_known):
    """Or a stranger could add their own address to somebody's with the first of two requests."""
    send(client, for_known[0], email=STRANGER["email"])
    start = (make.TOMORROW_AT_NINE + timedelta(days=1)).isoformat()
    _, booking = send(client, for_known[0], email=STRANGER["email"], start=start)
    press(client, booking)
    assert states(booking) == ["requested"]


def test_a_visit_that_was_missed_makes_nobody_known(client, for_known):
    Appointment.objects.filter(state="attended").update(state="missed")
    _, booking = send(client, for_known[0])
    assert not booking.can_be_confirmed_by_patient()


def test_without_an_address_reception_answers_and_the_form_leads_to_the_page(for_known):
    booking = make.booking(*for_known, email="")
    assert booking.address_for_sender() == private(booking)
    assert not booking.can_be_confirmed_by_patient()


def test_a_link_that_the_form_gave_confirms_nothing_later(client, for_known):
    """From when reception answered every request: the sender already has its private link."""
    service, _ = for_known
    type(service).objects.update(confirmed_at_once="")
    answer, booking = send(client, service)
    type(service).objects.update(confirmed_at_once="known")
    assert answer["Location"] == private(booking)
    press(client, booking)
    assert states(booking) == ["requested"]


def as_stranger_sees(client, service, day, **who):
    """All that the sender of a form can see, with its queries counted; and the sent booking."""
    start = (make.TOMORROW_AT_NINE + timedelta(days=day)).isoformat()
    with CaptureQueriesContext(connection) as captured:
        answer, booking = send(client, service, start=start, **who)
    return answer, booking, len(captured)


def text_of(client, answer, booking):
    page = client.get(answer["Location"])
    text = page.text.replace("\u00a0", " ").replace(booking.reference, "")
    text = text.replace(str(booking.form_key), "").replace(booking.token, "")
    return page.status_code, re.sub(r"\w+day\b|November|December|\d+", "", text)


def test_the_sender_cannot_tell_whether_somebody_is_known(client, for_known):
    service, _ = for_known
    sent = [
        as_stranger_sees(client, service, day, **who)
        for day, who in enumerate(({}, {"name": "Sample Child"}, STRANGER))
    ]
    seen = [(answer.status_code, text_of(client, answer, one)) for answer, one, _ in sent]
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][1][0] == 200
    for answer, booking, _ in sent:
        page = client.get(answer["Location"]).text
        assert booking.token not in answer["Location"] + page
    assert client.get(sent[0][0]["Location"]).text.count(sent[0][1].reference) == 1
    held = Appointment.objects.filter(state="requested").values_list("holds_time", flat=True)
    assert [*held] == [True] * 3


def test_what_the_sender_sees_stays_the_same_once_it_is_confirmed_or_moved(client, for_known):
    service, therapist = for_known
    answer, booking = send(client, service)
    receipt = client.get(answer["Location"])
    assert "have sent you" not in receipt.text  # an email can be held back, or the request be spam
    assert "many emails from us today" in receipt.text
    before = receipt.content
    press(client, booking)
    visit = booking.visits().get()
    visit.move(therapist, make.TOMORROW_AT_NINE + timedelta(days=3))
    assert client.get(answer["Location"]).content == before
    visit.cancel()
    assert client.get(answer["Location"]).content == before


def test_the_sender_is_not_led_to_the_private_page_by_a_changed_form(client, for_known):
    form = details(for_known[0])
    post(client, form)
    booking = Booking.objects.latest("pk")
    changed = post(client, form | {"note": "Changed"})
    assert changed.status_code == 409
    assert booking.reference in changed.text
    assert booking.token not in changed.text


@each("signed", ["1", "1.x", "x.y", "99999999999999999999.z", "%00", "é"])
def test_an_invented_receipt_does_not_exist(client, signed):
    assert client.get(f"/book/sent/{signed}/").status_code in (400, 404)


def test_a_receipt_ends_some_time_after_the_visit(client, for_known, clock):
    answer, _ = send(client, for_known[0])
    clock.shift(timedelta(days=20))
    assert client.get(answer["Location"]).status_code == 410


# At the desk


def test_reception_sees_for_some_days_what_was_confirmed_at_once(client, reception, clinic, clock):
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(3)]
    other = {"name": "Sample Other", **make.contact(1)}
    make.booking(*clinic, make.TOMORROW_AT_NINE + timedelta(hours=1), **other)
    clock.shift(timedelta(seconds=1))
    visit = make.booking(*clinic, starts=starts).visits()[0]
    desk = client.get("/admin/").text
    section = desk[desk.index('id="need-at_once"') :].partition("</section>")[0]
    assert "Booked online and confirmed" in section
    assert "Sample Patient" in section
    assert "and 2 more" in section
    assert section.index("and 2 more") < section.index("Sample Other")
    assert "confirmed at once by the system" in client.get(visit.get_admin_url()).text

    def is_shown(after):
        with time_machine.travel(make.NOW + after, tick=False):
            client.force_login(reception.user)
            return 'id="need-at_once"' in client.get("/admin/").text

    assert is_shown(timedelta(hours=71))
    assert not is_shown(timedelta(hours=73))
    tomorrow, sunday = (timezone.localdate() + timedelta(days=days) for days in (1, 6))
    Closure.objects.create(first_day=tomorrow, last_day=sunday)
    assert is_shown(timedelta(days=7))
    assert not is_shown(timedelta(days=8))


def test_every_course_of_many_is_counted_there(client, reception, clock):
    service = make.service(confirmed_at_once="everyone", longest_course=7)
    therapist = make.therapist(service)
    for number in range(7):
        clock.shift(timedelta(minutes=20))  # slower than a rush
        first = make.TOMORROW_AT_NINE + timedelta(days=1, hours=number)
        starts = [first + timedelta(weeks=week) for week in range(7)]
        make.booking(service, therapist, starts=starts, **make.contact(number))
    desk = client.get("/admin/").text
    section = desk[desk.index('id="need-at_once"') :].partition("</section>")[0]
    assert '<span class="need-count">7</span>' in section
    assert "All confirmed visits" in section
