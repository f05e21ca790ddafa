"""Both public forms over HTTP, at a real server: for each input its one outcome, never a 500."""

import itertools
import json
import unicodedata
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from mailer.models import Message as Mail

from comments.models import Comment
from contact.models import Message
from inbox.models import Attempt
from pages.models import Page
from tests import make, rivals, serve
from tests.markup import Markup

COMMENT, CONTACT = "/comments/a-page/", "/contact/"
TYPED = {
    COMMENT: {
        "name": "Sample Visitor",
        "email": "visitor@example.com",
        "website": "",
        "text": "A sample comment, with nothing in it that speaks against it.",
    },
    CONTACT: {
        "name": "Sample Writer",
        "email": "writer@example.com",
        "phone": "416 555 0123",
        "topic": "treatment",
        "text": "A sample message, with nothing in it that speaks against it.",
    },
}
MODELS = {COMMENT: Comment, CONTACT: Message}
WAITING = {COMMENT: "pending", CONTACT: "open"}
BROWSER = {"Sec-Fetch-Site": "same-origin"}
FORM = "application/x-www-form-urlencoded"
CODE = '{% include "admin/login.html" %} {{ x }} {# y #} {% endautoescape %} %(name)s'
LINKS = "\n".join(f"See https://shop{number}.example.com/offer/{number}" for number in range(5))
numbers = itertools.cycle(range(1, 250))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def port(django_db_setup):
    settings = {"DEBUG": "false", "DJANGO_SETTINGS_MODULE": "tests.served_settings"}
    with serve.site(TRUSTED_PROXIES="1", **settings) as port:
        yield port


@pytest.fixture(autouse=True)
def pages(db):
    make.page(allows_comments=True)
    make.page("closed", allows_comments=False)
    make.page("taken-off", allows_comments=True, is_public=False)
    Page.objects.create(slug="never-published", allows_comments=True)


@pytest.fixture
def send(port):
    """Sends from an address of its own, as a browser does unless told otherwise."""

    def send(method, path, body=None, headers=BROWSER, number=None):
        answer = rivals.send(port, method, path, body, number or next(numbers), **headers)
        assert answer.status < 500
        assert "Set-Cookie" not in answer.headers
        return answer

    return send


@pytest.fixture
def post(send):
    def post(path, form, headers=BROWSER, number=None):
        body = urlencode(form, doseq=True)
        return send("POST", path, body, {"Content-Type": FORM} | headers, number)

    return post


@pytest.fixture
def inputs(subtests):
    """Each input of a table for itself, with nothing left of the one before."""

    @contextmanager
    def one(what):
        for model in (Comment, Message, Attempt, Mail):
            model.objects.all().delete()
        with subtests.test(what):
            yield

    def inputs(table, act):
        for what, values in table.items():
            with one(what):
                act(*values)

    return inputs


def on_both(table=None):
    """Each input of a table, or a single one, for both forms."""
    if table is None:
        return {path: (path,) for path in TYPED}
    return {f"{what}, {path}": (path, table[what]) for what in table for path in TYPED}


def nothing_is_stored():
    return not (Comment.objects.exists() or Message.objects.exists() or Mail.objects.exists())


def filled(path, changes):
    form = TYPED[path] | changes
    return {name: value for name, value in form.items() if value is not None}


