"""No line breaks within a date, a time or a phone number, in pages and in plain mails."""

import time

import pytest

from clinic.mail_blocks import wrapped
from clinic.nowrap import as_html
from tests import make

KEPT = [
    "Tuesday, December 1",
    "Wed, Sep 30, 2026",
    "November 24, 2026",
    "1 December 2026",
    "9:00 AM EST",
    "2 p.m.",
    "6:00 – 7:00 PM",
    "9:00 AM to 9:30 AM EDT",
    "09:00–12:00",
    "(416) 477-1101",
    "+1 (416) 477-1101 ext. 7",
    "416 555 0123",
    "+44 20 7946 0958",
]


@pytest.mark.parametrize("words", KEPT)
def test_a_date_a_time_and_a_phone_number_stay_on_one_line_of_a_mail(words):
    for before in range(40, 76):
        text = wrapped(f"{'x' * before} {words}, and some words that come after it.")
        assert words in text
        assert max(map(len, text.split("\n"))) <= 76


@pytest.mark.parametrize("words", KEPT)
def test_they_stay_on_one_line_of_a_page(words):
    html = as_html(f"<p>Call {words}, please</p>")
    assert html.startswith('<p>Call <span class="whole">')
    assert html.endswith("</span> please</p>")


def test_a_date_wider_than_its_line_breaks_after_the_weekday():
    assert as_html("Tuesday, December 1") == (
        '<span class="whole">Tuesday, <span class="whole">December 1</span></span>'
    )


@pytest.mark.parametrize(
    "html",
    [
        "<title>December 1</title>",
        "<textarea>December 1</textarea>",
        "<select><option>December 1</option></select>",
        '<a href="/" title="December 1">A</a>',
        "<script>December 1</script>",
        "<p>In 2026 about 12 of 345 came.</p>",
        "https://example.com/416-477-1101",
    ],
)
def test_nothing_else_is_touched(html):
    assert as_html(html) == html


@pytest.mark.parametrize("text", ["<", '<"', "1", "+1 ", "May 1 ", "(416) ", "9:00 "])
def test_no_text_takes_long_to_read(text):
    began = time.perf_counter()
    as_html(text * 20_000)
    assert time.perf_counter() - began < 5


def test_what_an_editor_wrote_is_kept_whole_too(client, db, whole_dates):
    page = make.page("a-page")
    page.live_revision().sections.update(body="<p>Call (416) 477-1101.</p>")
    assert '<span class="whole">(416) 477-1101.</span>' in client.get("/a-page/").text
