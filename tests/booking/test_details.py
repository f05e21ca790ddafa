"""The patient's details: for whom, what the clinic asks, and what holds for late changes."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import RequestFactory

from booking.models import Booking, BookingRules, LateChangePolicy, Patient, ServiceQuestion
from inbox.client_address import client_digest
from inbox.models import LIMIT, Attempt
from tests import make
from tests.booking.test_requesting import START, details
from tests.each import each
from tests.markup import Markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FOR_CHILD = {"visit_for": "other", "patient_name": "Sample Child", "name": "Sample Mother"}


def question(service, text="Who is your insurer?", **fields):
    return ServiceQuestion.objects.create(service=service, text=text, **fields)


def form(service, *questions, **changes):
    """What is posted by somebody who sees these questions, with `confirmed` to come."""
    typed = details(service, **changes)
    del typed["confirmed"]
    return typed


def checked(client, typed):
    """What the browser would send from the check page."""
    page = client.post("/book/request/", typed)
    assert "Check your answers" in page.text
    return Markup(page.text).fields | {"confirmed": "yes"}


def seen(client, service, **typed):
    """A form as it is shown now, filled in."""
    page = client.get(f"/book/request/?service={service.pk}&start={START}")
    return form(service, asked=page.context["form"]["asked"].value(), **typed)


def test_a_booking_for_somebody_else_names_both(client, open_clinic):
    client.post("/book/request/", checked(client, form(open_clinic[0], **FOR_CHILD)))
    booking = Booking.objects.get()
    assert (booking.name, booking.arranged_by) == ("Sample Child", "Sample Mother")
    assert booking.patient.name == "Sample Child"


def test_two_children_with_one_email_are_two_patients_at_the_same_time(client, open_clinic):
    service, _ = open_clinic
    make.therapist(service, name="A Colleague")
    for name in ("Sample Child", "Another Child"):
        client.post("/book/request/", details(service, **FOR_CHILD | {"patient_name": name}))
    assert set(Patient.objects.values_list("name", flat=True)) == {"Sample Child", "Another Child"}


def test_a_name_left_over_from_another_choice_is_ignored(client, open_clinic):
    client.post("/book/request/", details(open_clinic[0], patient_name="Left Over"))
    booking = Booking.objects.get()
    assert (booking.name, booking.arranged_by) == ("Sample Patient", "")


def test_a_name_left_over_is_ignored_openly(client, open_clinic):
    """Browsers that do not know `:has` always show its field."""
    typed = form(open_clinic[0])
    asked = "Who is the visit for?"
    assert asked not in client.post("/book/request/", typed | FOR_CHILD).text
    page = client.post("/book/request/", typed | FOR_CHILD | {"visit_for": "me"})
    assert page.text.partition(asked)[2].partition("</dd>")[0].endswith(">Me")


def test_somebody_else_needs_a_name(client, open_clinic):
    page = client.post("/book/request/", details(open_clinic[0], visit_for="other"))
    assert page.status_code == 422
    assert "Enter the patient’s full name." in page.text
    assert 'value="Sample Patient"' in page.text


@pytest.mark.parametrize("change", [{"patient_name": "Another Child"}, {"name": "Sample Father"}])
def test_another_name_of_either_is_a_changed_form(client, open_clinic, change):
    typed = details(open_clinic[0], **FOR_CHILD)
    client.post("/book/request/", typed)
    assert client.post("/book/request/", typed | change).status_code == 409


def test_a_slip_in_the_email_is_only_advice(client, open_clinic):
    typed = form(open_clinic[0], email="sample@gmial.com")
    page = client.post("/book/request/", typed)
    assert "Did you mean <strong>sample@gmail.com</strong>?" in page.text
    mended = {**typed, "email": ["sample@gmial.com", "sample@gmail.com"]}
    again = client.post("/book/request/", mended)
    assert "Did you mean" not in again.text
    assert Markup(again.text).fields["email"] == "sample@gmail.com"
    client.post("/book/request/", typed | {"confirmed": "yes"})
    assert Booking.objects.get().email == "sample@gmial.com"


def test_answers_are_kept_with_the_questions_as_they_were_asked(client, open_clinic):
    service = open_clinic[0]
    insurer = question(service)
    claim = question(service, "Is this a WSIB claim?", kind="yes_no")
    how = question(service, "How did you find us?", kind="choice", choices="A friend\nA doctor")
    question(service, "No longer asked?", is_active=False)
    answers = {f"question-{insurer.pk}": "Sample Mutual", f"question-{claim.pk}": "No"}
    typed = seen(client, service, **answers)
    page = client.post("/book/request/", typed)
    assert "Sample Mutual" in page.text
    assert "No longer asked?" not in page.text
    client.post("/book/request/", checked(client, typed))
    insurer.delete()
    claim.text = "Another question?"
    claim.save()
    assert Booking.objects.get().intake == [
        {"question": "Who is your insurer?", "answer": "Sample Mutual"},
        {"question": "Is this a WSIB claim?", "answer": "No"},
    ]
    assert how.answers() == ["A friend", "A doctor"]


@each(
    ("fields", "answer"),
    [
        ({"is_required": True}, ""),
        ({"kind": "yes_no"}, "Perhaps"),
        ({"kind": "choice", "choices": "A\nB"}, "C"),
        ({}, "x" * 501),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_everything_kept(
    client, open_clinic, fields, answer
):
    one = question(open_clinic[0], **fields)
    typed = seen(client, open_clinic[0], note="Kept words", **{f"question-{one.pk}": answer})
    page = client.post("/book/request/", typed)
    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert "Kept words" in page.text


def test_a_question_changed_under_an_open_form_is_shown_again_with_what_was_typed(
    client, open_clinic
):
    one, gone = question(open_clinic[0]), question(open_clinic[0], "Soon deleted?")
    answers = {f"question-{one.pk}": "First answer", f"question-{gone.pk}": "Second answer"}
    typed = seen(client, open_clinic[0], **answers)
    ServiceQuestion.objects.filter(pk=one.pk).update(text="Who pays?")
    gone.delete()
    page = client.post("/book/request/", typed | {"confirmed": "yes"})
    assert page.status_code == 422
    assert "We changed our questions" in page.text
    assert "“Second answer”" in page.text
    assert not Booking.objects.exists()
    again = client.post("/book/request/", Markup(page.text).fields | {"confirmed": "yes"})
    assert again.status_code == 303
    assert Booking.objects.get().intake == [{"question": "Who pays?", "answer": "First answer"}]


def test_an_optional_answer_can_be_taken_back(client, open_clinic):
    question(open_clinic[0], "Must you say?", kind="yes_no", is_required=True)
    one = question(open_clinic[0], "Is this a WSIB claim?", kind="yes_no")
    page = client.get(f"/book/request/?service={open_clinic[0].pk}&start={START}")
    assert page.text.count("No answer") == 1
    assert Markup(page.text).fields[f"question-{one.pk}"] == ""


def test_a_changed_answer_is_a_changed_form(client, open_clinic):
    one = question(open_clinic[0])
    typed = seen(client, open_clinic[0], **{f"question-{one.pk}": "One"}) | {"confirmed": "yes"}
    client.post("/book/request/", typed)
    assert client.post("/book/request/", typed).status_code == 303
    assert client.post("/book/request/", typed | {f"question-{one.pk}": "Two"}).status_code == 409


def test_answers_survive_the_choice_of_another_time(client, open_clinic):
    one = question(open_clinic[0])
    typed = seen(client, open_clinic[0], **FOR_CHILD, **{f"question-{one.pk}": "Kept answer"})
    page = client.post("/book/", typed | {"go": f"service={open_clinic[0].pk}"})
    carried = Markup(page.text).fields
    assert carried[f"question-{one.pk}"] == "Kept answer"
    assert (carried["visit_for"], carried["patient_name"]) == ("other", "Sample Child")
    other = make.service(name="Without questions")
    make.therapist(other)
    for service in (open_clinic[0], other):
        taken = f"service={service.pk}&start={START}"
        page = client.post("/book/request/", carried | {"go": taken})
        assert "Check your answers" in page.text, service
    question(other, "Another question?")
    page = client.post("/book/request/", carried | {"go": taken})
    assert "Your details" in page.text
    assert "Another question?" in page.text


def test_before_there_is_a_policy_the_rule_alone_is_told(client, open_clinic):
    BookingRules.objects.create(pk=1, cutoff_hours=36)
    page = client.post("/book/request/", form(open_clinic[0]))
    assert "until 36 hours before it starts" in page.text
    assert 'name="agrees"' not in page.text
    client.post("/book/request/", Markup(page.text).fields | {"confirmed": "yes"})
    booking = Booking.objects.get()
    assert (booking.late_changes, booking.late_hours) == (None, 36)


def test_a_fee_is_agreed_to_with_its_version(client, open_clinic):
    LateChangePolicy.objects.create(text="An older policy.")
    policy = LateChangePolicy.objects.create(text="A sample policy.", fee="$40")
    sent = checked(client, form(open_clinic[0]))
    refused = client.post("/book/request/", sent)
    assert refused.status_code == 422
    assert '<a href="#agrees">Select the box to agree' in refused.text
    assert not Booking.objects.exists()
    client.post("/book/request/", sent | {"agrees": "yes"})
    booking = Booking.objects.get()
    assert (booking.late_changes, booking.late_hours) == (policy, 24)


def test_enter_on_the_box_of_the_fee_sends_the_request(client, open_clinic):
    """Enter presses a form's first button."""
    LateChangePolicy.objects.create(text="A sample policy.", fee="$40")
    page = client.post("/book/request/", form(open_clinic[0])).text
    first, *_ = re.findall(r"<button [^>]*>", page.partition('class="check"')[2])
    assert 'name="confirmed" value="yes"' in first


