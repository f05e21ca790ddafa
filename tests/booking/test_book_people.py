"""Who is one patient among the rows of an appointment book, and who may be."""

from booking.moving_in.columns import guessed
from booking.moving_in.lines import lines
from booking.moving_in.people import people_among
from booking.moving_in.table import read_table


def people(*rows, heading="Name;Email;Phone;Patient ID"):
    table = read_table("\n".join([heading, *rows]).encode())
    return people_among(lines(table, guessed(table)))


def groups(found):
    return [group.lines for group in found.groups]


def twins(found):
    first = [group.lines[0] for group in found.groups]
    return [(first[pair.one], first[pair.other]) for pair in found.twins]


def test_one_patient_has_one_name_and_a_shared_contact():
    found = people(
        "Zoé Sample;zoe@example.com;416-555-0101;",
        "zoe  SAMPLE;ZOE@example.com;;",
        "Zoe Sample;;+1 (416) 555-0101;",
        "Zoé Sample;zoe@work.example;416 555 0101 ext. 5;",
    )
    assert groups(found) == [[2, 3, 4, 5]]
    (group,) = found.groups
    assert (group.name, group.other_names) == ("Zoé Sample", [])
    assert group.emails == ["zoe@example.com", "zoe@work.example"]
    assert group.dialled == ["+14165550101", "+14165550101;ext=5"]
    assert (found.twins, found.of_line) == ([], [0, 0, 0, 0])


def test_only_a_name_or_only_a_contact_is_asked_about():
    found = people(
        "Ada Exemplar;ada@example.com;;",
        "Bo Exemplar;ada@example.com;;",
        "Ada Exemplar;other@example.com;416-555-0102;",
        "Cy Placeholder;;416-555-0102;",
        "Dee Sample;dee@example.com;416-555-0103;",
    )
    assert groups(found) == [[2], [3], [4], [5], [6]]
    assert twins(found) == [(2, 3), (2, 4), (4, 5)]


def test_rows_join_through_a_third():
    found = people(
        "Ada Exemplar;ada@example.com;;",
        "Ada Exemplar;;416-555-0102;",
        "Ada Exemplar;ada@example.com;416-555-0102;",
    )
    assert groups(found) == [[2, 3, 4]]


def test_another_name_of_a_patient_counts():
    found = people(
        "Sample (Sammy) Patient;s@example.com;;",
        "Sammy Patient;s@example.com;;",
        "X Y;x@y.example;;",
    )
    assert groups(found) == [[2, 3], [4]]
    assert found.groups[0].other_names == ["Sammy Patient"]


def test_the_other_programs_number_tells_who_is_who_without_a_contact():
    found = people("Ada Exemplar;;;7", "Ada Exemplar;;;7", "Ada Exemplar;;;8")
    assert groups(found) == [[2, 3], [4]]
    assert twins(found) == [(2, 4)]


def test_rows_with_nothing_but_a_name_are_one_patient():
    found = people("Ada Exemplar;;;", "ada exemplar;;;", "Ada Exemplar;ada@example.com;;")
    assert groups(found) == [[2, 3], [4]]
    assert twins(found) == [(2, 4)]


def test_lines_that_are_nobodys_are_in_no_group():
    found = people("Ada Exemplar;ada@example.com;;", "Dr.;x@example.com;;", ";nobody@example.com;;")
    assert found.of_line == [0, -1, -1]


def test_a_family_of_many_is_no_square_of_questions():
    family = [f"{one}{other} Sample;home@example.com;;" for one in "ABCDEF" for other in "abcdef"]
    found = people(*family)
    assert len(found.groups) == 36
    assert twins(found) == [(2, line) for line in range(3, 38)]