# What was typed, and what is stored if that differs.
STORED = {
    "a comment": (COMMENT, {}, {}),
    "a message": (CONTACT, {}, {}),
    "Arabic": (COMMENT, {"name": "عائشة محمد", "text": "شكرا جزيلا لكم"}, {}),
    "Arabic message": (CONTACT, {"name": "عائشة محمد", "text": "شكرا جزيلا لكم"}, {}),
    "Hebrew with its marks": (COMMENT, {"name": "שָׂרָה כהן\u200f.", "text": "תודה רבה"}, {}),
    "Hindi with joiners": (COMMENT, {"name": "क्ष\u200dमा देवी", "text": "बहुत धन्यवाद"}, {}),
    "Persian with non-joiners": (CONTACT, {"name": "می\u200cخواهم"}, {}),
    "Chinese": (COMMENT, {"name": "李小龙", "text": "谢谢你们的帮助。"}, {}),
    "Chinese message": (CONTACT, {"name": "李小龙", "text": "谢谢你们的帮助。"}, {}),
    "emoji of several signs": (COMMENT, {"name": "Ana 👩🏽‍⚕️", "text": "👨‍👩‍👧‍👦 🏳️‍🌈"}, {}),
    "an apostrophe and an ampersand": (CONTACT, {"name": "O'Neil & <Sons>"}, {}),
    "accents apart": (
        COMMENT,
        {"name": "E\u0301lodie", "text": "de\u0301ja\u0300 vu"},
        {"name": "Élodie", "text": "déjà vu"},
    ),
    "accents apart in a message": (CONTACT, {"name": "Zoe\u0308"}, {"name": "Zoë"}),
    "Hangul in parts": (COMMENT, {"name": "\u1100\u1161\u11a8"}, {"name": "각"}),
    "what a telephone puts around a name": (
        CONTACT,
        {"name": "\u2067عائشة\u2069"},
        {"name": "عائشة"},
    ),
    "spaces around": (COMMENT, {"name": "  Sample  "}, {"name": "Sample"}),
    "paragraphs": (
        COMMENT,
        {"text": "One.\r\n\r\nTwo.\r\nThree."},
        {"text": "One.\n\nTwo.\nThree."},
    ),
    "a tab in a message": (CONTACT, {"text": "One\tTwo"}, {}),
    "a bare host": (COMMENT, {"website": "example.com"}, {"website": "https://example.com"}),
    "a bare host with a path": (
        COMMENT,
        {"website": "www.example.com/a?b=c"},
        {"website": "https://www.example.com/a?b=c"},
    ),
    "http is kept": (COMMENT, {"website": "http://example.com/"}, {}),
    "a website in another script": (COMMENT, {"website": "https://例え.テスト/"}, {}),
    "one link": (COMMENT, {"text": "I read it at https://example.com/ims, and it is true."}, {}),
    "template code": (COMMENT, {"name": CODE, "text": CODE}, {}),
    "template code in a message": (CONTACT, {"name": CODE, "text": CODE}, {}),
    "markup": (COMMENT, {"name": "<b>Bold</b>", "text": "<script>alert(1)</script>"}, {}),
    "a quotation mark that closes": (CONTACT, {"name": '"><img src=x onerror=alert(1)>'}, {}),
    "SQL": (COMMENT, {"text": "'); DROP TABLE comments_comment; --"}, {}),
    "a name at the limit": (COMMENT, {"name": "x" * 80}, {}),
    "a name of emoji at the limit": (CONTACT, {"name": "🙂" * 80}, {}),
    "a text at the limit": (COMMENT, {"text": "x" * 4000}, {}),
    "a message at the limit": (CONTACT, {"text": "x" * 4000}, {}),
    "line breaks count once": (
        COMMENT,
        {"text": "x\r\n" * 1999 + "xx"},
        {"text": "x\n" * 1999 + "xx"},
    ),
    "accents count once": (COMMENT, {"text": "e\u0301" * 4000}, {"text": "é" * 4000}),
    "an e-mail at the limit": (
        COMMENT,
        {"email": f"xx@{'a' * 61}.{'b' * 61}.{'c' * 61}.{'d' * 61}.com"},
        {},
    ),
    "a website at the limit": (COMMENT, {"website": f"https://example.com/{'x' * 180}"}, {}),
    "e-mail alone": (CONTACT, {"phone": ""}, {}),
    "phone alone": (CONTACT, {"email": ""}, {}),
    "no phone field": (CONTACT, {"phone": None}, {"phone": ""}),
    "no website field": (COMMENT, {"website": None}, {"website": ""}),
    "no topic": (CONTACT, {"topic": None}, {"topic": "other"}),
    "a topic left open": (CONTACT, {"topic": ""}, {"topic": "other"}),
    "a phone number of another country": (CONTACT, {"phone": "+44 20 7946 0958"}, {}),
    "an apostrophe in an e-mail": (CONTACT, {"email": "o'neil+ims@example.co.uk"}, {}),
    "a field nobody asked for": (COMMENT, {"state": "approved", "page": "1"}, {}),
    "a repeated field": (COMMENT, {"name": ["First", "Last"]}, {"name": "Last"}),
    "an empty honeypot": (COMMENT, {"ref_k2": ""}, {}),
}


