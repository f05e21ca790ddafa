"""Books as programs export them when people have used them for years."""

from booking.moving_in.columns import guessed
from booking.moving_in.lines import lines
from booking.moving_in.statuses import status_of
from booking.moving_in.table import read_table


def book(*rows):
    table = read_table("\n".join(rows).encode())
    return lines(table, guessed(table))


def test_words_that_say_no_are_read_with_their_no():
    expected = {
        "Not cancelled": "booked",
        "Non annulé": "booked",
        "Annulé par le client": "cancelled",
        "Excusé": "cancelled",
        "Non honoré": "missed",
        "Early no-show": "missed",
        "Honoré": "attended",
        "Purple": None,
    }
    assert {word: status_of(word) for word in expected} == expected


def test_totals_in_each_cell_are_no_patients_and_patients_with_such_names_are():
    rows = ["Sum,Sample,,,416-555-0101", "Total,Exemplar,,ada@example.com,"]
    read = book("First name,Last name,Nickname,Email,Phone", *rows, "Total: 2,Total: 2,Total: 2,,2")
    assert [line.fate for line in read] == ["patient", "patient", "problem"]


def test_guests_of_a_patient_lend_them_no_address():
    heading = "Invitee Name,Invitee Email,Start Date & Time,Guest Email(s)"
    (line,) = book(heading, "Ada Exemplar,ada@example.com,2027-03-04 09:00 am,bo@example.com")
    assert line.person.emails == ("ada@example.com",)


def test_each_line_of_two_encodings_is_read_in_its_own():
    rows = "Name,Phone\nRenée Sample,416-555-0101\n".encode() + "Zoé Test,\n".encode("cp1252")
    assert [row.cells[0] for row in read_table(rows).rows] == ["Renée Sample", "Zoé Test"]