def test_a_fee_agreed_to_stays_agreed_to_while_its_policy_is_the_same(client, open_clinic):
    LateChangePolicy.objects.create(text="A sample policy.", fee="$40")
    given = checked(client, form(open_clinic[0], email="sample@gmial.com")) | {"agrees": "yes"}
    del given["confirmed"]
    mended = client.post("/book/request/", given | {"email": "sample@gmail.com"})
    assert Markup(mended.text).fields["agrees"] == "yes"
    Attempt.objects.bulk_create(
        Attempt(form="booking", client=client_digest(RequestFactory().get("/")))
        for _ in range(LIMIT)
    )
    waits = client.post("/book/request/", given | {"confirmed": "yes"})
    assert (waits.status_code, "Too many forms were sent" in waits.text) == (429, True)
    assert Markup(waits.text).fields["agrees"] == "yes"
    LateChangePolicy.objects.create(text="A newer policy.", fee="$50")
    for sent in (given, given | {"confirmed": "yes"}):
        page = client.post("/book/request/", sent)
        assert "$50" in page.text
        assert "agrees" not in Markup(page.text).fields


def test_nobody_agrees_to_a_policy_that_they_have_not_read(client, open_clinic):
    LateChangePolicy.objects.create(text="An older policy.")
    sent = checked(client, form(open_clinic[0]))
    LateChangePolicy.objects.create(text="A newer policy.")
    page = client.post("/book/request/", sent)
    assert page.status_code == 422
    assert "has just changed" in page.text
    assert "A newer policy." in page.text
    again = client.post("/book/request/", Markup(page.text).fields | {"confirmed": "yes"})
    assert again.status_code == 303


