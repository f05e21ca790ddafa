"""Every row of an appointment book has one fate, and says why."""

from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from booking.moving_in.columns import Meaning, guessed
from booking.moving_in.lines import Asks, Person, lines
from booking.moving_in.table import read_table
from tests.appointment_book import fate_of

TORONTO = ZoneInfo("America/Toronto")


def book(text, order=""):
    table = read_table(text.encode())
    return lines(table, guessed(table), order)


def fates(read):
    return {line.line: fate_of(line) for line in read}


def times(line):
    ends = line.ends_at and f"{line.ends_at.astimezone(TORONTO):%H:%M}"
    return f"{line.starts_at.astimezone(TORONTO):%Y-%m-%d %H:%M}", ends


def meanings_of(heading, *rows):
    table = read_table("\n".join((heading, *rows)).encode())
    return {table.columns[place]: meaning for place, meaning in guessed(table).items() if meaning}


def test_two_files_of_one_kind_put_together_are_one():
    both = "".join(f"\ufeffPatient,Start\n{name},2027-02-03 14:30\n" for name in ("Ada X", "Bo Y"))
    read = book(both)
    assert [line.person and line.person.name for line in read] == ["Ada X", None, "Bo Y"]
    assert [line.problem for line in read] == ["", "The column names, repeated.", ""]


JANE = """Location,Start,End,Staff Member,Treatment,Patient,Patient Guid,Status,Arrived At,Notes
Here,2027-03-04 09:00 AM,2027-03-04 10:00 AM,Ann,Massage,Sample Patient,p1,Booked,,
Here,2027-03-04 10:00 AM,2027-03-04 11:00 AM,Ann,Massage,Ada Exemplar,p2,No Show,,
Here,2027-03-05 10:00 AM,2027-03-05 11:00 AM,Ann,Massage,Ada Exemplar,p2,Arrived,2027-03-05,
Here,2027-03-06 10:00 AM,2027-03-06 11:00 AM,Ann,Massage,Bo Testcase,p3,Cancelled,,
Here,2027-03-06 12:00 PM,2027-03-06 12:30 PM,Ann,,,,,,Lunch
"""
CLINIKO = """Patient,Practitioner,Appointment type,Starts at,Ends at,Cancelled at,Did not arrive
Sample Patient,Ann,Massage,2027-03-04 09:00:00 -0500,2027-03-04 10:00:00 -0500,,false
Ada Exemplar,Ann,Massage,2027-07-04 09:00:00 -0400,2027-07-04 10:00:00 -0400,2027-02-01 9:00,false
Ada Exemplar,Ann,Massage,2027-07-05 09:00:00 -0400,2027-07-05 10:00:00 -0400,,true
"""
CALENDLY = """Invitee Name,Invitee Time Zone,Start Date & Time,End Date & Time,Canceled
Sample Patient,America/Vancouver,2027-03-04 09:00 am,2027-03-04 10:00 am,false
Ada Exemplar,,2027-03-04 11:00 am,2027-03-04 12:00 pm,true
"""
OURS = """Visit ID,Patient ID,Name,Email,Phone,Date,Time,End time,Minutes,Therapist,Service,State
1,7,Sample Patient,s@example.com,4165550101,2027-03-04,09:00,10:00,60,Ann,Massage,Confirmed
2,7,Sample Patient,s@example.com,4165550101,2027-03-05,09:00,10:00,60,Ann,Massage,Missed
3,7,Sample Patient,s@example.com,4165550101,2027-03-06,09:00,10:00,60,Ann,Massage,Withdrawn
"""


def test_visits_of_other_programs():
    nine = ("2027-03-04 09:00", "10:00")
    for text, expected in {
        JANE: "booked missed attended cancelled block",
        CLINIKO: "booked cancelled missed",
        CALENDLY: "booked cancelled",
        OURS: "booked missed cancelled",
    }.items():
        read = book(text)
        assert [line.status or fate_of(line) for line in read] == expected.split()
        assert times(read[0]) == nine
        assert read[0].person.name == "Sample Patient"


