"""What reception does with a message: read, answer, hand on, note."""

import email
import email.policy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contact.models import Message
from tests import make

pytestmark = pytest.mark.django_db

LIST = "/admin/contact/message/"


@pytest.fixture
def reception(client, db):
    client.user = make.staff("Reception")
    client.force_login(client.user)
    return client


def screen(message):
    return f"{LIST}{message.pk}/change/"


def written(message, **changes):
    return {"seen": message.version, "assigned_to": "", "note": message.note} | changes


@pytest.mark.parametrize("state", ["answered", "spam"])
def test_one_button_of_the_list_decides(reception, state):
    message = make.message()
    reception.post(f"{LIST}{message.pk}/to/{state}/", {"seen": 0})
    message.refresh_from_db()
    assert (message.state, message.handled_by.username) == (state, "sample-staff")
    assert "A sample message." not in reception.get(LIST).text


def test_an_answered_message_can_be_opened_again(reception):
    message = make.message()
    message.handle(by=None, seen=0, state=Message.State.ANSWERED)
    reception.post(f"{LIST}{message.pk}/to/open/", {"seen": 1})
    assert "A sample message." in reception.get(LIST).text


def test_the_list_shows_the_words_the_topic_and_who_has_it(reception):
    make.message(topic="payment", text="First line\nSecond line")
    Message.objects.update(assigned_to=reception.user, note="Ask the bookkeeper.")
    listed = reception.get(LIST).text
    assert "First line\nSecond line" in listed
    assert "Payment or a receipt" in listed
    assert "assigned to sample-staff" in listed
    assert "Ask the bookkeeper." in listed


def test_what_nobody_looks_after_can_be_listed_alone(reception):
    make.message(text="Mine")
    Message.objects.update(assigned_to=reception.user)
    make.message(text="Still free")
    assert "Nobody yet" in reception.get(LIST).text
    found = reception.get(f"{LIST}?assigned_to__isnull=True").context["cl"].queryset
    assert [message.text for message in found] == ["Still free"]


def test_the_list_takes_as_few_queries_with_many(reception):
    taken = []
    for several in (range(2), range(2, 20)):
        for number in several:
            make.message(text=f"Message {number}", email=f"writer{number}@example.com")
        Message.objects.update(assigned_to=reception.user)
        with CaptureQueriesContext(connection) as queries:
            reception.get(LIST)
        taken.append(len(queries))
    assert taken[1] == taken[0] <= 27  # one for each choice of the filters


@pytest.mark.parametrize("term", ["4165550123", "416-555-0123", "555 0123", "(416) 555"])
def test_a_message_is_found_by_its_phone_number_however_written(reception, term):
    make.message(phone="(416) 555-0123", text="Wanted words")
    make.message(phone="905 555 0188", text="Other words")
    listed = reception.get(LIST, {"q": term}).text
    assert "Wanted words" in listed
    assert "Other words" not in listed


@pytest.mark.parametrize("term", ["41.6", "½½½½", "%", "5550123 Street", "\\D"])
def test_what_is_no_phone_number_finds_none(reception, term):
    make.message(phone="(416) 555-0123")
    assert "A sample message." not in reception.get(LIST, {"q": term}).text


def test_a_message_is_handed_to_a_colleague_with_a_note(reception):
    message, colleague = make.message(), make.staff("Reception", "colleague")
    form = written(message, assigned_to=colleague.pk, note="Please call.")
    reception.post(screen(message), form)
    message.refresh_from_db()
    assert (message.assigned_to, message.note) == (colleague, "Please call.")
    assert [change.verb for change in message.changes.all()] == ["assigned", "note changed"]


def test_only_who_may_answer_can_be_given_a_message(reception):
    message = make.message()
    for group, name in (("Editors", "editor"), ("Reception", "former")):
        one = make.staff(group, name)
        one.is_active = group != "Reception"
        one.save()
        form = written(message, assigned_to=one.pk)
        assert reception.post(screen(message), form).status_code == 422
    message.refresh_from_db()
    assert message.assigned_to is None


def test_who_has_left_keeps_the_message_until_somebody_else_takes_it(reception):
    message, former = make.message(), make.staff("Reception", "former")
    message.handle(by=None, seen=0, assigned_to=former)
    former.is_active = False
    former.save()
    form = written(message, assigned_to=former.pk, note="Still theirs.")
    reception.post(screen(message), form)
    message.refresh_from_db()
    assert (message.assigned_to, message.note) == (former, "Still theirs.")


def test_the_private_note_is_kept_when_a_colleague_was_faster(reception):
    message = make.message()
    form = written(message, state="answered", note="Typed words")
    message.handle(by=make.staff("Reception", "colleague"), seen=0, state=Message.State.SPAM)
    response = reception.post(screen(message), form)
    assert response.status_code == 409
    assert "In the meantime: marked as spam by colleague." in response.text
    assert "Typed words" in response.text
    message.refresh_from_db()
    assert (message.state, message.note) == ("spam", "")


