"""Text messages about visits: to whom, when, in which words, and each of them once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction

from booking.models import Appointment, Booking, Event, Text
from clinic import texting
from clinic.models import Clinic
from clinic.texting import ONE_PART, PLAIN
from tests import mail_server, make, text_server
from tests.booking.test_phone_booking import PAGE as DESK
from tests.booking.test_phone_booking import form
from tests.booking.test_requesting import details
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db

NUMBER = "+14165550123"
ONE_DAY = timedelta(days=1)
NEXT_WEEK = make.TOMORROW_AT_NINE + 7 * ONE_DAY


@pytest.fixture
def server(settings):
    with text_server.running(settings) as server:
        yield server


@pytest.fixture
def reception_account(server, clock):
    named("Clinic")
    return make.staff("Reception")


@pytest.fixture
def visit(open_clinic, reception_account):
    """Confirmed by reception, for a patient who asked for texts."""
    one = make.booking(*open_clinic, NEXT_WEEK, texts=True).appointments.get()
    one.confirm(by=reception_account)
    return one


def named(name):
    Clinic.objects.update_or_create(pk=1, defaults={"name": name})


def work():
    Text.objects.deliver()


def states():
    return list(Text.objects.values_list("state", flat=True))


def test_a_patient_who_asked_for_texts_is_told_of_each_turn(
    server, visit, reception_account, clock
):
    work()
    visit.move(visit.therapist, NEXT_WEEK + timedelta(hours=1), by=reception_account)
    work()
    clock.move_to(NEXT_WEEK - ONE_DAY + timedelta(hours=1))
    visit.remind()
    work()
    visit.cancel(by=reception_account)
    work()
    link = visit.booking.private_url()
    assert server.taken == [
        (NUMBER, f"Clinic: {words} {link} Reply STOP to end")
        for words in (
            "confirmed for Tue, Dec 1, 9:00 AM.",
            "changed, now Tue, Dec 1, 10:00 AM.",
            "your visit is Tue, Dec 1, 10:00 AM.",
            "cancelled, Tue, Dec 1, 10:00 AM.",
        )
    ]


def test_an_offered_time_is_asked_by_text(server, open_clinic, reception_account):
    one = make.booking(*open_clinic, NEXT_WEEK, texts=True).appointments.get()
    one.propose(one.therapist, NEXT_WEEK + ONE_DAY, by=reception_account)
    work()
    (words,) = server.words
    assert words.startswith("Clinic: can you come Wed, Dec 2, 9:00 AM? http")


def test_offered_times_are_a_choice_of_those_still_open(
    server, open_clinic, reception_account, clock
):
    one = make.booking(*open_clinic, NEXT_WEEK, texts=True).appointments.get()
    more = [(one.therapist, NEXT_WEEK + days * ONE_DAY) for days in (2, 3)]
    one.propose(one.therapist, NEXT_WEEK + ONE_DAY, by=reception_account, also=more)
    queued = Text.objects.get()
    assert ": can you come Wed, Dec 2, 9:00 AM or another time? http" in queued.words()
    clock.move_to(NEXT_WEEK + ONE_DAY)
    work()
    (words,) = server.words
    assert "can you come Thu, Dec 3, 9:00 AM or another time?" in words


def offered_instead(visit, by):
    visit.propose(visit.therapist, NEXT_WEEK + ONE_DAY, by=by)
    return visit.offers.get()


@pytest.mark.parametrize(
    "act",
    [
        lambda visit, by: visit.cancel(),
        lambda visit, by: visit.move(visit.therapist, NEXT_WEEK + ONE_DAY),
        lambda visit, by: offered_instead(visit, by).refuse(),
        lambda visit, by: offered_instead(visit, by).withdraw(by=by),
        lambda visit, by: offered_instead(visit, by).accept(),
    ],
    ids=["cancelled", "moved", "declined", "withdrawn", "accepted"],
)
def test_one_that_waits_is_not_sent_once_it_is_no_longer_so(server, visit, reception_account, act):
    act(visit, reception_account)
    Text.objects.update(state="failed", reason="away")  # as after some tries
    assert not any(one.can_be_tried_again() for one in Text.objects.all())
    Text.objects.try_again(Text.objects.values("pk"))
    work()
    assert server.taken == []


def test_visits_called_off_together_are_not_reminded_of(server, open_clinic, reception_account):
    starts = [NEXT_WEEK, NEXT_WEEK + ONE_DAY]
    booking = make.booking(*open_clinic, starts=starts, texts=True)
    booking.confirm(by=reception_account)
    work()
    Text.objects.tell(Text.Kind.REMINDER, [booking.visits()[1]])
    booking.cancel(by=reception_account)
    work()
    (words,) = server.words[1:]
    assert "cancelled, 2 visits from Tue, Dec 1, 9:00 AM." in words


def test_a_course_counts_the_visits_that_are_left(server, open_clinic, reception_account):
    starts = [NEXT_WEEK, NEXT_WEEK + ONE_DAY]
    booking = make.booking(*open_clinic, starts=starts, texts=True)
    booking.confirm(by=reception_account)
    booking.visits()[1].cancel()
    work()
    (words,) = server.words
    assert "confirmed for Tue, Dec 1, 9:00 AM." in words


def test_a_course_is_one_text(server, open_clinic, reception_account):
    starts = [NEXT_WEEK, NEXT_WEEK + 7 * ONE_DAY]
    make.booking(*open_clinic, starts=starts, texts=True).confirm(by=reception_account)
    work()
    (words,) = server.words
    assert "confirmed for 2 visits from Tue, Dec 1, 9:00 AM." in words


def test_who_did_not_ask_gets_none(server, open_clinic, reception_account):
    make.booking(*open_clinic, NEXT_WEEK).confirm(by=reception_account)
    assert not Text.objects.exists()


def test_nothing_is_queued_while_texts_are_off(settings, open_clinic, reception_account):
    settings.TEXTS = {"BACKEND": "", "OPTIONS": {}}
    booking = make.booking(*open_clinic, NEXT_WEEK, texts=True)
    booking.confirm(by=reception_account)
    assert booking.texts_agreed_at is None
    assert not Text.objects.exists()


def test_a_number_that_only_strangers_have_typed_gets_none(server, open_clinic, visit):
    visit.booking.texts.all().delete()
    asked = make.contact(7) | {"texts": True}
    make.booking(*open_clinic, NEXT_WEEK + ONE_DAY, **asked).confirm(by=None)
    assert not Text.objects.exists()
    for days, typed in ((2, {"email": "other@example.com"}), (3, {"name": "Somebody Else"})):
        start = NEXT_WEEK + days * ONE_DAY
        make.booking(*open_clinic, start, texts=True, **typed).confirm(by=None)
    assert not Text.objects.exists()
    make.booking(*open_clinic, NEXT_WEEK + 4 * ONE_DAY, texts=True).confirm(by=None)
    assert Text.objects.count() == 1


def test_what_the_patient_did_on_their_page_is_not_texted(server, visit, reception_account):
    work()
    visit.move(visit.therapist, NEXT_WEEK + timedelta(hours=1))
    offered_instead(visit, reception_account).accept()
    visit.cancel()
    work()
    assert states() == ["sent"]


def test_what_the_patient_has_answered_need_not_be_phoned(server, visit, reception_account):
    offer = offered_instead(visit, reception_account)
    Text.objects.update(state="failed", reason="away")
    offer.accept()
    assert not Text.objects.exists()


def test_a_change_that_is_undone_sends_nothing(server, open_clinic, reception_account):
    booking = make.booking(*open_clinic, NEXT_WEEK, texts=True)
    with suppress(ZeroDivisionError), transaction.atomic():
        booking.confirm(by=reception_account)
        assert Text.objects.exists()
        raise ZeroDivisionError
    work()
    assert server.taken == []


def test_words_have_no_name_and_no_treatment_and_fit_one_message(visit, settings):
    settings.SITE_URL = "https://priclinic.com"
    named("Polyclinic Rehabilitation Institute")
    for kind in Text.Kind:
        words = Text(booking=visit.booking, kind=kind, starts_at=visit.starts_at).words()
        assert len(words) <= ONE_PART, (len(words), words)
        assert set(words) <= set(texting.GSM_7)
        assert not {"Sample Patient", "IMS", "Sample Therapist"} & set(words.split())
        assert not set(map(chr, PLAIN)) & set(words)


def test_it_is_tried_again_after_a_pause_that_doubles(server, visit, clock):
    server.answers = [(503, 0)] * 3
    tries = []
    for minute in range(8):
        clock.move_to(make.NOW + timedelta(minutes=minute))
        work()
        tries.append(Text.objects.get().tries)
    assert tries == [1, 2, 2, 3, 3, 3, 3, 4]
    assert server.numbers == [NUMBER]


def test_it_is_given_up_after_some_tries(server, visit, clock):
    server.answers = [(503, 503)] * 20
    for _ in range(20):
        work()
        clock.shift(timedelta(hours=3))
    text = Text.objects.get()
    assert (text.state, text.get_reason_display(), text.tries) == (
        "failed",
        texting.Reason.AWAY.label,
        8,
    )


def test_by_a_provider_that_fails_it_is_tried_once_more_and_no_more(server, visit, clock):
    server.answers = [(500, 20500)] * 20
    for _ in range(5):
        work()
        clock.shift(timedelta(hours=1))
    assert len(server.answers) == 18
    assert Text.objects.get().reason == "unclear"


def test_a_provider_that_is_away_is_asked_once_a_round(server, visit, open_clinic):
    more = make.contact(8) | {"texts": True}
    make.booking(*open_clinic, NEXT_WEEK + ONE_DAY, **more).confirm(by=make.staff("Reception", "b"))
    server.answers = [(503, 0)] * 2
    work()
    assert len(server.answers) == 1


def test_a_number_that_takes_no_texts_is_not_tried_again(server, visit):
    server.answers = [(400, 21614)]
    work()
    assert Text.objects.get().reason == "no mobile"
    assert Booking.objects.get().texts_agreed_at is None
    assert visit.events.last().verb == "text messages ended"


def test_stop_ends_texts_about_every_booking_of_the_number(server, visit, open_clinic):
    other = make.booking(*open_clinic, NEXT_WEEK + ONE_DAY, email="other@example.com", texts=True)
    server.answers = [(400, 21610)]
    work()
    other.refresh_from_db()
    assert other.texts_agreed_at is None


def test_what_the_phone_company_reports_later_is_known(server, visit, clock):
    work()
    server.statuses["SM1"] = ("sent", None)
    clock.shift(timedelta(minutes=1))
    work()
    assert states() == ["sent"]
    server.statuses["SM1"] = ("undelivered", 30006)
    clock.shift(timedelta(minutes=1))
    work()
    assert Text.objects.get().reason == "no mobile"


def test_one_that_has_arrived_is_left_alone(server, visit, clock):
    work()
    clock.shift(timedelta(minutes=1))
    work()
    assert (states(), Text.objects.get().next_at) == (["delivered"], None)


def test_without_an_answer_it_is_tried_once_more_and_no_more(server, visit, clock, monkeypatch):
    monkeypatch.setattr(texting.provider().client.http_client, "timeout", 0.1)
    server.is_slow.set()
    for _ in range(5):
        work()
        clock.shift(timedelta(hours=1))
    assert server.numbers == [NUMBER] * 2
    assert Text.objects.get().get_reason_display() == texting.Reason.UNCLEAR.label


def test_one_for_a_visit_that_has_begun_is_not_sent(server, visit, clock):
    clock.move_to(NEXT_WEEK)
    work()
    assert server.taken == []
    assert Text.objects.get().reason == "late"


def test_a_newer_text_takes_the_place_of_one_not_sent_yet(server, visit, reception_account):
    visit.move(visit.therapist, NEXT_WEEK + timedelta(hours=1), by=reception_account)
    work()
    (words,) = server.words
    assert "changed, now" in words


def test_a_number_gets_only_so_many_a_day(server, visit, reception_account):
    for hour in (1, 2, 3, 4, 5, 6):
        work()
        visit.move(visit.therapist, NEXT_WEEK + timedelta(hours=hour), by=reception_account)
    work()
    assert len(server.taken) == 6
    assert Text.objects.last().reason == "too many"


def test_what_is_sent_to_everybody_has_a_limit_a_day(
    server, visit, reception_account, clock, monkeypatch
):
    work()
    visit.move(visit.therapist, NEXT_WEEK + timedelta(hours=1), by=reception_account)
    monkeypatch.setattr("booking.models.texts.MOST_A_DAY_IN_ALL", 1)
    assert not Text.objects.due().exists()  # so that the worker rests
    work()
    assert len(server.taken) == 1
    clock.shift(ONE_DAY)
    work()
    assert len(server.taken) == 2


def test_two_workers_send_each_text_once(server, visit):
    mine, others = Text.objects.get(), Text.objects.get()
    assert mine.take()
    assert not others.take()


def test_texts_are_gone_after_thirty_days(server, visit, clock):
    clock.shift(timedelta(days=30, seconds=1))
    make.call("work", "--once")
    assert not Text.objects.exists()


def test_erasing_leaves_no_text_and_no_wish_for_any(visit):
    with transaction.atomic():
        Booking.objects.all().erase()
    assert not Text.objects.exists()
    assert Booking.objects.get().texts_agreed_at is None


def test_a_row_and_the_log_hold_no_number_and_no_words(server, visit, caplog):
    server.answers = [(400, 21211)]
    work()
    values = str(list(Text.objects.values()))
    assert "555" not in values + caplog.text
    assert visit.booking.token not in values + caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_sends_it_at_most_once_more(server, open_clinic):
    account = make.staff("Reception")
    start = make.open_times(open_clinic[0], [open_clinic[1]])[-1]
    make.booking(*open_clinic, start, texts=True).confirm(by=account)
    server.is_slow.set()
    with text_workers(server) as new_worker:
        worker = new_worker()
        wait_until(lambda: server.taken)
        worker.kill()
        worker.wait()
        server.is_slow.clear()
        server.may_answer.set()
    Text.objects.update(next_at=Text.objects.get().queued_at)  # the two minutes have passed
    work()
    work()
    assert states() == ["sent"]
    assert server.numbers == [NUMBER] * 2


def text_workers(server):
    mail = mail_server.MailServer.__new__(mail_server.MailServer)
    mail.port = 9
    return mail_server.workers(mail, TEXTS_URL=server.url)


def test_the_box_is_there_only_while_texts_are_on(server, settings, client, open_clinic, clock):
    asked = details(open_clinic[0], confirmed="")
    page = {"edit": "yes"} | asked
    assert "Text me about this visit" in client.post("/book/request/", page).text
    settings.TEXTS = {"BACKEND": "", "OPTIONS": {}}
    assert "Text me" not in client.post("/book/request/", page).text
    client.post("/book/request/", details(open_clinic[0], texts="on"))
    assert Booking.objects.get().texts_agreed_at is None


def test_a_ticked_box_is_kept_with_its_moment(server, client, open_clinic, clock):
    typed = details(open_clinic[0], texts="on")
    check = client.post("/book/request/", {k: typed[k] for k in typed if k != "confirmed"})
    assert "Yes, to this number" in check.text
    assert '<input type="hidden" name="texts" value="on">' in check.text
    client.post("/book/request/", typed)
    assert Booking.objects.get().texts_agreed_at == make.NOW


def test_an_unticked_box_is_no_consent(server, client, open_clinic, clock):
    client.post("/book/request/", details(open_clinic[0]))
    assert Booking.objects.get().texts_agreed_at is None


def test_a_number_that_we_cannot_text_is_refused_with_the_box(server, client, open_clinic):
    for phone in ("416 555 0123 ext. 4", "+44 20 7183 8750"):
        answer = client.post("/book/request/", details(open_clinic[0], texts="on", phone=phone))
        assert answer.status_code == 422
        assert "clear this box" in answer.text
    assert not Booking.objects.exists()


def test_the_patient_can_stop_texts_on_their_page(server, client, visit):
    page = visit.booking.get_absolute_url()
    assert "Stop text messages" in client.get(page).text
    assert client.get(f"{page}texts/end/").status_code == 405
    for _ in range(2):
        answer = client.post(f"{page}texts/end/", follow=True)
    assert "You will get no more text messages" in answer.text
    assert "Stop text messages" not in answer.text
    work()
    assert server.taken == []
    assert visit.events.filter(verb="text messages ended").count() == 1


def test_a_caller_without_email_is_told_and_reminded_by_text(server, reception, open_clinic, clock):
    start = "2026-12-01T14:00Z"
    answer = reception.post(DESK, form(texts="on", start=start), follow=True)
    assert "The patient will be told by text message." in answer.text
    work()
    clock.move_to(NEXT_WEEK - timedelta(hours=20))
    make.call("work", "--once")
    work()
    assert server.numbers == ["+14165550177"] * 2
    assert ": your visit is Tue, Dec 1, 9:00 AM." in server.words[1]


@pytest.mark.parametrize("change", ["texts are off", "the number has an extension"])
def test_nobody_is_said_to_be_reminded_whom_nothing_reaches(
    server, settings, open_clinic, reception_account, clock, change
):
    booking = make.booking(*open_clinic, NEXT_WEEK, email="", texts=True)
    booking.confirm(by=reception_account)
    if change == "texts are off":
        settings.TEXTS = {"BACKEND": "", "OPTIONS": {}}
    else:
        Booking.objects.update(phone_dialled=f"{NUMBER};ext=4")
    clock.move_to(NEXT_WEEK - timedelta(hours=20))
    Appointment.objects.remind()
    assert not Event.objects.filter(verb="reminded").exists()
    assert not Appointment.objects.due_for_reminder().exists()  # nor tried each round


def test_while_the_email_alone_may_have_the_link_no_text_has_it(server, open_clinic, visit):
    other = make.booking(*open_clinic, NEXT_WEEK + ONE_DAY, email="b@example.com", texts=True)
    Booking.objects.filter(pk=other.pk).update(is_link_mailed_only=True)
    one = other.appointments.get()
    one.propose(one.therapist, NEXT_WEEK + 2 * ONE_DAY, by=make.staff("Reception", "another"))
    assert not other.texts.exists()