def test_it_is_stored_and_waits_for_reception(post, inputs):
    def act(path, changes, differently):
        answer = post(path, filled(path, changes))
        assert answer.status == 303
        assert answer.headers["Location"] == f"{path}thanks/"
        row = MODELS[path].objects.get()
        assert row.state == WAITING[path]
        expected = filled(path, changes) | differently
        assert {name: getattr(row, name) for name in TYPED[path]} == {
            name: expected[name] for name in TYPED[path]
        }
        assert Mail.objects.count() == (1 if path == CONTACT else 0)

    inputs(STORED, act)


HEADERS = {
    "the page itself": BROWSER,
    "an address typed by hand": {"Sec-Fetch-Site": "none"},
    "an older browser": {"Origin": "https://127.0.0.1:{port}"},
    "a silent browser": {},
    "a browser whose word outweighs the origin": BROWSER | {"Origin": "null"},
    "a browser with old cookies": BROWSER
    | {"Cookie": f"sessionid={'x' * 32}; csrftoken={'y' * 32}"},
    "a browser that names the encoding": BROWSER | {"Content-Type": f"{FORM}; charset=UTF-8"},
}


def test_a_browser_that_fills_in_the_hidden_field_loses_nobody(post, inputs):
    def act(path):
        typed = TYPED[path]
        assert post(path, typed | {"ref_k2": typed["name"]}).status == 303
        row = MODELS[path].objects.get()
        assert (row.state, len(row.reasons)) == (WAITING[path], 1)

    inputs(on_both(), act)


def test_it_is_stored_from(post, port, inputs):
    def act(path, headers):
        headers = {name: value.format(port=port) for name, value in headers.items()}
        assert post(path, TYPED[path], headers).status == 303
        assert MODELS[path].objects.get().state == WAITING[path]

    inputs(on_both(HEADERS), act)


SPAM = {
    "the field that people do not see, from a silent browser": (COMMENT, {"ref_k2": "x"}, {}),
    "that field in a message": (CONTACT, {"ref_k2": "x"}, {}),
    "that field with a NUL": (COMMENT, {"ref_k2": "\0"}, {}),
    "that field, very long": (CONTACT, {"ref_k2": "x" * 100_000}, {}),
    "five links": (COMMENT, {"text": LINKS}, BROWSER),
    "five links in a message": (CONTACT, {"text": LINKS}, BROWSER),
    "five links as code": (
        COMMENT,
        {"text": "".join(f'<a href="https://s{n}.example.com">x</a>' for n in range(5))},
        BROWSER,
    ),
}


def test_it_is_stored_as_spam_with_thanks_and_without_mail(post, inputs):
    def act(path, changes, headers):
        answer = post(path, TYPED[path] | changes, headers)
        assert answer.status == 303
        assert answer.headers["Location"] == f"{path}thanks/"
        row = MODELS[path].objects.get()
        assert row.state == "spam"
        assert row.reasons
        assert row.text == (TYPED[path] | changes)["text"]
        assert not Mail.objects.exists()

    inputs(SPAM, act)