def test_columns_are_known_by_heading_and_by_value():
    assert meanings_of("Nom,Prénom,Courriel,Tél.", "Patiente,Zoé,z@example.com,4165550101") == {
        "Nom": Meaning.LAST_NAME,
        "Prénom": Meaning.FIRST_NAME,
        "Courriel": Meaning.EMAIL,
        "Tél.": Meaning.PHONE,
    }
    assert meanings_of("Nom,Date,Heure", "Zoé Patiente,2027-03-04,9h") == {
        "Nom": Meaning.NAME,
        "Date": Meaning.START_DATE,
        "Heure": Meaning.START_TIME,
    }
    assert meanings_of("Objet,Début,Début,Fin,Fin", "Zoé,2027-03-04,9:00,2027-03-04,10:00") == {
        "Objet": Meaning.SUBJECT,
        "Début": Meaning.START_TIME,  # the second; the first is the date
        "Fin": Meaning.END_TIME,
    }
    assert meanings_of("Client,Appointment Date,Day", "Zoé,2027-03-04 9:00,Thursday") == {
        "Client": Meaning.NAME,
        "Appointment Date": Meaning.START,
        "Day": Meaning.WEEKDAY,
    }
    assert meanings_of(
        "Ada Exemplar,ada@example.com,416-555-0101,2027-03-04,9:00,60",
        "Bo Testcase,bo@example.com,416-555-0102,2027-03-04,10:00,45",
    ) == {
        "Column 1": Meaning.NAME,
        "Column 2": Meaning.EMAIL,
        "Column 3": Meaning.PHONE,
        "Column 4": Meaning.START_DATE,
        "Column 5": Meaning.START_TIME,
        "Column 6": Meaning.LENGTH,
    }


def test_patients_as_we_export_them():
    heading = "Patient ID,Name,Other names,Email,Phone,Other emails,Other phones,Notes,Known since"
    row = "7,Ada Exemplar,Addie Exemplar; A. Exemplar,a@example.com,4165550101,b@example.com; "
    row += "c@example.com,6475550102,2027-01-01: x,2027-01-01"
    (line,) = book(f"{heading}\n{row}\n")
    assert line.person == Person(
        name="Ada Exemplar",
        other_names=("Addie Exemplar", "A. Exemplar"),
        emails=("a@example.com", "b@example.com", "c@example.com"),
        phones=("4165550101", "6475550102"),
        dialled=("+14165550101", "+16475550102"),
        key="7",
    )
    assert (fate_of(line), line.note) == ("patient", "2027-01-01: x")


def test_a_missing_time_is_found_by_its_values():
    assert meanings_of("Name,Date,Hora,Termina", "Zoé,2027-03-04,9:00,10:00") == {
        "Name": Meaning.NAME,
        "Date": Meaning.START_DATE,
        "Hora": Meaning.START_TIME,
        "Termina": Meaning.END_TIME,
    }


def test_a_file_of_patients_has_no_visits():
    heading = (
        "Guid,First Name,Preferred Name,Last Name,Email,Mobile Phone,Date of Birth,State,Number"
    )
    text = f"{heading}\na1,Sample,Sammy,Patient,s@example.com,4165550101,1980-02-01,ON,1234567890\n"
    (line,) = book(text)
    assert (fate_of(line), line.person.name, line.status) == ("patient", "Sample Patient", "")
    assert line.person.other_names == ("Sammy Patient",)
    assert line.person.dialled == ("+14165550101",)
    assert line.person.key == "a1"


def test_words_of_visits_mean_others_in_a_file_of_patients():
    assert meanings_of("Name,Blocked,Status,ID", "Ada Exemplar,Yes,Active,7") == {
        "Name": Meaning.NAME,
        "ID": Meaning.PERSON_KEY,
    }


def test_numbers_of_patients_are_no_numbers_of_visits():
    rows = [f"{n % 3},Ada {'ABC'[n % 3]}xemplar,2027-03-0{n + 1} 9:00" for n in range(9)]
    assert fates(book("\n".join(["ID,Name,Start", *rows]))) == dict.fromkeys(range(2, 11), "visit")


def test_what_says_that_a_visit_is_cancelled():
    cells = {
        **dict.fromkeys(["yes", "TRUE", "1", "2027-03-01 10:00", "Cancelled", "X"], "cancelled"),
        **dict.fromkeys(
            ["", "no", "FALSE", "0", "0000-00-00 00:00:00", "NULL", "No", "-"], "visit"
        ),
    }
    rows = [f"A Sample;2027-03-{day + 1:02} 9:00;{cell}" for day, cell in enumerate(cells)]
    read = book("\n".join(["Name;Start;Cancelled at", *rows]))
    assert dict(zip(cells, [fate_of(line) for line in read], strict=True)) == cells


