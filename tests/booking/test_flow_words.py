"""The clinic's own key sentences for patients who book."""

from datetime import timedelta

import pytest

from booking.models import BookingRules, FlowWords
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SCREEN = "/admin/booking/flowwords/add/"
WORDS = {
    "first_visit": "Please come ten minutes early.",
    "after_sending": "We call you on the next working day.",
    "too_late": "Your visit is soon.",
}


def test_before_any_are_typed_the_usual_sentences_are_shown(client, appointment):
    wait = "Please wait for our answer before you come."
    assert wait in client.get(appointment.booking.get_absolute_url()).text
    assert wait in make.queued_mail()[0].body.replace("\n", " ")


def test_what_reception_types_is_shown_and_mailed(client, reception, open_clinic):
    type(open_clinic[0]).objects.update(is_first=True)
    make.service("Another treatment", is_first=False).therapists.add(open_clinic[1])
    assert WORDS["first_visit"] not in client.get("/book/").text
    assert reception.post(SCREEN, WORDS).status_code == 302
    assert WORDS["first_visit"] in client.get("/book/").text
    booking = make.booking(*open_clinic)
    assert WORDS["after_sending"] in make.queued_mail()[0].body.replace("\n", " ")
    assert WORDS["after_sending"] in client.get(booking.get_absolute_url()).text
    booking.confirm(by=None)
    assert WORDS["first_visit"] in client.get(booking.get_absolute_url()).text


def test_it_says_so_when_it_is_too_late_to_change_a_visit(client, clock, appointment):
    FlowWords.objects.create(pk=1, **WORDS)
    BookingRules.objects.create(pk=1, cutoff_hours=48)
    appointment.confirm(by=None)
    clock.shift(timedelta(hours=1))
    assert WORDS["too_late"] in client.get(appointment.booking.get_absolute_url()).text


def test_markup_is_shown_as_it_was_typed(client, appointment):
    FlowWords.objects.create(pk=1, **WORDS | {"after_sending": "<b>Wait</b> & see."})
    page = client.get(appointment.booking.get_absolute_url()).text
    assert "&lt;b&gt;Wait&lt;/b&gt; &amp; see." in page


def test_a_sentence_that_is_needed_cannot_be_emptied(reception):
    answer = reception.post(SCREEN, WORDS | {"after_sending": " "})
    assert answer.status_code == 200
    assert not FlowWords.objects.exists()


def test_a_claim_in_them_is_pointed_out_and_saved(reception, open_clinic):
    answer = reception.post(SCREEN, WORDS | {"first_visit": "A cure is guaranteed."}, follow=True)
    assert "A result may not be guaranteed" in answer.text
    assert FlowWords.current().first_visit == "A cure is guaranteed."


def test_a_claim_in_the_words_of_a_service_is_pointed_out(reception, open_clinic):
    path = f"/admin/booking/service/{open_clinic[0].pk}/change/"
    form = make.typed(reception.get(path), after_visit="You are cured for good.")
    assert "A result may not be guaranteed" in reception.post(path, form, follow=True).text