REFUSED = {
    "an empty comment": (COMMENT, dict.fromkeys(TYPED[COMMENT], "")),
    "an empty message": (CONTACT, dict.fromkeys(TYPED[CONTACT], "")),
    "no fields at all": (COMMENT, dict.fromkeys(TYPED[COMMENT])),
    "spaces alone": (COMMENT, {"text": " \t "}),
    "no name": (COMMENT, {"name": None}),
    "no e-mail": (COMMENT, {"email": None}),
    "no text": (COMMENT, {"text": None}),
    "no name in a message": (CONTACT, {"name": None}),
    "no text in a message": (CONTACT, {"text": None}),
    "no way to answer": (CONTACT, {"email": None, "phone": None}),
    "a name too long by one": (COMMENT, {"name": "x" * 81}),
    "a name too long by one in a message": (CONTACT, {"name": "x" * 81}),
    "a text too long by one": (COMMENT, {"text": "x" * 4001}),
    "a message too long by one": (CONTACT, {"text": "x" * 4001}),
    "a text nearly as long as any form": (COMMENT, {"text": "long words " * 40_000}),
    "an e-mail too long by one": (
        COMMENT,
        {"email": f"xxx@{'a' * 61}.{'b' * 61}.{'c' * 61}.{'d' * 61}.com"},
    ),
    "a website too long by one": (COMMENT, {"website": f"https://example.com/{'x' * 181}"}),
    "a phone number too long": (CONTACT, {"phone": "4" * 41}),
    "a NUL in a name": (COMMENT, {"name": "zero\0byte"}),
    "a NUL in a text": (COMMENT, {"text": "zero\0byte"}),
    "a NUL in an e-mail": (CONTACT, {"email": "zero\0@example.com"}),
    "a NUL in a phone number": (CONTACT, {"phone": "416\0 555 0123"}),
    "a NUL in a website": (COMMENT, {"website": "https://example.com/\0"}),
    "a NUL in a topic": (CONTACT, {"topic": "\0"}),
    "a bell in a name": (COMMENT, {"name": "Ding\x07dong"}),
    "an escape in a text": (COMMENT, {"text": "\x1b[31mred\x1b[0m"}),
    "an escape in a message": (CONTACT, {"text": "\x1b[31mred\x1b[0m"}),
    "a C1 control in a name": (CONTACT, {"name": "next\x85line"}),
    "a line break in a name": (COMMENT, {"name": "Sample\nVisitor"}),
    "a header in a name": (CONTACT, {"name": "Sample\r\nBcc: all@example.com"}),
    "a header in an e-mail": (CONTACT, {"email": "a@example.com\r\nBcc: all@example.com"}),
    "a line break in a website": (COMMENT, {"website": "https://example.com/\r\nx"}),
    "a line separator in a name": (COMMENT, {"name": "Sample\u2028Visitor"}),
    "a tab in a name": (COMMENT, {"name": "Sample\tVisitor"}),
    "writing turned in a name": (COMMENT, {"name": "abc\u202egnp.exe"}),
    "nothing to see in a name": (COMMENT, {"name": "\u200b\u200d\u2060"}),
    "nothing to see in a text": (COMMENT, {"text": "\u200b\u200d\u2060\ufeff"}),
    "a name of soft hyphens": (CONTACT, {"name": "\u00ad\u00ad"}),
    "a Hangul filler as a name": (COMMENT, {"name": "\u3164"}),
    "an unknown topic": (CONTACT, {"topic": "complaints"}),
    **{
        f"{website} as a website": (COMMENT, {"website": website})
        for website in (
            "javascript:alert(1)",
            "JavaScript://example.com/%0aalert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:msgbox(1)",
            "ftp://example.com/",
            "//example.com/",
            "https://user:secret@example.com/",
            "https://user@example.com/",
            "https://example.com@127.0.0.1/",
            "http://localhost/",
            "http://LOCALHOST:8000/",
            "http://clinic.localhost/",
            "http://intranet/",
            "http://127.0.0.1/",
            "https://192.168.1.1/router",
            "https://8.8.8.8/",
            "http://[::1]/",
            "http://2130706433/",
            "https://[",
            "http://exa mple.com/",
        )
    },
    **{
        f"{email} as an e-mail": (path, {"email": email})
        for path, emails in {
            COMMENT: ("a@localhost", "a@[127.0.0.1]", "a@1.2.3.44", "a@b", "a b@example.com"),
            CONTACT: ("a@LOCALHOST", "a@[IPv6:::1]", "a@127.0.0.1", "no", "a@x.com,b@x.com"),
        }.items()
        for email in emails
    },
    **{
        f"{phone!r} as a phone number": (CONTACT, {"phone": phone})
        for phone in ("123", "call me", "416 555 0123\n416 555 0124", "<script>")
    },
}


def test_it_comes_back_with_everything_that_was_typed(post, inputs):
    def act(path, changes):
        form = filled(path, changes)
        answer = post(path, form)
        assert answer.status == 422
        assert "There is a problem" in answer.text
        assert kept(answer.text) == as_kept(form)
        assert nothing_is_stored()

    inputs(REFUSED, act)


def kept(page):
    """The fields of the form as a browser would send them again, but for the empty ones."""
    fields = Markup(page).fields
    return {name: fields[name] for name in fields if fields[name] and name not in ("send",)}


def as_kept(form):
    """A browser knows no choice but those offered, and its line breaks are all alike."""
    return {
        name: value.replace("\r\n", "\n") if name == "text" else value
        for name, value in form.items()
        if value and (name != "topic" or value in Message.Topic.values)
    }


def test_a_closed_page_says_so_and_gives_the_words_back(post):
    text = "Words & <more>.\n\nA second paragraph."
    answer = post("/comments/closed/", TYPED[COMMENT] | {"text": text})
    assert answer.status == 409
    page = Markup(answer.text)
    assert text in page.fields.values()
    assert nothing_is_stored()