def test_after_one_message_comes_the_next_that_is_open(reception):
    first, second = make.message(text="First"), make.message(text="Second")
    response = reception.post(screen(first), written(first, state="answered"))
    assert response["Location"] == screen(second)


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("writer@example.com", "mailto:writer@example.com?subject="),
        ("a?cc=b&c@example.com", "mailto:a%3Fcc%3Db%26c@example.com?subject="),
    ],
)
def test_the_reply_opens_in_ones_own_mail_program(reception, address, link):
    message = make.message(email=address)
    assert f'href="{link}Your%20message%20to%20our%20clinic"' in reception.get(screen(message)).text


def test_who_left_a_phone_number_is_called(reception):
    message = make.message(email="", phone="(416) 555-0123")
    shown = reception.get(screen(message)).text
    assert 'href="tel:+14165550123"' in shown
    assert "mailto:" not in shown


def test_editors_neither_see_nor_answer(client):
    message = make.message()
    client.force_login(make.staff("Editors"))
    assert client.get(screen(message)).status_code == 403
    assert client.post(screen(message), written(message, state="answered")).status_code == 403
    assert client.post(f"{LIST}{message.pk}/to/answered/", {"seen": 0}).status_code == 403


def test_the_same_words_after_an_answer_are_a_new_message(client):
    typed = {"name": "Sample", "email": "writer@example.com", "text": "Please call me."}
    client.post("/contact/", typed)
    client.post("/contact/", typed)
    Message.objects.get().handle(by=None, seen=0, state=Message.State.ANSWERED)
    client.post("/contact/", typed)
    assert list(Message.objects.values_list("state", flat=True)) == ["answered", "open"]
    assert len(make.queued_mail()) == 2


def test_the_desk_counts_what_a_rule_has_marked_as_spam(reception):
    message = make.message()
    assert "marked as spam" not in reception.get("/admin/").text
    Message.objects.update(state="spam")
    desk = reception.get("/admin/").text
    assert 'href="/admin/contact/message/?state=spam">1 message marked as spam' in desk
    message.handle(by=None, seen=0, state=Message.State.OPEN)
    assert "marked as spam" not in reception.get("/admin/").text


# The mail to reception


def headers(mail):
    return email.message_from_bytes(mail.message().as_bytes(), policy=email.policy.default)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Sample Writer", "writer@example.com"),
        ('Élodie "Lo" O\'Sample, PhD (she\\her)', "writer@example.com"),
        ("李小龙", "writer@münchen.de"),
        ("Writer <boss@example.org>", "writer@example.com"),
        ("a@b.example, c@d.example", "writer@example.com"),
    ],
)
def test_reply_to_is_the_sender_whatever_the_name(name, address):
    make.message(name=name, email=address)
    (mail,) = make.queued_mail()
    (sender,) = headers(mail)["Reply-To"].addresses
    assert sender.display_name == name
    assert sender.addr_spec == address.replace("münchen", "xn--mnchen-3ya")
    assert headers(mail)["From"] == "clinic@example.com"
    assert headers(mail)["To"] == "reception@example.com"


def test_without_an_address_there_is_nobody_to_reply_to():
    make.message(email="", phone="416 555 0123")
    (mail,) = make.queued_mail()
    assert headers(mail)["Reply-To"] is None
    assert "They gave a phone number but no email address." in mail.body


def test_the_subject_is_one_plain_line():
    make.message(name="N" * 80, text="Words about health")
    (mail,) = make.queued_mail()
    assert mail.subject == "A new message from the website"
    assert "Words about health" not in mail.body + mail.alternatives[0].content


def test_spam_is_stored_and_nobody_is_mailed(client):
    typed = {"name": "Sample", "email": "writer@example.com", "text": "Buy", "ref_k2": "x"}
    assert client.post("/contact/", typed | {"topic": "other"}).status_code == 303
    assert Message.objects.get().state == "spam"
    assert make.queued_mail() == []


# The form


def test_the_topic_is_a_choice_and_not_a_duty(client):
    typed = {"name": "Sample", "email": "writer@example.com", "text": "Words"}
    client.post("/contact/", typed)
    client.post("/contact/", typed | {"topic": "payment"})
    assert list(Message.objects.values_list("topic", flat=True)) == ["other", "payment"]


def test_an_invalid_topic_is_refused_with_what_was_typed(client):
    typed = {"name": "Sample", "email": "writer@example.com", "text": "Words", "topic": "nonsense"}
    response = client.post("/contact/", typed)
    assert response.status_code == 422
    assert "Words" in response.text


def test_the_desk_is_told_of_an_address_that_looks_mistyped(client, db):
    message = make.message(email="writer@gmial.com")
    client.force_login(make.staff("Reception"))
    for screen in ("/admin/contact/message/", message.get_admin_url()):
        assert "writer@gmail.com" in client.get(screen).text
