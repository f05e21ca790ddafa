"""Books as programs export them when people have used them for years."""

from booking.moving_in.columns import guessed
from booking.moving_in.headings import known
from booking.moving_in.lines import lines
from booking.moving_in.meanings import Meaning
from booking.moving_in.names import one_name
from booking.moving_in.statuses import apart, status_of
from booking.moving_in.table import read_table
from tests.appointment_book import fate_of


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
        "Did Not Arrive (DNA)": "missed",
        "Arrived late": "attended",
        "Client no showed": "missed",
        "Un-cancelled": "booked",
        "No cancellation": "booked",
        "Cancellation requested": None,
        "Rescheduled from 3/4": None,
        "Purple": None,
    }
    assert {word: status_of(word) for word in expected} == expected


def test_totals_in_each_cell_are_no_patients_and_patients_with_such_names_are():
    rows = ["Sum,Sample,,,416-555-0101", "Total,Exemplar,,ada@example.com,"]
    read = book("First name,Last name,Nickname,Email,Phone", *rows, "Total: 2,Total: 2,Total: 2,,2")
    assert [fate_of(line) for line in read] == ["patient", "patient", "problem"]


def test_guests_of_a_patient_lend_them_no_address():
    heading = "Invitee Name,Invitee Email,Start Date & Time,Guest Email(s)"
    (line,) = book(heading, "Ada Exemplar,ada@example.com,2027-03-04 09:00 am,bo@example.com")
    assert line.person.emails == ("ada@example.com",)


def test_each_line_of_two_encodings_is_read_in_its_own():
    rows = "Name,Phone\nRenée Sample,416-555-0101\n".encode() + "Zoé Test,\n".encode("cp1252")
    assert [row.cells[0] for row in read_table(rows).rows] == ["Renée Sample", "Zoé Test"]


def test_a_status_beside_a_name_is_taken_off_it():
    expected = {
        "Canceled: Ada Exemplar": ("Ada Exemplar", "cancelled"),
        "Annulé : Ada Exemplar": ("Ada Exemplar", "cancelled"),
        "[CANCELLED] Ada Exemplar": ("Ada Exemplar", "cancelled"),
        "Ada Exemplar (cancelled)": ("Ada Exemplar", "cancelled"),
        "Ada Exemplar - no show": ("Ada Exemplar", "missed"),
        "Cancelled": ("Cancelled", ""),
        "Ada Exemplar": ("Ada Exemplar", ""),
        "Ada Smith-Cancel": ("Ada Smith-Cancel", ""),
    }
    assert {name: apart(name) for name in expected} == expected
    (line,) = book("Name,Start", "Ada Exemplar (cancelled),2027-03-04 9:00 AM")
    assert (line.kind, line.person.other_names) == ("cancelled", ())


def test_a_row_of_a_service_without_a_patient_is_none_of_blocked_time():
    rows = ["Lunch break,,12:00 PM", "Appointment,,1:00 PM", "Massage,,2:00 PM"]
    read = book("Type,Patient,Time,Date", *(f"{row},2027-03-04" for row in rows))
    assert [fate_of(line) for line in read] == ["block", "problem", "problem"]


def test_two_whole_names_in_a_cell_are_asked_about():
    names = {
        "Ada Exemplar, Bo Testcase": "asks",
        "van Dyke, Mary Ann": "visit",
        "Sample Jones, Ada B.": "visit",
        "Exemplar, Ada": "visit",
        "Ada Exemplar, Jr.": "visit",
    }
    rows = (f'"{name}",2027-03-04 {8 + n}:00 AM' for n, name in enumerate(names))
    assert [fate_of(line) for line in book("Name,Start", *rows)] == list(names.values())


def test_all_who_come_to_a_class_have_its_number():
    rows = [f"{n},Ada Exemplar,2027-03-0{n} 9:00" for n in range(1, 7)]
    read = book("Booking ID,Client,Start", *rows, "6,Bo Testcase,2027-03-06 9:00")
    assert {fate_of(line) for line in read} == {"visit"}


