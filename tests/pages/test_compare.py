"""Two versions compared word by word, as a person wants to read it."""

import random

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as some

from pages.models import Revision, Section
from pages.text.compare import compare
from pages.text.compare.prose import compare_prose
from pages.text.compare.words import compare_words, tidy

MARKS = {"kept": "{}", "removed": "[-{}-]", "added": "[+{}+]", "folded": "<{}>"}


def printed(pieces):
    return "".join(MARKS[piece.change].format(piece.text) for piece in pieces)


def words(old, new):
    return printed(compare_words(old, new))


def prose(old, new):
    """Each line as (kind, text with marks, remarks)."""
    return [
        (line.kind, printed(line.pieces), list(line.remarks)) for line in compare_prose(old, new)
    ]


def without(change, lines):
    return [
        "".join(piece.text for piece in line.pieces if piece.change != change) for line in lines
    ]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("cat dog", "big cat dog", "[+big +]cat dog"),
        ("We treat you.", "We treat you", "We treat you[-.-]"),
        ("It costs $1,045.50.", "It costs $1,050.00.", "It costs $[-1,045.50-][+1,050.00+]."),
        ("Don't do follow-up", "Don't do any follow-up", "Don't do[+ any+] follow-up"),
        ("痛みを和らげる治療", "痛みを取り除く治療", "痛みを[-和らげる-][+取り除く+]治療"),
        ("हिन्दी में लिखें", "हिन्दी में पढ़ें", "हिन्दी में [-लिखें-][+पढ़ें+]"),
        ("", "New", "[+New+]"),
        ("Old", "", "[-Old-]"),
        ("cat.", "cat .", "cat[+ +]."),
    ],
)
def test_words_numbers_signs_and_any_script_are_compared(old, new, shown):
    assert words(old, new) == shown


def test_changed_phrases_stay_together():
    shown = words("We treat you once a week here.", "We treat you twice a month here.")
    assert shown == "We treat you [-once a week-][+twice a month+] here."


def test_a_text_with_little_in_common_is_replaced_as_a_whole():
    old, new = "The cat sat on the mat", "The dogs lay under a tree"
    assert words(old, new) == f"[-{old}-][+{new}+]"


def test_a_long_stretch_without_change_is_folded():
    same = " ".join(f"word{number}" for number in range(100))
    pieces = compare_words(f"Old {same} end", f"New {same} fin")
    assert [piece.change for piece in pieces][2:5] == ["kept", "folded", "kept"]
    assert pieces[3].words == 84
    assert pieces[2].text.endswith("word7 ")
    assert pieces[4].text.startswith("word92")


TEXT = some.text("ab12 .,'-\n\ré痛ि\u200d", max_size=60)


@given(TEXT, TEXT)
def test_no_word_is_lost_or_invented(old, new):
    pieces = compare_words(tidy(old), tidy(new))
    for side, change in ((old, "added"), (new, "removed")):
        assert "".join(p.text for p in pieces if p.change != change) == tidy(side)


TAGS = ["<p>", "</p>", "<ul><li>", "</li></ul>", "<strong>", "</strong>", "<br>", "</a>"]
BODY = some.lists(
    some.sampled_from([*TAGS, '<a href="/x/">', "one ", "two", " three", " &lt;b&gt; "]),
    max_size=30,
).map("".join)


@given(BODY, BODY)
def test_no_paragraph_is_lost_or_invented(old, new):
    lines = compare_prose(old, new)
    for side, other in ((old, "added"), (new, "removed")):
        shown = [text for text in without(other, lines) if text]
        assert "\n\n".join(shown) == "\n\n".join(without(None, compare_prose(side, side)))


def test_rich_text_is_compared_without_its_tags():
    old = "<p>One visit costs $45.</p><ul><li><p>Bring a towel</p></li></ul>"
    new = "<p>One visit costs $50.</p><ul><li><p>Bring a towel</p></li><li><p>Eat</p></li></ul>"
    assert prose(old, new) == [
        ("paragraph", "One visit costs $[-45-][+50+].", []),
        ("item of a list", "Bring a towel", []),
        ("item of a list", "[+Eat+]", []),
    ]


