"""What the comment form takes as a website, and how long and for whom it stays the same."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from comments.models import Comment
from comments.website import WebsiteField
from tests import make

TAKEN = {
    "": "",
    "None": "",
    "n/a": "",
    "-": "",
    "  www.example.com ": "https://www.example.com",
    "example.com": "https://example.com",
    "example.com.": "https://example.com.",
    "\u00a0<https://example.com/a>\u200b": "https://example.com/a",
    "https:// www.exa\u2011mple.com": "https://www.exa-mple.com",
    "“example.com/a–b”,": "https://example.com/a–b",
    "\u2066example.com/\u00ada\u2069": "https://example.com/a",
    "HTTP://WWW.Example.COM/Path": "http://www.example.com/Path",
    "example.com/A?b=C#D": "https://example.com/A?b=C#D",
    "example.com?b=me@example.com": "https://example.com?b=me@example.com",
    "https://example.com:8443/": "https://example.com:8443/",
    "example.com:8080": "https://example.com:8080",
    "example.com:1/x": "https://example.com:1/x",
    "https://medium.example.com/@name": "https://medium.example.com/@name",
    "münchen.de": "https://münchen.de",
    "MU\u0308NCHEN.de": "https://mu\u0308nchen.de",
    "https://президент.рф/путь": "https://президент.рф/путь",
    "例え.jp/ページ": "https://例え.jp/ページ",
    "नमस्ते.भारत": "https://नमस्ते.भारत",
    "paral·lel.cat": "https://paral·lel.cat",
    "xn--mnchen-3ya.de": "https://xn--mnchen-3ya.de",
    "example.com/cafe\u0301": "https://example.com/cafe\u0301",
    "example.com/🙂": "https://example.com/🙂",
    "https://example.com/?q={a}&r=[1]|2^3'4%": "https://example.com/?q={a}&r=[1]|2^3'4%",
    "https://web.archive.org/web/https://example.com/": (
        "https://web.archive.org/web/https://example.com/"
    ),
    "localhost.com": "https://localhost.com",
    "r3---sn.example.com": "https://r3---sn.example.com",
    "1.example.com": "https://1.example.com",
    f"https://example.com/{'x' * 180}": f"https://example.com/{'x' * 180}",
}
REFUSED = {
    "javascript:alert(1)": "starts with http:// or https://",
    "JaVaScRiPt://example.com/%0aalert(1)": "starts with http:// or https://",
    "data:text/html,x": "starts with http:// or https://",
    "ftp://example.com/": "starts with http:// or https://",
    "mailto:a@example.com": "starts with http:// or https://",
    "file:///etc/passwd": "starts with http:// or https://",
    "java\tscript:alert(1)": "hidden character",
    "\x01javascript:alert(1)": "hidden character",
    "https:example.com": "two slashes",
    "http:/example.com": "two slashes",
    "https://": "like www.example.com",
    "https:///example.com": "like www.example.com",
    "//example.com": "like www.example.com",
    "https://?x": "like www.example.com",
    ":80": "like www.example.com",
    "name@example.com": "Leave out the “@”",
    "https://user:secret@example.com/": "Leave out the “@”",
    "https://www.example.com@evil.com": "Leave out the “@”",
    "localhost": "ends in “localhost”",
    "http://LOCALHOST:8000/": "ends in “localhost”",
    "localhost:8000": "ends in “localhost”",
    "localhost.": "ends in “localhost”",
    "www.localhost": "ends in “localhost”",
    "printer.local": "ends in “local”",
    "a.internal": "ends in “internal”",
    "a.test": "ends in “test”",
    "a.invalid": "ends in “invalid”",
    "a.example": "ends in “example”",
    "a.onion": "ends in “onion”",
    "127.0.0.1": "not a number",
    "127.0.0.1.": "not a number",
    "http://127.1/": "not a number",
    "http://2130706433/": "not a number",
    "http://0x7f000001/": "not a number",
    "http://0x7f.1": "not a number",
    "http://0177.0.0.01": "not a number",
    "http://example.0x": "not a number",
    "http://１２７.0.0.1": "not a number",
    "http://[::1]/": "not a number",
    "http://[::ffff:127.0.0.1]:80/": "not a number",
    "http://[": "not a number",
    "intranet": "full ending",
    "example.c": "full ending",
    "example.c0m": "full ending",
    "...": "letters, digits and hyphens",
    "example.com..": "letters, digits and hyphens",
    "printer.local..": "letters, digits and hyphens",
    "example..com": "letters, digits and hyphens",
    ".example.com": "letters, digits and hyphens",
    "-example.com": "letters, digits and hyphens",
    "exa_mple.com": "letters, digits and hyphens",
    "exa%6dple.com": "letters, digits and hyphens",
    "127。0。0。1.com": "letters, digits and hyphens",
    "ｅｘａｍｐｌｅ.com": "letters, digits and hyphens",
    "loc\ufe00al.com": "letters, digits and hyphens",
    "\u0301a.com": "letters, digits and hyphens",
    "xn--localhost-.com": "letters, digits and hyphens",
    "xn--\u00fc.com": "letters, digits and hyphens",
    "xn--99999999.com": "letters, digits and hyphens",
    f"{'x' * 64}.com": "letters, digits and hyphens",
    f"{'ü' * 62}.de": "letters, digits and hyphens",
    "a.xn--localhost-": "letters, digits and hyphens",
    "example.com:0": "1 to 65535",
    "example.com:65536": "1 to 65535",
    "example.com:": "1 to 65535",
    "example.com:http": "1 to 65535",
    "https://example.com:８０": "1 to 65535",
    "https://example.com:1:2": "1 to 65535",
    "exa mple.com": "no spaces",
    "example.com/a b": "no spaces",
    "example.com/a\u00a0b": "no spaces",
    "example.com/\nx": "hidden character",
    "example.com/\x00": "hidden character",
    "example.com/\u202egpj.exe": "hidden character",
    "example.com/\ufffe": "hidden character",
    'example.com/"onclick=': 'Remove "',
    "example.com/<script>": "Remove < and >",
    "example.com\\@evil.com": "Remove \\",
    "example.com/`": "Remove `",
    "x" * 10_000: "Shorten this to 200 characters: it has 10000 now.",
    f"https://example.com/{'x' * 181}": "Shorten this to 200 characters: it has 201 now.",
    f"example.com/{'x' * 181}": "Shorten this to 200 characters: it has 201 now.",
}


@pytest.mark.parametrize(("typed", "stored"), TAKEN.items())
def test_a_website_as_people_paste_it_is_taken(typed, stored):
    assert WebsiteField(required=False).clean(typed) == stored


@pytest.mark.parametrize(("typed", "words"), REFUSED.items())
def test_what_is_no_public_web_page_is_refused_in_one_sentence(typed, words):
    with pytest.raises(ValidationError) as error:
        WebsiteField(required=False).clean(typed)
    (message,) = error.value.messages
    assert words in message


@given(st.text(st.characters()))
def test_no_text_breaks_the_field(value):
    field = WebsiteField(required=False)
    for typed in (value, f"https://{value}", f"{value}.com", f"xn--{value}.com", f"a.com:{value}"):
        try:
            stored = field.clean(typed)
        except ValidationError:
            continue
        assert stored == "" or stored.startswith(("http://", "https://"))
        assert field.clean(stored) == stored


TYPED = {
    "name": "Sample Visitor",
    "email": "visitor@example.com",
    "website": "www.example.com",
    "text": "May I come in the evening?",
}


@pytest.mark.django_db
def test_a_refused_website_comes_back_with_everything_typed(client):
    make.page(allows_comments=True)
    response = client.post("/comments/a-page/", TYPED | {"website": "printer.local/<b>"})
    assert response.status_code == 422
    assert 'value="printer.local/&lt;b&gt;"' in response.text
    assert "Remove &lt; and &gt; from the address." in response.text
    assert "May I come in the evening?" in response.text
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_a_page_left_open_for_days_still_sends(client):
    with time_machine.travel(make.NOW, tick=False) as clock:
        make.page(allows_comments=True)
        client.get("/a-page/")
        clock.shift(timedelta(days=10))
        response = client.post("/comments/a-page/", TYPED, headers={"Origin": "http://testserver"})
        assert response.status_code == 303
        assert Comment.objects.get().state == "pending"


@pytest.mark.django_db
def test_nothing_about_the_visitor_is_remembered(client):
    make.page(allows_comments=True)
    before = client.get("/a-page/")
    answers = [client.post("/comments/a-page/", typed) for typed in (TYPED, {"name": "Sample"})]
    answers += [client.get("/comments/a-page/thanks/"), client.get("/a-page/")]
    assert [answer.status_code for answer in answers] == [303, 422, 200, 200]
    assert not client.cookies
    assert answers[-1].content == before.content
