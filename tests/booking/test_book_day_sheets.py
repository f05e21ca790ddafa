"""Dates above the rows, headings in German, lengths in seconds."""

import pytest

from tests.appointment_book import fate_of
from tests.booking.test_book_lines import book, times


def test_the_columns_of_a_german_book_are_known():
    text = """Datum;Uhrzeit;Dauer;Vorname;Nachname;Telefon;Geburtsdatum;Therapeut;Leistung;Notiz
Do 04.03.2027;9:00 Uhr;60 Min.;Ada;Exemplar;416 555 0102;25.01.1980;Ann;Massage;Knie
Fr 05.03.2027;10:00 Uhr;1 Std.;Bo;Testcase;416 555 0103;25.01.1981;Ann;Massage;
"""
    read = book(text)
    assert [times(line) for line in read] == [
        ("2027-03-04 09:00", "10:00"),
        ("2027-03-05 10:00", "11:00"),
    ]
    first = read[0]
    assert (first.person.name, first.person.phones) == ("Ada Exemplar", ("416 555 0102",))
    assert (first.therapist, first.service, first.note) == ("Ann", "Massage", "Knie")


def test_a_length_in_seconds_is_taken_only_where_that_is_said():
    rows = "Name,Start,{}\nAda Exemplar,2027-03-04 9:00,{}"
    for heading, cell, ends in [
        ("Duration (seconds)", "3600", "10:00"),
        ("Duration in seconds", "2700", "09:45"),
        ("Duration", "3600 s", "10:00"),
        ("Duration", "PT2700S", "09:45"),
        ("Dauer in Sekunden", "3600", "10:00"),
    ]:
        assert times(book(rows.format(heading, cell))[0]) == ("2027-03-04 09:00", ends)
    assert "would last 60 hours" in book(rows.format("Duration", "3600"))[0].problem


DAY_SHEETS = [
    """Monday, November 2, 2026
Time,Patient,Therapist
9:00 AM,Ada Exemplar,Ann

Tuesday, November 3, 2026
Time,Patient,Therapist
10:00 AM,Bo Testcase,Ann
""",
    """Heure;Patient;Praticien
2026-11-02;;
9h00;Ada Exemplar;Ann
Date :;2026-11-03 (1 rendez-vous);
10h00;Bo Testcase;Ann
""",
    """Mon 02/11/2026,,
9:00 AM,Ada Exemplar,Ann
Tue 03/11/2026,,
10:00 AM,Bo Testcase,Ann
""",
]


@pytest.mark.parametrize("text", DAY_SHEETS, ids=["above the header", "below it", "without one"])
def test_a_date_in_a_row_by_itself_is_that_of_the_visits_below(text):
    read = [line for line in book(text) if line.problem != "The column names, repeated."]
    assert [times(line)[0] for line in read] == ["2026-11-02 09:00", "2026-11-03 10:00"]
    assert [line.person.name for line in read] == ["Ada Exemplar", "Bo Testcase"]
    assert all(line.remark.startswith("Its date is from line ") for line in read)


def test_a_row_with_nothing_but_a_date_is_broken_where_the_rows_have_their_own():
    read = book("Name,Date,Time\nAda Exemplar,2026-11-02,9:00\n,2026-11-03,\n")
    assert [line.problem for line in read] == ["", "There is no name."]
    read = book("Name,Birth date,Phone\nAda Exemplar,1980-01-02,416-555-0101\n,1981-01-03,\n")
    assert [fate_of(line) for line in read] == ["patient", "problem"]


def test_a_french_family_name_and_first_name_are_one_name():
    read = book("Nom du patient,Prénom du patient,Date,Heure\nPatiente,Zoé,2026-11-02,9h00\n")
    assert read[0].person.name == "Zoé Patiente"