def test_reception_adds_a_version_and_changes_none(reception):
    address = "/admin/booking/latechangepolicy/"
    typed = {"text": "A sample policy.", "fee": "$40"}
    for _ in range(2):  # as by a double click
        reception.post(f"{address}add/", typed)
    policy = LateChangePolicy.objects.get()
    assert policy.by.username
    assert 'value="$40"' in reception.get(f"{address}add/").text
    reception.post(f"{address}{policy.pk}/change/", typed | {"fee": "$1"})
    reception.post(f"{address}add/", typed | {"fee": "$50"})
    assert list(LateChangePolicy.objects.values_list("fee", flat=True)) == ["$50", "$40"]


def test_the_desk_sees_who_booked_what_was_answered_and_what_was_agreed(reception, open_clinic):
    policy = LateChangePolicy.objects.create(text="A sample policy.", fee="$40")
    more = {"arranged_by": "Sample Mother", "late_changes": policy, "late_hours": 24}
    intake = [{"question": "Who is your insurer?", "answer": "<b>Sample Mutual</b>"}]
    booking = make.booking(*open_clinic, intake=intake, **more)
    page = reception.get(booking.visits()[0].get_admin_url()).text
    assert "policy of" in page
    assert "latechangepolicy" in page
    assert "</a>, ask for Sample Mother" in page
    visits = "/admin/booking/appointment/?q="
    assert "ask for Sample Mother" in reception.get(f"{visits}mother").text
    assert "Sample Mother" not in reception.get(f"{visits}father").text
    reception.user.groups.clear()
    reception.user.user_permissions.add(Permission.objects.get(codename="view_appointment"))
    without = reception.get(booking.visits()[0].get_admin_url()).text
    assert "policy of" in without
    assert "latechangepolicy" not in without
    for words in ("Sample Mother", "Who is your insurer?", "&lt;b&gt;Sample Mutual", "fee $40"):
        assert words in page


def test_a_caller_books_for_somebody_else_and_may_leave_the_questions_for_later(
    reception, open_clinic
):
    question(open_clinic[0], is_required=True)
    page = reception.get("/admin/booking/appointment/book/")
    who = {"name": "Sample Child", "phone": "416 555 0123", "arranged_by": "Sample Mother"}
    chosen = {"start": START, "service": open_clinic[0].pk}
    reception.post(page.request["PATH_INFO"], Markup(page.text).fields | who | chosen)
    booking = Booking.objects.get()
    assert (booking.name, booking.arranged_by, booking.intake) == (who["name"], "Sample Mother", [])


def test_no_email_and_no_board_says_what_was_answered(reception, open_clinic):
    intake = [{"question": "A marker question?", "answer": "A marker answer"}]
    booking = make.booking(*open_clinic, intake=intake, arranged_by="Marker Mother")
    booking.visits()[0].confirm(by=None)
    texts = [mail.message().as_string() for mail in make.queued_mail()]
    board = reception.get("/admin/?day=2026-11-24").text
    assert "Sample Patient" in board
    assert len(texts) > 1
    assert not [text for text in [*texts, board] if "marker" in text.lower()]


def test_reception_sets_the_questions_of_a_service(reception, open_clinic):
    address = f"/admin/booking/service/{open_clinic[0].pk}/change/"
    row = {"questions-0-text": "Which one?", "questions-0-kind": "choice"}
    typed = make.typed(reception.get(address), **row)
    refused = reception.post(address, typed | {"questions-0-choices": "Only one"})
    assert "Enter at least two answers" in refused.text
    reception.post(address, typed | {"questions-0-choices": " A \n\nB\nA"})
    assert ServiceQuestion.objects.get().answers() == ["A", "B"]