def test_states_in_words_of_ones_own():
    cells = {
        "Early cancelled": "cancelled",
        "No-Show (charged)": "missed",
        "CAN": "cancelled",
        "Bumped": "booked",
        "Not cancelled": "booked",
        "Waitlisted": "",
    }
    rows = [f"A Sample;2027-03-{day + 1:02} 9:00;{cell}" for day, cell in enumerate(cells)]
    rows += [f"B Sample;2027-04-{day:02} 9:00;Confirmed" for day in range(1, 9)]
    read = book("\n".join(["Name;Start;Status", *rows]))[: len(cells)]
    assert dict(zip(cells, [line.status for line in read], strict=True)) == cells
    assert read[3].remark == "“Bumped” is not a status that we know, so it is read as booked."
    assert read[5].problem == "It is not a visit yet: “Waitlisted”."


def test_people_who_are_called_like_a_total_are_patients():
    names = ["Fin Donnelly", "Sum Wong", "Page Sample", "Total", "Grand total: 5", "Count: 5"]
    read = book("\n".join(["Name;Phone", *(f"{name};" for name in names)]))
    assert [fate_of(line) for line in read] == ["patient"] * 3 + ["problem"] * 3


def test_a_label_is_no_status():
    heading = "Start Time,End Time,First Name,Last Name,Label"
    row = "2027-03-04 9:00,2027-03-04 10:00,Ada,Exemplar,Cancelled"
    assert fate_of(book(f"{heading}\n{row}\n")[0]) == "visit"


PROBLEMS = {
    "A Sample,2027-02-30,9:00,60": "In “Date”, “2027-02-30” is not a day in the calendar.",
    "A Sample,2027-03-04,25:00,60": "In “Time”, “25:00” is not a time.",
    "A Sample,2027-03-04,9:00,long": "In “Minutes”, “long” is not a length.",
    "A Sample,2027-03-04,9:00,0": "The visit has no length: it ends when it begins.",
    "A Sample,2027-03-04,9:00,900": "The visit would last 15 hours: “2027-03-04 – 9:00 – 900”.",
    "A Sample,2027-03-04,10-9:00,": "The visit ends before it begins: “2027-03-04 – 10-9:00”.",
    "A Sample,2027-03-14,2:30,60": (
        "In “Time”, “2:30” is a time that the clocks skip on March 14, 2027."
    ),
    "A Sample,,9:00,60": "There is no date.",
    "A Sample,2027-03-04,,60": "There is no time.",
    "A Sample,2027-03-04 00:00:00,,60": "There is no time.",
    "A Sample,2027-03-04": "There is no time: the row has 2 cells for 4 columns.",
    ",2027-03-04,9:00,60": "There is no name.",
    "Dr.,2027-03-04,9:00,60": "In “Name”, “Dr.” is not a name.",
    "NULL,2027-03-04,9:00,60": "There is no name.",
    "Total,,,60": "“Total” looks like a total or a note below the table.",
    "12 visits,,,": "“12 visits” looks like a total or a note below the table.",
    "A Sample,2027-03-04,9:00,60,x": "This row has 5 cells for 4 columns: “x” has no column.",
}


def test_what_cannot_be_read_says_which_cell_and_why():
    read = book("\n".join(["Name,Date,Time,Minutes", *PROBLEMS, "B Sample,2027-03-04,9:00,60"]))
    assert dict(zip(PROBLEMS, [line.problem for line in read], strict=False)) == PROBLEMS
    assert fate_of(read[-1]) == "visit"


def test_dates_that_can_be_read_two_ways_ask_unless_somebody_has_said_it():
    text = "Name,Date,Time\nA Sample,03/04/2027,9:00\nB Sample,05/05/2027,9:00\n"
    assert [line.asks for line in book(text)] == [(Asks.DATE,), ()]
    assert times(book(text, "day")[0])[0] == "2027-04-03 09:00"
    assert times(book(text, "month")[0])[0] == "2027-03-04 09:00"


def test_dates_that_another_line_settles_do_not_ask():
    text = "Name,Date,Time\nA Sample,03/04/2027,9:00\nB Sample,25/03/2027,9:00\n"
    assert times(book(text)[0])[0] == "2027-04-03 09:00"


def test_dates_against_the_order_that_somebody_has_said_are_problems():
    text = "Name,Date,Time\nA Sample,03/04/2027,9:00\nB Sample,25/03/2027,9:00\n"
    assert fates(book(text, "month")) == {2: "visit", 3: "problem"}


def test_an_end_that_can_be_read_two_ways_asks_too():
    text = "Name,Start,End\nA Sample,2027-03-04 9:00,04/03/2027 10:00\n"
    assert book(text)[0].asks == (Asks.DATE,)
    assert times(book(text, "day")[0]) == ("2027-03-04 09:00", "10:00")