NOT_THERE = {
    "unknown": "/comments/nowhere/",
    "taken off the site": "/comments/taken-off/",
    "never published": "/comments/never-published/",
    "its thanks": "/comments/taken-off/thanks/",
}


def test_pages_unknown_and_unpublished_answer_alike(post, send):
    posted = [post(path, TYPED[COMMENT]) for path in NOT_THERE.values() if "thanks" not in path]
    fetched = [send("GET", path) for path in NOT_THERE.values()]
    assert rivals.statuses([*posted, *fetched]) == [404] * 7
    assert len({answer.text for answer in [*posted, *fetched]}) == 1
    assert nothing_is_stored()


FROM_ELSEWHERE = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a sister site": {"Sec-Fetch-Site": "same-site"},
    "an unknown word": {"Sec-Fetch-Site": "nonsense"},
    "another origin": {"Origin": "https://elsewhere.example"},
    "no origin": {"Origin": "null"},
    "another port": {"Origin": "https://127.0.0.1:1"},
    "a broken origin": {"Origin": "https://[bad"},
    "another site that names our origin": {
        "Sec-Fetch-Site": "cross-site",
        "Origin": "https://127.0.0.1:{port}",
    },
}


def test_it_is_refused_from(post, port, inputs):
    def act(path, headers):
        headers = {name: value.format(port=port) for name, value in headers.items()}
        answer = post(path, TYPED[path], headers)
        assert answer.status == 403
        assert "send it again from our site" in answer.text
        assert nothing_is_stored()

    inputs(on_both(FROM_ELSEWHERE), act)


def encoded(path, encoding="utf-8", **changes):
    return urlencode(TYPED[path] | changes, encoding=encoding)


def in_parts(form, end="--x--\r\n"):
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return ("".join(part.format(*one) for one in form.items()) + end).encode()


PARTS = "multipart/form-data; boundary=x"
# Method, path, body, content type, and the one answer.
UNUSUAL = {
    "reading the form's own address": ("GET", COMMENT, None, None, 302),
    "reading the contact page": ("GET", CONTACT, None, None, 200),
    "asking for its head": ("HEAD", CONTACT, None, None, 200),
    "the head of the comment address": ("HEAD", COMMENT, None, None, 302),
    "PUT": ("PUT", COMMENT, encoded(COMMENT), FORM, 405),
    "PATCH": ("PATCH", CONTACT, encoded(CONTACT), FORM, 405),
    "DELETE": ("DELETE", COMMENT, None, None, 405),
    "DELETE contact": ("DELETE", CONTACT, None, None, 405),
    "OPTIONS": ("OPTIONS", COMMENT, None, None, 405),
    "TRACE": ("TRACE", CONTACT, None, None, 405),
    "a post to the thanks": ("POST", "/contact/thanks/", encoded(CONTACT), FORM, 403),
    "a post to the page": ("POST", "/a-page/", encoded(COMMENT), FORM, 403),
    "a NUL in the path": ("POST", "/comments/a-page%00/", encoded(COMMENT), FORM, 400),
    "a NUL in the query": ("POST", f"{CONTACT}?a=%00", encoded(CONTACT), FORM, 400),
    "broken UTF-8 in the path": ("POST", "/comments/%ff%fe/", encoded(COMMENT), FORM, 404),
    "a way out of the path": ("POST", "/comments/..%2f..%2fadmin/", encoded(COMMENT), FORM, 404),
    "a body of 3 MB": ("POST", COMMENT, encoded(COMMENT, text="x" * 3_000_000), FORM, 413),
    "parts of 3 MB": ("POST", CONTACT, in_parts({"text": "x" * 3_000_000}), PARTS, 413),
    "2000 fields": ("POST", COMMENT, "&".join(f"f{n}=x" for n in range(2000)), FORM, 422),
    "2000 names": ("POST", CONTACT, "&".join(["name=x"] * 2000), FORM, 422),
    "2000 parts": (
        "POST",
        COMMENT,
        in_parts(dict.fromkeys(map(str, range(2000)), "x")),
        PARTS,
        422,
    ),
    "JSON": ("POST", COMMENT, json.dumps(TYPED[COMMENT]), "application/json", 422),
    "plain text": ("POST", CONTACT, encoded(CONTACT), "text/plain", 422),
    "no content type": ("POST", COMMENT, encoded(COMMENT), None, 422),
    "XML": ("POST", CONTACT, "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///'>]>", "text/xml", 422),
    "a content type of nonsense": ("POST", COMMENT, encoded(COMMENT), ";;;=", 422),
    "parts without a boundary": ("POST", COMMENT, b"x", "multipart/form-data", 400),
    "parts that never begin": ("POST", CONTACT, b"nothing of the kind", PARTS, 422),
    "parts cut off": ("POST", COMMENT, in_parts({"name": "x"}, end="--x\r\nConte"), PARTS, 422),
    "utf-7": ("POST", COMMENT, encoded(COMMENT), f"{FORM}; charset=utf-7", 400),
    "utf-7 in parts": ("POST", CONTACT, in_parts(TYPED[CONTACT]), f"{PARTS}; charset=utf-7", 400),
    "utf-16": ("POST", CONTACT, encoded(CONTACT, "utf-16"), f"{FORM}; charset=utf-16", 400),
    "Latin-1 said to be so": (
        "POST",
        COMMENT,
        encoded(COMMENT, "latin-1", name="Élodie"),
        f"{FORM}; charset=iso-8859-1",
        400,
    ),
}


