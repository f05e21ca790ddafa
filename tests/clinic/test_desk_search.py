"""Reception finds people and words however they are typed."""

import pytest
from django.contrib.auth.models import User
from django.db import connection

from booking.models import Booking
from comments.models import Comment
from contact.models import Message
from inbox.models import BlockedWord
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_is_rendered")]


@pytest.fixture
def reception(client):
    client.force_login(make.staff("Reception"))
    return client


def found(client, url, typed):
    return list(client.get(url, {"q": typed}).context_data["cl"].result_list)


@each(
    ("name", "typed"),
    [
        ("José Álvarez", ["alvarez", "Álvarez", "jose alv", "A\u0301lvarez", "ALVAREZ jose"]),
        (
            "Conor O’Brien",
            ["O'Brien", "O’Brien", "obrien", "Oʼbrien", "o`brien", "O´Brien", "o bri"],
        ),
        ("Conor O'Brien", ["O’Brien", "O′Brien", "brien", "Oʻbrien", "conor o＇brien"]),
        ("Đặng Văn Đức", ["Dang", "đặng", "dang van duc", "DUC"]),
        ("Søren Łukasz Strauß", ["soren", "lukasz", "strauss", "STRAUSS Soren"]),
        ("Æsa Þórðardóttir", ["aesa", "thordardottir", "Þórð"]),
        ("Işıl Öztürk", ["isil", "ISIL", "ozturk"]),
        ("Chloë Œuvrard", ["oeuvrard", "chloe"]),
        (
            "Anne‑Marie Smith–Jones",
            ["anne-marie", "annemarie", "anne marie", "Smith-Jones", "jones"],
        ),
        ("Jean\u00a0Paul", ["jean paul", "jean\u00a0paul", "jean\u202fpaul"]),
        ("Ｊａｎｅ Ｄｏｅ", ["jane", "doe", "ｊａｎｅ"]),
        ("Jane D\u00adoe", ["doe", "d\u200boe"]),
        ("田中太郎", ["田中", "太郎", "田中太郎"]),
        ("Иван Ёлкин", ["ИВАН", "елкин"]),
        ("박지성", ["박지성", "박"]),
    ],
)
def test_a_name_is_found_however_it_is_typed(reception, time_machine, name, typed):
    time_machine.move_to(make.NOW, tick=False)
    service = make.service()
    made = make.booking(service, make.therapist(service), name=name).appointments.get()
    comment = make.comment(make.page(allows_comments=True), name=name)
    lists = {
        "/admin/booking/appointment/": made,
        "/admin/comments/comment/": comment,
        "/admin/contact/message/": make.message(name=name),
    }
    for url, row in lists.items():
        assert {one: found(reception, url, one) for one in typed} == {one: [row] for one in typed}
        assert found(reception, url, f"{typed[0]} xyz") == []


@each(
    "typed",
    ["été", "ete", "DETAIL", "d'un", "d’un", "l'ete détail", "writer@example.com", "@example.com"],
)
def test_what_is_written_in_a_text_or_an_address_is_found_too(reception, typed):
    row = make.message(text="Le détail d’un été. L’été !", email="writer@example.com")
    assert found(reception, "/admin/contact/message/", typed) == [row]
    assert found(reception, "/admin/contact/message/", f"{typed} alvares") == []


@each("typed", ["jane.doe", "doe", "mail.example", "jane.doe@mail.example.org"])
def test_an_address_is_found_by_a_part_of_it(reception, typed):
    row = make.message(email="Jane.Doe@mail.example.org")
    make.message(email="writer@example.com")
    assert found(reception, "/admin/contact/message/", typed) == [row]


PHONES = [
    "+14165550123",
    "14165550123",
    "(416) 555-0123",
    "416.555.0123",
    "+1\u00a0(416)\u00a0555‑0123",
    "４１６ ５５５ ０１２３",
    "555-0123",
    "0123",
    "416 555 0123 ext. 5",
    "Sample 416 555 0123",
]


@each("stored", ["416 555 0123", "+1 (416) 555‑0123", "416-555-0123 x5"])
def test_a_phone_number_is_found_however_it_is_typed(reception, time_machine, stored):
    time_machine.move_to(make.NOW, tick=False)
    service = make.service()
    made = make.booking(service, make.therapist(service), phone=stored).appointments.get()
    message = make.message(phone=stored)
    make.message(name="Sample Other", phone="905 555 0188")
    for typed in PHONES:
        assert found(reception, "/admin/booking/appointment/", typed) == [made]
        assert found(reception, "/admin/contact/message/", typed) == [message]


@each("typed", ["020 7946 0958", "+44 20 7946 0958", "00442079460958"])
def test_a_number_from_abroad_is_found_with_and_without_its_country(reception, typed):
    row = make.message(phone="+44 20 7946 0958")
    assert found(reception, "/admin/contact/message/", typed) == [row]


@each("typed", ["'", "’", "-", "!?", "\u200b", "'; DROP", "\\", "a'b\\':*|", "€"])
def test_nothing_typed_breaks_the_search(reception, typed):
    make.message()
    assert found(reception, "/admin/contact/message/", typed) == []


def test_a_very_long_word_can_be_stored_and_found(reception):
    row = make.message(text="x" * 4000)
    assert found(reception, "/admin/contact/message/", "x" * 3000) == [row]


def test_accounts_and_blocked_words_are_searched_alike(admin_client):
    user = User.objects.create_user("obrien", first_name="Zoë", last_name="O’Brien")
    assert found(admin_client, "/admin/auth/user/", "zoe o'brien") == [user]
    word = BlockedWord.objects.create(word="Café–Bar")
    assert found(admin_client, "/admin/inbox/blockedword/", "cafe-bar") == [word]
    assert found(admin_client, "/admin/inbox/blockedword/", "tea") == []
    for url in ("axes/accessattempt/", "auth/group/"):
        assert admin_client.get(f"/admin/{url}", {"q": "Editörs 127.0.0.1"}).status_code == 200


def plan_of(rows):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL enable_seqscan = off")  # as with a hundred times the rows
    return rows.explain()


@pytest.mark.parametrize(
    ("model", "index"),
    [(Comment, "comments_words"), (Message, "contact_words"), (Booking, "booking_words")],
)
def test_a_search_reads_an_index_and_not_every_row(model, index):
    page = make.page()
    common = "name, email, created_at"
    what = {
        Comment: (
            "page_id, website, text, state, score, reasons, digest",
            f"{page.pk}, '', 'Words'",
        ),
        Message: ("phone, text, state, score, reasons, digest", "'416 555 1' || n, 'Words'"),
    }
    with connection.cursor() as cursor:
        if model is Booking:
            columns = (
                f"{common}, reference, token, form_key, phone, phone_dialled, contact_by, note"
            )
            values = "n::text, n::text, gen_random_uuid(), '', '+1416555' || n, 'email', ''"
            columns, values = f"{columns}, reasons, mail_id", f"{values}, '[]', ''"
        else:
            columns, values = f"{common}, {what[model][0]}", what[model][1]
            values += ", 'pending', 0, '[]', ''" if model is Comment else ", 'open', 0, '[]', ''"
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({columns})"  # noqa: S608
            f" SELECT 'Sample ' || n, n || '@example.com', now(), {values}"
            " FROM generate_series(1, 2000) AS n"
        )
    for typed in ("o'brien", "sample 77", "(416) 555-0123"):
        plan = plan_of(model.objects.found(typed).order_by())
        assert index in plan
        assert "Seq Scan" not in plan