@pytest.mark.parametrize(
    ("old", "new", "remark"),
    [
        ("<p>a <strong>b c</strong> d</p>", "<p>a b c d</p>", "“b c” is no longer bold."),
        ("<p>a b c d</p>", "<p>a <em>b c</em> d</p>", "“b c” is now italic."),
        ("<p>a b</p>", '<p>a <a href="/x/">b</a></p>', "“b” now links to /x/."),
        ('<p>a <a href="/x/">b</a></p>', "<p>a b</p>", "“b” no longer links to /x/."),
        (
            '<p>a <a href="/x/">b</a></p>',
            '<p>a <a href="/y/">b</a></p>',
            "“b” now links to /y/ instead of /x/.",
        ),
        (
            "<h3>a b</h3>",
            "<h4>a b</h4>",
            "Changed from a level 3 heading to a level 4 heading.",
        ),
        (
            "<p>a b</p>",
            "<blockquote><p>a b</p></blockquote>",
            "Changed from a paragraph to a quotation.",
        ),
    ],
)
def test_a_change_of_form_is_said_in_words(old, new, remark):
    ((_, text, remarks),) = prose(old, new)
    assert "[" not in text
    assert len(remarks) == 1
    assert remarks[0].startswith(remark)


def test_where_a_new_link_leads_is_said():
    ((_, text, remarks),) = prose("<p>Call us.</p>", '<p>Call us <a href="/x/">at noon</a>.</p>')
    assert text == "Call us[+ at noon+]."
    assert remarks == ["“at noon” links to /x/."]


def test_the_same_look_in_other_tags_is_no_change():
    lines = prose("<p><strong>a</strong><strong> b</strong> c</p>", "<p><b>a b</b> c</p>")
    assert lines == [("paragraph", "a b c", [])]


def test_a_list_that_becomes_numbered_says_so_once():
    items = "".join(f"<li><p>Item {number}</p></li>" for number in range(3))
    shown = prose(f"<ul>{items}</ul>", f"<ol>{items}</ol>")
    assert [len(remarks) for _, _, remarks in shown] == [1, 0, 0]


def test_a_line_break_counts():
    assert prose("<p>one two</p>", "<p>one<br>two</p>")[0][1] == "one[- -][+\n+]two"


def test_unchanged_paragraphs_are_folded():
    same = "".join(f"<p>{'word ' * 20}{number}</p>" for number in range(5))
    lines = compare_prose(f"{same}<p>Old end</p>", f"{same}<p>New end</p>")
    assert [line.change for line in lines] == ["folded", "changed"]
    assert lines[0].words == 105


def filled(make):
    body = ""
    while len(body) < 20_000:
        body += make()
    return body


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (lambda pick: f"<p>{f'word{pick(9999)} ' * 60}</p>", lambda pick: f"<p>{pick(9)}</p>"),
        (lambda pick: f"<p>a {pick(3)}</p>", lambda pick: f"<p>a {pick(3) + 5}</p>"),
        (lambda pick: f"{pick(2)} ", lambda pick: f"{pick(2) + 1} "),
        (lambda pick: ".!"[pick(2)], lambda pick: "!?"[pick(2)]),
        (lambda pick: "<b>a</b> ", lambda pick: "<i>a</i> "),
        (lambda pick: "<ul><li>a", lambda pick: "<b>b"),
    ],
    ids=["paragraphs", "short lines", "two words", "signs", "letters", "never closed"],
)
def test_the_longest_texts_with_nothing_in_common_are_compared(old, new):
    pick = random.Random(1).randrange
    old, new = filled(lambda: old(pick)), filled(lambda: new(pick))
    assert {line.change for line in compare_prose(old, new)} != {"kept"}


def test_one_new_word_is_found_in_a_long_text_that_repeats_few():
    pick = random.Random(1).randrange
    many = [f"word{pick(3)}" for _ in range(10_000)]
    old, new = " ".join(many), " ".join([*many[:5000], "new", *many[5000:]])
    pieces = compare_words(old, new)
    assert [piece.text for piece in pieces if piece.change == "added"] == [" new"]


