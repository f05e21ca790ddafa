"""CSV files of other programs and of spreadsheets, as they are saved, become tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.moving_in import table as table_module
from booking.moving_in.cells import tidy
from booking.moving_in.table import Unreadable, read_table

TWO = "Name,Téléphone\nZoé Sample,416-555-0101\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TWO.encode(), "utf-8"),
        (TWO.encode("utf-8-sig"), "utf-8-sig"),
        (TWO.encode("cp1252"), "cp1252"),
        (TWO.encode("mac_roman"), "mac_roman"),
        (TWO.encode("cp850"), "cp850"),
        (TWO.encode("utf-16"), "utf-16"),
        (TWO.encode("utf-16-le"), "utf-16-le"),
        (TWO.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_found_out(data, encoding):
    table = read_table(data)
    assert (table.encoding, table.rows[0].cells[0]) == (encoding, "Zoé Sample")


def test_a_line_of_windows_in_utf_8_spoils_no_other():
    table = read_table("Name\nZoé\nÉva\nRené\nBéa\nLéo\n".encode() + "Noël\n".encode("cp1252"))
    assert [row.cells[0] for row in table.rows] == ["Zoé", "Éva", "René", "Béa", "Léo", "Noël"]


@pytest.mark.parametrize(
    "text",
    [
        "Name;Phone;Note\nAda;416;a, b\n",
        "Name\tPhone\tNote\nAda\t416\ta, b\n",
        "Name|Phone|Note\nAda|416|a, b\n",
        'Name,Phone,Note\nAda,416,"a, b"\n',
        'Name, Phone, Note\nAda, 416, "a, b"\n',
        'Name,Phone,Note\r\nAda,416,"a, b"\r\n\x1a',
        "sep=;\nName;Phone;Note\nAda;416;a, b\n",
        "sep=\t\nName\tPhone\tNote\nAda\t416\ta, b\n",
        '"Name;Phone;Note"\n"Ada;416;a, b"\n',
        "Name;Phone;Note\rAda;416;a, b\r",
        "Name;Phone;Note\r\nAda;416;a, b\r\n",
    ],
)
def test_the_delimiter_is_found_out(text):
    table = read_table(text.encode())
    assert table.columns == ["Name", "Phone", "Note"]
    assert [[tidy(cell) for cell in row.cells] for row in table.rows] == [["Ada", "416", "a, b"]]


def test_titles_before_the_header_are_no_rows():
    text = 'The Clinic\n"Visits, March"\n\nName,Date,Time\n\nAda,2027-03-04,9:00\n'
    table = read_table(text.encode())
    assert table.header_line == 4
    assert [row.line for row in table.rows] == [6]


def test_a_file_without_a_header_has_all_its_rows():
    table = read_table(b"Ada Exemplar,ada@example.com\nBo Testcase,bo@example.com\n")
    assert (table.header_line, table.columns) == (0, ["Column 1", "Column 2"])
    assert [row.line for row in table.rows] == [1, 2]


def test_headings_that_nobody_knows_are_a_header_above_values():
    table = read_table(b"Wer,Wann\nAda Exemplar,2027-03-04\n")
    assert (table.header_line, table.columns) == (1, ["Wer", "Wann"])


def test_a_row_counts_from_the_line_on_which_it_begins():
    text = 'Name,Note\nAda,"one\n\ntwo ""three"""\n\nBo,x\n'
    table = read_table(text.encode())
    assert [(row.line, row.cells[1]) for row in table.rows] == [
        (2, 'one\n\ntwo "three"'),
        (6, "x"),
    ]