def test_a_title_is_a_subject_unless_it_is_said_before_a_name():
    (line,) = book("Title,Start,End", "Ada Exemplar,2027-03-04 9:00,2027-03-04 10:00")
    assert (fate_of(line), line.person.name) == ("asks", "Ada Exemplar")
    (line,) = book("Title,Patient,Start", "Dr.,Ada Exemplar,2027-03-04 9:00")
    assert (fate_of(line), line.person.name) == ("visit", "Ada Exemplar")


def test_a_visit_past_midnight_ends_on_the_next_day_and_a_long_one_before_it_begins():
    rows = ["23:30,00:15", "22:00,21:00", "23:30-00:30,"]
    read = book("Name,Date,Start,End", *(f"Ada Exemplar,2027-03-04,{row}" for row in rows))
    assert [f"{one.ends_at:%dT%H:%M}" if one.ends_at else fate_of(one) for one in read] == (
        ["05T05:15", "problem", "05T05:30"]
    )
    assert read[0].remark == "Read as ending on the next day."


def test_a_second_table_hides_no_row_of_the_first_and_none_of_its_own():
    rows = ["Ada Exemplar,416-555-0101", "", "Name,Phone,Date", "Ada Exemplar,,2027-03-04"]
    table = read_table("\n".join(["Name,Email", *rows]).encode())
    assert (table.header_line, [row.line for row in table.rows]) == (1, [2, 4, 5])
    assert [bool(row.problem) for row in table.rows] == [False, True, True]


def test_marks_that_nobody_sees_are_in_no_name():
    assert book("Name,Phone", "Ad\x07a Exemplar\x7f,416-555-0101")[0].person.name == "Ada Exemplar"


def test_of_several_columns_of_states_the_one_that_ends_a_visit_counts():
    row = "Ada Exemplar,2027-03-04 9:00"
    heading = "Name,Start,Attendance,Booking Status"
    said = {"Not set,CANCELED": "cancelled", "No show,CONFIRMED": "missed", ",Confirmed": "booked"}
    rows = [f"{row[:-4]}{8 + n}:00,{states}" for n, states in enumerate(said)]
    assert [line.status for line in book(heading, *rows)] == list(said.values())


def test_a_therapist_in_two_columns_is_one():
    heading = "Client First Name,Client Last Name,Start,Therapist First Name,Therapist Last Name"
    (line,) = book(heading, "Ada,Exemplar,2027-03-04 9:00,Tess,One")
    assert (line.person.name, line.therapist) == ("Ada Exemplar", "Tess One")


def test_names_of_the_staff_count_more_than_their_numbers():
    (line,) = book("Client,Start,Staff,Staff name\nAda Exemplar,2027-03-04 9:00,1,Ann")
    assert line.therapist == "Ann"


def test_treatments_after_each_other_share_the_number_of_their_booking():
    first = "Ref,Client,Start,End,Service\n5,Ada Exemplar,2027-03-04 9:00,2027-03-04 9:30,A"
    for row, fate in {
        "5,Ada Exemplar,2027-03-04 9:30,2027-03-04 10:00,B": "visit",
        "5,Ada Exemplar,2027-03-04 9:30,2027-03-04 10:00,A": "problem",
        "5,Ada Exemplar,2027-03-04 9:45,2027-03-04 10:00,B": "problem",
    }.items():
        assert [fate_of(line) for line in book(first, row)] == ["visit", fate]


def test_a_number_of_anything_is_no_length():
    (line,) = book("Client,Service,Moment,Order no.", "Ada,Massage,2027-03-04 9:00,45")
    assert (fate_of(line), line.ends_at) == ("visit", None)


def test_an_appointment_that_is_a_moment_is_when_it_is():
    (line,) = book("Appointment,Patient", '"9:30 AM, Thu, Mar 4, 2027",Ada Exemplar')
    assert f"{line.starts_at:%Y-%m-%dT%H:%M}" == "2027-03-04T14:30"