def test_an_end_at_midnight_is_the_end_of_the_day():
    for end in ("0:00", "24:00", "midnight"):
        text = f"Name,Date,Start time,End time\nA Sample,2027-03-04,23:00,{end}\n"
        assert times(book(text)[0]) == ("2027-03-04 23:00", "00:00")


def test_a_visit_without_an_end_leaves_it_open():
    assert times(book("Name,Date,Time\nA Sample,2027-03-04,9:00\n")[0]) == (
        "2027-03-04 09:00",
        None,
    )


def test_the_same_visit_again_is_a_repeat_and_a_number_used_twice_is_a_problem():
    text = """ID,Name,Start,Therapist
1,Ada Exemplar,2027-03-04 9:00,Ann
1,ada exemplar,2027-03-04 9:00,Ann
1,Ada Exemplar,2027-03-05 9:00,Ann
2,Ada Exemplar,2027-03-06 9:00,Ann
,Ada Exemplar,2027-03-06 9:00,Ann
3,Ada Exemplar,2027-03-07 9:00,Ann
4,Bo Testcase,2027-03-07 9:00,Ann
5,Cy Sample,2027-03-08 9:00,Ann
6,Dee Sample,2027-03-09 9:00,Ann
"""
    read = book(text)
    assert [fate_of(line) for line in read] == (
        ["visit", "repeat", "problem", "visit", "repeat", "visit", "visit", "visit", "visit"]
    )
    assert [read[1].repeats, read[4].repeats] == [2, 5]
    assert read[2].problem == "Line 2 is another visit with the same number, “1”."


def test_a_name_that_may_be_no_patients_asks():
    names = [
        "Lunch",
        "Charting",
        "Anonymous",
        "Ada & Bo Exemplar",
        "Ada and Bo Exemplar",
        "Room 2",
        "(private)",
    ]
    rows = [f"{name},2027-03-04 {8 + hour}:00,Ann" for hour, name in enumerate([*names, "Ann"])]
    read = book("\n".join(["Name,Start,Therapist", *rows]))
    assert [line.asks for line in read] == [(Asks.PERSON,)] * len(rows)


def test_a_last_name_that_is_the_therapists_is_asked_about():
    heading = "First Name,Last Name,Start,Calendar"
    (line,) = book(f"{heading}\nEmma,Sample Therapist,2027-03-04 9:00,Sample Therapist\n")
    assert (line.asks, line.person.name) == ((Asks.PERSON,), "Emma")
    assert line.remark == "“Sample Therapist” is also the name of a therapist."


def test_times_that_may_be_after_noon_are_problems_unless_the_clock_has_24_hours():
    rows = ["Name,Date,Time", "A Sample,2027-03-04,9:00", "B Sample,2027-03-04,1:30"]
    for more in ([], ["C Sample,2027-03-04,2:00 PM"]):
        read = book("\n".join([*rows, *more]))
        assert [fate_of(line) for line in read[:2]] == ["visit", "problem"]
        assert read[1].problem == (
            "“2027-03-04 – 1:30” does not say whether it is before or after noon."
        )
    for time in ("14:00", "09:30", "0:30"):
        read = book("\n".join([*rows, f"C Sample,2027-03-04,{time}"]))
        assert [fate_of(line) for line in read] == ["visit"] * 3


def test_entries_of_a_calendar_ask_who_they_are_and_whole_days_are_none():
    text = """Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description
Ada Exemplar,03/14/2027,9:00 AM,03/14/2027,10:00 AM,False,"Phone 416-555-0102
ada@example.com"
Away,03/15/2027,,03/20/2027,,True,
Fair,03/22/2027,,03/22/2027,,,
Bo Testcase (647-555-0103) knee,03/23/2027,9:00 AM,03/23/2027,10:00 AM,,
"""
    read = book(text)
    assert fates(read) == {2: "asks", 4: "all_day", 5: "all_day", 6: "asks"}
    bo = read[3].person
    assert (bo.name, bo.dialled) == ("Bo Testcase – knee", ("+16475550103",))
    assert (read[0].person.emails, read[0].person.dialled) == (
        ("ada@example.com",),
        ("+14165550102",),
    )