def test_a_quotation_mark_without_a_partner_costs_one_row():
    text = 'Name,Date,Note\nAda,1,"knee\nBo,2,\nCy,3,"ok"\nDee,4,5" scar\nEve,5,"x" y\nFay,6,\n'
    table = read_table(text.encode())
    assert [(row.line, bool(row.problem)) for row in table.rows] == [
        *((2, True), (3, False), (4, False), (5, False), (6, True), (7, False)),
    ]
    assert table.rows[3].cells[2] == '5" scar'


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        (['Ada,1,"knee', "Bo,2,x", 'Cy,3,"', "Dee,4,ok"], {2, 4}),
        (['Ada,"1,knee', 'Bo,2,x"', "Cy,3,"], {2}),
        (['"Ada,1,knee', "Bo,2,x", 'Cy",3,ok'], set()),  # three columns: could be a name
    ],
)
def test_two_marks_without_partners_hide_no_row_between_them(rows, broken):
    table = read_table("\n".join(["Name,Date,Note", *rows]).encode())
    assert {row.line for row in table.rows if row.problem} == broken


def test_a_row_in_a_note_of_a_wide_table_is_a_row():
    rows = ['"Ada,1,2,3,4,x', "Bo,1,2,3,4,x", 'Cy",1,2,3,4,x']
    table = read_table("\n".join(["Name,A,B,C,D,Note", *rows]).encode())
    assert [(row.line, bool(row.problem)) for row in table.rows] == [
        (2, True),
        (3, False),
        (4, False),
    ]


def test_quotation_marks_as_mysql_writes_them():
    table = read_table(b'Name,Note\nAda,"said \\"no\\", then left"\n')
    assert table.rows[0].cells[1] == 'said "no", then left'


def test_a_row_is_as_wide_as_the_header_or_says_why_not():
    text = "Name,Phone,Note\nAda\nBo,416,x,,\nCy, Jr,416,x\nName,Phone,Note\n"
    table = read_table(text.encode())
    assert [len(row.cells) >= 3 for row in table.rows] == [True] * 4
    assert table.rows[2].cells == ("Cy", " Jr", "416", "x")  # nothing is cut off
    assert [row.problem for row in table.rows] == [
        *("", ""),
        "This row has 4 cells for 3 columns: “x” has no column.",
        "The column names, repeated.",
    ]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"BEGIN:VCALENDAR\r\n", ".ics"),
        (b"<html><table>", "web page"),
        (b'{"patients": []}', "JSON"),
        (b"INSERT INTO `visits` VALUES (1);", "database"),
        (b"Name,Phone\n", "no rows"),
        (bytes(range(256)) * 8 + b"\0" * 400, "text"),
        (b"\xff\xfeA\x00\x00\xd8", "bytes"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data, word):
    with pytest.raises(Unreadable, match=word):
        read_table(data)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(table_module, "MOST_ROWS", 3)
    assert len(read_table(b"Name\nAda\nBo\nCy\n").rows) == 3
    with pytest.raises(Unreadable, match="more than 3 rows"):
        read_table(b"Name\nAda\nBo\nCy\nDee\n")


def test_tidy_cells():
    table = {
        "  Ada  Exemplar ": "Ada Exemplar",
        "Ada\u00a0Exemplar\u200b": "Ada Exemplar",
        "'+14165550101": "+14165550101",
        "'=1+1": "=1+1",
        '="0123"': "0123",
        "'Neil": "'Neil",
        "O’Neil": "O’Neil",
        "Null": "Null",
        "O&#39;Neil &amp; Ren&eacute;e &c;": "O'Neil & Renée &c;",
        **dict.fromkeys(["NULL", "null", "N/A", "n/a", "-", "—", "\\N", "#N/A", "None", ""], ""),
    }
    assert {cell: tidy(cell) for cell in table} == table


CSV_LIKE = st.lists(st.sampled_from([b'"', b",", b";", b"\n", b"\r", b"a", b"\xe9", b"\0", b"\\"]))


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.binary(max_size=300), CSV_LIKE.map(b"".join)))
def test_any_bytes_are_a_table_or_unreadable(data):
    try:
        table = read_table(data)
    except Unreadable:
        return
    assert all(len(row.cells) >= len(table.columns) for row in table.rows)
    assert all(any(cell.strip() for cell in row.cells) for row in table.rows)