def test_remarks_in_brackets_and_marks_are_no_names():
    expected = {
        "Ada Exemplar (new)": ("Ada Exemplar", ()),
        "Ada Exemplar (101)": ("Ada Exemplar", ()),
        "*Ada Exemplar*": ("Ada Exemplar", ()),
        "Ada Exemplar, Ms.": ("Ada Exemplar", ()),
        "Ada Exemplar (Addie)": ("Ada Exemplar", ("Addie Exemplar",)),
    }
    assert {name: one_name(name) for name in expected} == expected


def test_what_is_beside_a_heading_changes_nothing():
    expected = {
        "Date (YYYY-MM-DD)": Meaning.START_DATE,
        "Phone (home)": Meaning.PHONE,
        "Email - Personal": Meaning.EMAIL,
        "Name (Last, First)": Meaning.NAME,
        "Contact No.": Meaning.PHONE,
        "Phone (Emergency)": None,
        "Email (Therapist)": None,
    }
    assert {heading: known(heading) for heading in expected} == expected


def test_times_below_a_heading_of_utc_are_in_utc():
    heading = "Name,Start (UTC),End (UTC)"
    (line,) = book(heading, "Ada Exemplar,2027-03-04 14:00,2027-03-04T15:00:00Z")
    assert f"{line.starts_at:%H:%M} {line.ends_at:%H:%M}" == "14:00 15:00"


def test_a_visit_that_any_column_calls_off_is_cancelled_and_one_that_nobody_can_say_a_problem():
    said = {",": "visit", "0,0": "visit", ",2027-03-01": "cancelled", "Yes,": "cancelled"}
    said |= {"Sick,": "problem", ",Active": "visit"}
    rows = [f"Ada,2027-03-04 {8 + n}:00,{cells}" for n, cells in enumerate(said)]
    read = book("Name,Start,Cancelled,Deleted at", *rows)
    assert [fate_of(line) for line in read] == list(said.values())
    assert read[4].problem == "In “Cancelled”, “Sick” says neither yes nor no."


def meanings(*rows):
    table = read_table("\n".join(rows).encode())
    return {table.columns[place]: one for place, one in guessed(table).items() if one}


def test_of_two_moments_the_start_is_that_of_the_visit_or_nobody_knows():
    row = "2027-01-01 10:00,Ada Exemplar,Massage,2027-03-04 9:00"
    known_one = meanings("Consent signed,Client,Service,Appt on", row)
    assert (known_one.get("Consent signed"), known_one["Appt on"]) == (None, Meaning.START)
    assert Meaning.START not in meanings("Signed,Client,Service,Seen", row).values()
    both = meanings("One,Client,Service,Two", row.replace("2027-01-01 10", "2027-03-04 8"))
    assert (both["One"], both["Two"]) == (Meaning.START, Meaning.END)


def test_hours_beside_a_start_are_how_long_it_is():
    (line,) = book("Name,Start,Hours", "Ada Exemplar,2027-03-04 9:00,1.5")
    assert f"{line.starts_at:%H:%M} {line.ends_at:%H:%M}" == "14:00 15:30"
    assert "Time" not in meanings("Name,Start,Time", "Ada Exemplar,2027-03-04 9:00,7:00")


def test_times_on_a_day_that_is_none_are_times():
    row = "Ada Exemplar,2027-03-04,1899-12-31 09:00,1899-12-31 10:00"
    (line,) = book("Name,Date,Start,End", row)
    assert f"{line.starts_at:%m-%d %H:%M} {line.ends_at:%H:%M}" == "03-04 14:00 15:00"


def test_contacts_of_nobody_make_nobody_the_same():
    rows = ["Ann Sample,000-000-0000,noemail@example.com", "Bo Sample,0000000000,none@none.example"]
    read = book("Name,Phone,Email", *rows)
    assert [(one.person.phones, one.person.emails) for one in read] == [((), ())] * 2
    assert read[0].remark == (
        "Not an email address, so left out: “noemail@example.com”."
        " Not a phone number, so left out: “000-000-0000”."
    )