def test_contacts_of_a_cell():
    table = {
        "416-555-0101": ["+14165550101"],
        "'+1 (416) 555-0101": ["+14165550101"],
        "416.555.0101 (cell)": ["+14165550101"],
        "416-555-0101 ext. 12": ["+14165550101;ext=12"],
        "416-555-0101 / 647-555-0102": ["+14165550101", "+16475550102"],
        "416-555-0101/647-555-0102": ["+14165550101", "+16475550102"],
        "h: 416-555-0101 c: 647-555-0102": ["+14165550101", "+16475550102"],
        "4165550101.0": ["+14165550101"],
        "+44 20 7946 0018": ["+442079460018"],
        "416-555-0101 (wife, after 5)": ["+14165550101"],
    }
    read = book("\n".join(["Name;Phone", *(f"A Sample;{cell}" for cell in table)]))
    assert {
        cell: list(line.person.dialled) for cell, line in zip(table, read, strict=True)
    } == table
    assert not any(line.remark for line in read)


def test_contacts_that_cannot_be_used_are_left_out_with_a_word():
    heading = "Name;Phone;Email"
    read = book(
        f"{heading}\nA Sample;555-0101;a@example.com, b@example\nB;4165550101;b@example.com\n"
    )
    assert fate_of(read[0]) == "patient"
    assert read[0].person.emails == ("a@example.com",)
    assert read[0].remark == (
        "Not an email address, so left out: “b@example”."
        " Not a phone number, so left out: “555-0101”."
    )


def test_addresses_with_more_beside_them():
    cells = ["Ada Exemplar <ada@example.com>;", "Ada Exemplar;ada@example.com (work)"]
    for line in book("\n".join(["Name;Email", *cells])):
        assert (line.person.name, line.person.emails) == ("Ada Exemplar", ("ada@example.com",))
        assert not line.remark


def test_a_length_against_start_and_end_is_remarked_on():
    (line,) = book("Name,Start,End,Minutes\nA Sample,2027-03-04 9:00,2027-03-04 10:00,45\n")
    assert times(line)[1] == "10:00"
    assert line.remark == "Its length, “45”, does not match its start and end, which are used."


def test_names_of_a_cell():
    table = {
        "Placeholder, Cy": "Cy Placeholder",
        "Dee Sample, Jr.": "Dee Sample Jr.",
        "Sample, Dee, Jr.": "Dee Sample Jr.",
        "Dr. Ada Exemplar": "Ada Exemplar",
        "Exemplar, Mme Ada": "Ada Exemplar",
        "Sample (Sammy) Patient": "Sample Patient",
        "Sample Patient (she/her)": "Sample Patient",
        "“Curly” Sample": "Curly Sample",
        "O’Neil, Zoë": "Zoë O’Neil",
        "Null": "Null",
    }
    read = book("\n".join(["Name;Phone", *(f"{cell};4165550101" for cell in table)]))
    assert {cell: line.person.name for cell, line in zip(table, read, strict=True)} == table
    assert [line.person.other_names for line in read if line.person.other_names] == [
        ("Sammy Patient",)
    ]


def test_times_of_another_zone_are_the_same_moments_here():
    text = """Name,Start,End,Time Zone
A Sample,2027-03-04 06:00,2027-03-04 07:00,America/Vancouver
B Sample,2027-07-04 09:00,2027-07-04 10:00,EST
C Sample,2027-03-04T14:00:00Z,2027-03-04T15:00:00Z,
D Sample,2027-07-04 09:00 EST,2027-07-04 10:00 EST,
E Sample,2027-07-04 09:00,2027-07-04 10:00,Mars
F Sample,2027-07-04 21:00,2027-07-04 22:00,Asia/Shanghai
"""
    read = book(text)
    assert times(read[5]) == ("2027-07-04 09:00", "10:00")
    assert [times(line) for line in read[:3]] == [
        ("2027-03-04 09:00", "10:00"),
        ("2027-07-04 09:00", "10:00"),
        ("2027-03-04 09:00", "10:00"),
    ]
    assert times(read[3]) == ("2027-07-04 09:00", "10:00")
    assert read[3].remark == "EST is read as EDT, which the clocks show on July 4, 2027."
    assert read[4].problem == "In “Time Zone”, “Mars” is not a time zone that we know."


ROWS = st.lists(
    st.lists(st.text("a1,;\"'/-: \né", max_size=12), min_size=1, max_size=5), min_size=1, max_size=6
)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_each_row_has_exactly_one_line(rows):
    cells = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    text = "\n".join(["Name;Phone;Date;Time;Minutes", *cells, "Ada Exemplar;;2027-03-04;9:00;60"])
    table = read_table(text.encode())
    read = lines(table, guessed(table))
    assert [line.line for line in read] == [row.line for row in table.rows]
    assert all(fate_of(line) != "None" for line in read)
