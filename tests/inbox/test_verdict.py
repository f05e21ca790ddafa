"""What counts against a post, with how many points, and in which words for staff."""

import pytest
import time_machine

from booking.models import Booking
from contact.models import Message
from inbox.disguises import comparable
from inbox.models import Attempt
from inbox.verdict import count_links, has_markup, names_website
from tests import make

OURS = {"Origin": "http://testserver"}  # a browser that says where the form was sent
TYPED = {
    "name": "Sample Writer",
    "email": "writer@example.com",
    "text": "May I come in the evening?",
}
NO_LINK = [
    "May I come at 5.30pm, e.g.this week?",
    "Write to me: first.last@www.example.com.",
    "I live in St.Catharines.Is that far?",
    "awww. So kind! Ahttp is no word.",
    "See example.com for my address.",  # without http or www it leads nowhere
    "a < b, href and [urgent] things",
    "10/10, and/or 24/7",
]
LINKS = {
    "http://example.com": 1,
    "HTTPS://EXAMPLE.COM": 1,
    "https://www.example.com": 1,
    "see www.example.com.": 1,
    "(www.example.com)": 1,
    "www.münchen.de": 1,
    "ｈｔｔｐｓ：／／example.com": 1,
    "ht\u200btps://example.com": 1,
    "http://a.example.com www.b.example.com": 2,
    "http://a.example.com,http://b.example.com,http://c.example.com": 3,
    '<a href="http://example.com">x</a>': 1,
    "<a\nclass=x href=example.com>x</a>": 1,
    "[url=http://example.com]x[/url]": 1,
    "[URL]http://www.example.com[/URL]": 1,
    '<a href="http://example.com">http://example.com</a>': 2,
}


@pytest.mark.parametrize("text", NO_LINK)
def test_what_patients_write_is_no_link(text):
    assert not count_links(comparable(text))
    assert not has_markup(comparable(text))


@pytest.mark.parametrize(("text", "count"), LINKS.items())
def test_links_are_counted(text, count):
    assert count_links(comparable(text)) == count
    assert has_markup(comparable(text)) == ("href" in text or "[url" in text.lower())


@pytest.mark.parametrize(
    "name",
    [
        "Dr.Smith",
        "J.R.R.Tolkien",
        "St.John-Smythe",
        "Anne-Marie O'Neil Jr.",
        "Smith, c/o Jones",
        "me@example.com",
        "Li.Ru",
        "www",
        "李小龙",
    ],
)
def test_a_name_is_no_website(name):
    assert not names_website(comparable(name))


@pytest.mark.parametrize(
    "name",
    [
        "https://example.com",
        "www.example.ca",
        "Cheap-Pills.com",
        "Best pills at pills.example.shop!",
        "bit.ly/abc",
        "<a href=x>Ann</a>",
        "[url=x]Ann",
    ],
)
def test_a_website_in_the_name_is_seen(name):
    assert names_website(comparable(name))


def stored(client, **typed):
    client.post("/contact/", TYPED | typed, headers=OURS)
    return Message.objects.get()


@pytest.mark.django_db
def test_an_ordinary_message_has_no_points(client):
    message = stored(client)
    assert (message.score, message.reasons, message.state) == (0, [], "open")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "score", "words"),
    [
        ({"ref_k2": "x"}, 5, "was filled in, and not"),
        ({"ref_k2": "https://example.com"}, 5, "not by a browser’s autofill"),
        ({"ref_k2": "writer@example.com"}, 4, "sometimes browser autofill"),
        ({"text": "See www.example.com"}, 1, "It contains a link."),
        ({"text": "www.a.example.com www.b.example.com"}, 2, "It contains 2 links."),
        ({"text": "www.a.example.com " * 3}, 4, "It contains 3 links."),
        ({"text": "www.a.example.com " * 90}, 5, "It contains 90 links."),
        ({"text": "<a href=x>y</a>"}, 4, "a link written as HTML"),
        ({"name": "Cheap-Pills.com"}, 4, "The name contains a web address."),
        ({"ref_k2": "Sample Writer", "text": "See www.example.com"}, 5, "It contains a link."),
    ],
)
def test_each_sign_has_its_points_and_words(client, typed, score, words):
    message = stored(client, **typed)
    assert message.score == score
    assert words in " ".join(message.reasons)
    assert message.state == ("spam" if score >= 5 else "open")


@pytest.mark.django_db
def test_a_browser_that_filled_in_the_hidden_field_is_heard(client):
    message = stored(client, ref_k2="416 555 0123")
    assert message.state == "open"
    assert "sometimes browser autofill" in message.reasons[0]


@pytest.mark.django_db
def test_the_hidden_field_and_a_silent_browser_are_spam(client):
    client.post("/contact/", TYPED | {"ref_k2": "x"})
    assert Message.objects.get().state == "spam"


@pytest.mark.django_db
def test_a_booking_notes_the_signs_for_reception(client):
    with time_machine.travel(make.NOW, tick=False):
        service = make.service()
        make.therapist(service)
        details = TYPED | {"service": service.pk, "start": "2026-11-24T14:00Z", "confirmed": "yes"}
        details |= {"phone": "416 555 0123", "contact_by": "email", "note": "See www.example.com"}
        client.post("/book/request/", details, headers=OURS)
    assert Booking.objects.get().reasons == ["It contains a link."]


def attempts(number, client="somebody", form="contact"):
    Attempt.objects.bulk_create(Attempt(form=form, client=client) for _ in range(number))


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "score"), [(3, 0), (4, 2)])
def test_the_fifth_post_of_one_visitor_is_a_sign(client, before, score):
    for _ in range(before):
        client.post("/contact/", {"name": "Not yet written"}, headers=OURS)
    assert stored(client).score == score


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "score"), [(38, 0), (39, 2)])
def test_the_fortieth_post_of_all_visitors_is_a_sign(client, before, score):
    attempts(before)
    attempts(100, form="comment")
    message = stored(client)
    assert message.score == score
    assert message.reasons == ["Many forms came in at the same time."][: score // 2]


@pytest.mark.django_db
def test_posts_of_an_hour_ago_are_no_burst(client):
    with time_machine.travel(make.NOW, tick=False) as clock:
        attempts(60)
        clock.shift(3600)
        assert stored(client).score == 0