def test_the_unusual_is_answered_and_stores_nothing(send, inputs):
    def act(method, path, body, kind, status):
        headers = BROWSER | ({"Content-Type": kind} if kind else {})
        assert send(method, path, body, headers).status == status
        assert nothing_is_stored()

    inputs(UNUSUAL, act)


def test_a_form_sent_in_parts_is_stored(send, inputs):
    def act(path):
        form = TYPED[path] | {"name": "Élodie 李", "text": "One.\r\nTwo."}
        assert send("POST", path, in_parts(form), BROWSER | {"Content-Type": PARTS}).status == 303
        row = MODELS[path].objects.get()
        assert (row.name, row.text, row.state) == ("Élodie 李", "One.\nTwo.", WAITING[path])

    inputs(on_both(), act)


def test_a_file_instead_of_a_text_is_refused(send, inputs):
    def act(path):
        parts = in_parts(TYPED[path] | {"text": ""}).replace(
            b'name="text"', b'name="text"; filename="text.txt"\r\nContent-Type: text/plain'
        )
        assert send("POST", path, parts, BROWSER | {"Content-Type": PARTS}).status == 422
        assert nothing_is_stored()

    inputs(on_both(), act)


BROKEN = {text: text for text in ("%ff%fe", "%c3%28", "%ed%a0%80")}


def test_half_a_letter_is_stored_as_a_sign_for_it_and_the_rest_is_kept(send, inputs):
    def act(path, broken):
        body = encoded(path, name="Sample") + f"&text=Before{broken}after"
        assert send("POST", path, body, BROWSER | {"Content-Type": FORM}).status == 303
        text = MODELS[path].objects.get().text
        assert text.strip("\ufffd") == text
        assert text.replace("\ufffd", "").replace("(", "") == "Beforeafter"
        assert unicodedata.is_normalized("NFC", text)

    inputs(on_both(BROKEN), act)


def test_a_foreign_host_is_refused(send, inputs):
    def act(path):
        headers = BROWSER | {"Content-Type": FORM, "Host": "elsewhere.example"}
        assert send("POST", path, encoded(path), headers).status == 400
        assert nothing_is_stored()

    inputs(on_both(), act)


def test_too_many_are_answered_429_with_the_text_kept(post, inputs):
    def act(path):
        for number in range(100):
            form = TYPED[path] | {"text": f"The text with the number {number}."}
            answer = post(path, form, number=250)
            if answer.status != 303:
                break
        assert number >= 5
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert kept(answer.text) == as_kept(form)
        assert MODELS[path].objects.count() == number

    inputs(on_both(), act)


def test_the_same_again_is_thanked_for_and_stored_once(post, inputs):
    def act(path):
        assert [post(path, TYPED[path]).status for _ in range(3)] == [303] * 3
        assert MODELS[path].objects.count() == 1

    inputs(on_both(), act)


def test_the_table_is_as_long_as_promised():
    assert len(STORED) + len(SPAM) + len(REFUSED) + len(UNUSUAL) >= 60