def test_a_text_far_longer_than_any_page_is_replaced_as_a_whole():
    many = [f"word{number}" for number in range(25_000)]
    pieces = compare_words(" ".join(many), " ".join([*many, "new"]))
    assert [piece.change for piece in pieces] == ["removed", "added"]


def section(heading, body="<p>A text.</p>", **fields):
    return Section(heading=heading, body=body, **fields)


def copy(one, **changes):
    return Section(**{"heading": one.heading, "body": one.body, "key": one.key} | changes)


def sections(old, new):
    found = compare(Revision(), old, Revision(), new)
    return [(part.name, part.change, list(part.remarks)) for part in found.parts]


def test_a_section_is_found_again_by_its_key_under_a_new_heading():
    old = section("Costs")
    found = compare(Revision(), [old], Revision(), [copy(old, heading="Our costs")])
    (part,) = found.parts
    assert (part.name, part.change) == ("Our costs", "changed")
    assert printed(part.lines[0].pieces) == "[-Costs-][+Our costs+]"


def test_a_section_without_its_key_is_found_by_its_heading():
    assert sections([section("Costs")], [section("costs ")])[0][1] == "changed"
    assert sections([section("Costs")], [section("Costs")]) == [("Costs", "kept", [])]


def test_sections_added_and_removed_are_where_they_belong():
    a, b, c = section("A"), section("B"), section("C")
    shown = sections([a, b, c], [copy(a), section("New"), copy(c)])
    assert [part[:2] for part in shown] == [
        ("A", "kept"),
        ("New", "added"),
        ("B", "removed"),
        ("C", "kept"),
    ]


def test_a_moved_section_says_so_and_the_others_do_not():
    a, b, c = section("A"), section("B"), section("C")
    shown = sections([a, b, c], [copy(c), copy(a), copy(b)])
    assert shown == [
        ("C", "changed", ["Moved: now first."]),
        ("A", "kept", []),
        ("B", "kept", []),
    ]


def test_two_sections_of_the_same_heading_are_each_found_once():
    old = [section("A"), section("A")]
    assert sections(old, [section("A"), section("A")]) == [("A", "kept", []), ("A", "kept", [])]
    assert [part[1] for part in sections(old, [section("A")])] == ["kept", "removed"]


def test_fields_are_compared_and_empty_ones_are_left_out():
    old = Revision(title="IMS", reviewed_by="Sample Reviewer")
    new = Revision(title="IMS", summary="New", reviewed_by="Sample Physiotherapist")
    found = compare(old, [], new, [])
    assert [(part.name, part.change) for part in found.changed] == [
        ("Summary", "added"),
        ("Reviewed by", "changed"),
    ]
    assert found.unchanged == ["Title"]


@pytest.mark.parametrize(
    ("old", "new", "remarks"),
    [
        ({}, {"image_id": 1, "alt": "A hand"}, ["An image was added."]),
        ({"image_id": 1, "alt": "A hand"}, {}, ["The image was removed."]),
        ({"image_id": 1}, {"image_id": 2}, ["The image was replaced by another."]),
        ({"image_id": 1}, {"image_id": 1, "decorative": True}, ["The image is now decorative."]),
        ({"image_id": 1, "alt": "A hand"}, {"image_id": 1, "alt": "A foot"}, []),
    ],
)
def test_a_changed_image_is_said_in_words(old, new, remarks):
    (part,) = compare(Revision(**old), [], Revision(**new), []).changed
    assert (part.name, part.remarks) == ("Image", remarks)


def test_the_same_is_no_difference():
    one = Revision(title="A", summary="B", image_id=1, alt="C")
    same = section("A")
    assert compare(one, [same], one, [copy(same)]).is_same
    assert not compare(one, [same], Revision(), [copy(same)]).is_same


def test_what_is_shown_is_escaped_and_needs_no_colour():
    found = compare(Revision(title="<b>old"), [], Revision(title="<script>new"), [])
    shown = render_to_string("admin/pages/_comparison.html", {"comparison": found})
    assert "&lt;script" in shown
    assert "<script" not in shown
    assert '<del><span class="visually-hidden">[removed: </span>' in shown
    assert '<ins><span class="visually-hidden">[added: </span>' in shown
