"""The content of WordPress's pages as sections: their order, and that no word is lost silently."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pages.text.pasted import clean
from pages.wordpress.groups import LONGEST_BODY, LONGEST_HEADING, MOST_PARTS, Part
from pages.wordpress.sections import converted, lacking

ADDRESS = "https://old.example/about/"
UPLOADS = "https://old.example/wp-content/uploads/"


def parts(content, **options):
    return converted(content, ADDRESS, **options).parts


def text(content):
    """The text of a content that is a single section without a heading."""
    (part,) = parts(content)
    assert part == Part(body=part.body)
    return part.body


def told(content):
    return " ".join(converted(content, ADDRESS).left_out)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("One\ntwo\n\n<b>Three</b>\n4", "<p>One<br>two</p><p><strong>Three</strong><br>4</p>"),
        ("<ul>\n<li>a\nb</li>\n</ul>\nEnd", "<ul><li>a<br>b</li></ul><p>End</p>"),
        ("<p>a</p>\n<p>b</p>", "<p>a</p><p>b</p>"),
        ("a<!--more-->b<!--nextpage-->c", "<p>a</p><p>b</p><p>c</p>"),
        ("<pre>a\n[b c=1]</pre>", "<p>a<br>[b c=1]</p>"),
        ("[sic], [1] and [[gallery]]", "<p>[sic], [1] and [gallery]</p>"),
        ("[see <a href='/x'>this</a>]", '<p>[see <a href="https://old.example/x">this</a>]</p>'),
        ("<a href='/f'>A</a><a href='/f'>B</a>", '<p><a href="https://old.example/f">A B</a></p>'),
        ("<a href='fees'>Fees</a>", '<p><a href="https://old.example/about/fees">Fees</a></p>'),
        ("a <!-- never <p>ends</p>", "<p>a never</p><p>ends</p>"),
        ('<a href="/x>a</a> b', '<p><a href="https://old.example/x">a</a> b</p>'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ],
)  # fmt: skip
def test_the_text_of_the_classic_editor_keeps_its_paragraphs_and_lines(content, body):
    assert text(content) == body
    assert told(content) == ""


def test_blocks_keep_what_is_in_them():
    content = (
        "<!-- wp:paragraph -->\n<p>One\nline</p>\n<!-- /wp:paragraph -->\n\n"
        '<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Two</p>'
        "<cite>2</cite></blockquote></figure><!-- /wp:pullquote -->"
        '<!-- wp:table --><figure class="wp-block-table"><table><tr><td>3</td><td>4</td></tr>'
        "</table><figcaption>Five</figcaption></figure><!-- /wp:table -->"
        '<!-- wp:button --><div class="wp-block-button"><a href="/book/">'
        "Book</a></div><!-- /wp:button -->"
    )
    assert text(content) == (
        "<p>One line</p><blockquote><p>Two</p><p>2</p></blockquote>"
        "<table><tbody><tr><td>3</td><td>4</td></tr></tbody></table><p>Five</p>"
        '<p><a href="https://old.example/book/">Book</a></p>'
    )
    assert converted(content, ADDRESS).links == ["https://old.example/book/"]


def test_a_section_begins_at_each_heading_of_the_highest_level():
    found = parts(
        "a<h2>B &amp; <em>b</em></h2>c<h4>D</h4>e<h5>F</h5><h6>G</h6><h3>H</h3><h2>I</h2>"
        "<h6>J</h6>k"
    )
    assert [(part.heading, part.body) for part in found] == [
        ("", "<p>a</p>"),
        ("B & b", "<p>c</p><h3>D</h3><p>e</p><h4>F</h4><h4>G</h4><h3>H</h3>"),
        ("I", "<h3>J</h3><p>k</p>"),
    ]  # fmt: skip


def test_headings_that_are_too_long_in_a_list_or_without_an_end_keep_their_words():
    long = "word " * 40
    assert parts(f"<h2>{long}</h2>text")[0].body == f"<h3>{long.strip()}</h3><p>text</p>"
    assert text("<ul><li><h2>A</h2>b</li></ul>") == "<ul><li><p>A</p><p>b</p></li></ul>"
    assert [part.heading for part in parts("<h2>A<p>b</p><h2>C</h2>d")] == ["A", "C"]
    assert [part.heading for part in parts("<ul><li>a<h2>B</h2>c")] == ["", "B"]
    assert "https://old.example/b" in told('<h2><a href="/b">B</a></h2>c')


def test_pictures_join_the_text_around_them_or_are_sections_with_their_captions():
    found = parts(
        '<img src="/wp-content/uploads/a.jpg" alt="A">\nOne\n\nTwo '
        '<img src="/wp-content/uploads/b.jpg" alt="B"> two\n\nThree\n\n'
        '[caption id="c" width="300"]<a href="/wp-content/uploads/c.jpg">'
        '<img src="/wp-content/uploads/c-300x200.jpg" alt="C" /></a> The <em>third</em>[/caption]\n'
        '<figure><img src="/wp-content/uploads/d.jpg" alt="D"><figcaption>Fourth</figcaption>'
        "</figure>Four"
    )
    assert found == [
        Part("", "<p>One</p>", f"{UPLOADS}a.jpg", "A"),
        Part("", "<p>Two two</p>", f"{UPLOADS}b.jpg", "B"),
        Part("", "<p>Three</p>"),
        Part("", "", f"{UPLOADS}c-300x200.jpg", "C", "The third"),
        Part("", "", f"{UPLOADS}d.jpg", "D", "Fourth"),
        Part("", "<p>Four</p>"),
    ]


def test_a_picture_before_a_text_stays_before_it_unless_both_have_a_heading():
    picture, text = '<img src="/a.jpg" alt="A">', "<p>One</p>"
    address = "https://old.example/a.jpg"
    assert parts(picture + text) == [Part("", "", address, "A"), Part("", text)]
    assert parts(text + picture + text) == [Part("", text, address, "A"), Part("", text)]
    assert parts(f"<h2>B</h2>{picture}{text}") == [Part("B", text, address, "A")]


def test_a_heading_with_a_captioned_picture_keeps_both():
    (part,) = parts(
        '<h2>A</h2><figure><img src="/b.jpg" alt="B"><figcaption>C</figcaption></figure>'
    )
    assert part == Part("A", "<p>C</p>", "https://old.example/b.jpg", "B")


def test_each_picture_of_a_gallery_is_a_section():
    asked = []

    def gallery(ids):
        asked.append(ids)
        return [("/a.jpg", "A", "One"), ("/b.jpg", "B", "")]

    found = parts('[gallery ids="7, 8"][gallery]', gallery=gallery)
    assert asked == [[7, 8], None]
    assert [(part.image_url[-5:], part.alt, part.caption) for part in found] == [
        ("a.jpg", "A", "One"),
        ("b.jpg", "B", ""),
    ] * 2
    assert [one.alt for one in parts('[vc_single_image image="7"]', gallery=gallery)] == ["A", "B"]
    content = "".join(
        f'<figure class="wp-block-image"><img src="{name}.jpg"/></figure>' for name in "ab"
    )
    assert len(parts(f'<figure class="wp-block-gallery">{content}</figure>')) == 2
    assert "[gallery ids=" in told('[gallery ids="7"]')


@pytest.mark.parametrize(
    ("content", "address"),
    [
        ("a\n\nhttps://video.example/1\n\nb", "https://video.example/1"),
        ("<p>https://video.example/1</p>", "https://video.example/1"),
        ("[embed]https://video.example/1[/embed]", "https://video.example/1"),
        ('[embed width="1"]https://video.example/1[/embed]', "https://video.example/1"),
        ("[youtube=https://video.example/1]", "https://video.example/1"),
        ('[video mp4="/v.mp4"][/video]', "https://old.example/v.mp4"),
        (
            '<iframe src="https://map.example/?a=1&amp;b=2"></iframe>',
            "https://map.example/?a=1&b=2",
        ),
        ('<video controls><source src="/v.mp4"></video>', "https://old.example/v.mp4"),
        ('<!-- wp:social-link {"url":"https://video.example/1"} /-->', "https://video.example/1"),
    ],
)
def test_what_was_embedded_becomes_its_link_and_is_told(content, address):
    assert converted(content, ADDRESS).links == [address]
    assert any(">http" in part.body and "<a href=" in part.body for part in parts(content))
    assert f"Embedded content is now a link: “{address}”" in told(content)


def test_an_address_within_a_sentence_stays_as_it_is():
    assert text("See https://a.example/ or\nhttps://b.example/ <b>there</b>") == (
        "<p>See https://a.example/ or<br>https://b.example/ <strong>there</strong></p>"
    )


def test_shortcodes_come_off_their_text_and_others_are_named():
    content = (
        '[row][col]One[/col][col title="Two"]2 [btn url="/b"]Book[/btn] now[/col][/row]'
        '[form-7 id="1"]'
    )
    assert text(content) == (
        "<p>One</p><p><strong>Two</strong></p>"
        '<p>2 <a href="https://old.example/b">Book</a> now</p>'
    )  # fmt: skip
    assert 'A shortcode was left out: “[form-7 id="1"]”' in told(content)
    assert "the text inside them kept: [row] (1), [col] (2), [btn] (1)" in told(content)
    assert text('[x_button button_url="/b" button_text="Book" /]') == (
        '<p><a href="https://old.example/b">Book</a></p>'
    )
    assert text('[x_heading text="One" font="Two three"]a') == "<p><strong>One</strong></p><p>a</p>"
    slide = f'[slide url="/b" background="{UPLOADS}c.jpg"]a[/slide]'
    assert [(part.image_url, part.body) for part in parts(slide)] == [
        (f"{UPLOADS}c.jpg", '<p><a href="https://old.example/b">a</a></p>')
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a<script>b</script>", "A script was left out"),
        ("a<style>b</style>", "A style sheet was left out"),
        ("a<form><label>Name</label><input name=b></form>", "A form was left out: “Name”"),
        ("a<select><option>b</select>", "A form field was left out: “b”"),
        ("a<p style='display: none'>b</p>", "Something hidden was left out: “b”"),
        ("a<del>b</del>", "Text that was struck through was left out: “b”"),
        ("a<object><p>b</p></object>", "Embedded content was left out: “b”"),
        ("a[vc_raw_html]JTND[/vc_raw_html]", "A shortcode was left out: “[vc_raw_html]”"),
        ('a<!-- wp:latest-posts {"c":1} /-->', "The block “latest-posts” was left out."),
        ('a<!-- wp:x {"url":"https://b.example/\\ud800"} /-->', "“x” was left out."),
        ('a<!-- wp:x {"url":"https://b.example/\\u0000"} /-->', "“x” was left out."),
        ('a<!-- wp:x {"t":[[[[ /-->', "“x” was left out."),
        (f"<a href='/{'b' * 2_000}'>a</a>", "A link whose address is too long was left out"),
        (f"a<iframe src='/{'b' * 2_000}'></iframe>", "An embedded page was left out"),
        ('a<!-- wp:block {"ref":12} /-->', "The reusable block 12 was left out."),
        ('a<!-- wp:x/y {"data":{"t":"Some words"}} /-->', "“x/y” was left out: “Some words”"),
        ("a<img alt='b'>", "An image without an address was left out: “b”"),
        (f"a<img src='data:image/png;base64,{'A' * 200}'>", "An image that is in the text"),
        ('[b c="Some words"]a[/b]', "Words of the shortcode [b] were left out: “Some words”"),
        ('a<input type=hidden value=\'{"b":["Some words"]}\'>', "builder was left out: “Some w"),
        ('a<a href="javascript:b">c</a>', "1 link that can't be used here"),
        (
            '<a href="/b"><img src="c.png"></a>a',
            "The link of an image was left out: “https://old.e",
        ),
    ],
)
def test_what_a_text_cannot_hold_is_told(content, words):
    assert "a" in parts(content)[0].body
    assert words in told(content)


def test_a_form_around_a_whole_page_is_not_left_out():
    assert len(text(f"<form>{'word ' * 400}</form>")) > 1_500


@pytest.mark.parametrize(
    "content",
    [
        "<p>" + "word " * 5_000,
        "<p>" + "w" * 45_000,
        "<p><strong>" + "w &amp; " * 5_000 + "</strong>",
        "<ol>" + f"<li>{'word ' * 20}</li>" * 250 + "</ol>",
        f"<ul><li>a</li><li>{'word ' * 5_000}<ul><li>b</li></ul></li><li>c</li></ul>",
        "<blockquote>" + f"<p>{'word ' * 20}</p>" * 250 + "</blockquote>",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        + f"<tr><td>{'word ' * 300}</td><td>c</td></tr>" * 30,
        f"<table><tr><td>{'word ' * 5_000}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>",
        f"<h1>a</h1><p>{'word ' * 3_990}</p><h2>word</h2><p>{'word ' * 3_000}</p>",
    ],
)
def test_what_is_too_long_is_divided_and_not_cut(content):
    found = parts(content)
    assert len(found) > 1
    assert all(len(part.body) <= LONGEST_BODY for part in found)
    assert all(part.body == clean(part.body) for part in found)
    assert not any(re.search(r"<h[34]>[^<]*</h[34]>\Z", part.body) for part in found)
    before, after = content, "".join(f"<h2>{part.heading}</h2>{part.body}" for part in found)
    counts = [len(re.findall(r"\bword\b", one)) for one in (before, after)]
    assert counts[0] == counts[1]
    assert before.count("w") == after.count("w")


def test_the_numbers_of_a_list_go_on_where_it_is_divided():
    first, second = parts("<ol>" + f"<li>{'word ' * 100}</li>" * 60 + "</ol>")
    assert first.body.count("<li>") == 39
    assert second.body.startswith('<ol start="40"><li>word')


def test_bold_text_and_a_link_go_on_where_a_paragraph_is_divided():
    found = parts(f'<p><strong><a href="https://a.example/">{"word " * 5_000}')
    assert len(found) == 2
    start = '<p><a href="https://a.example/"><strong>word'
    assert all(part.body.startswith(start) for part in found)


def test_a_text_of_more_sections_than_a_page_can_have_is_told():
    assert list(lacking([("", True)] * 100)) == []
    [said] = lacking([("", True)] * 101)
    assert "fills 101 sections, and a page can have at most 100." in said


def test_a_page_with_many_headings_or_pictures_has_no_more_sections_than_a_page_can():
    assert len(parts("<h2>a</h2>b" * 150)) == 1
    assert len(parts("<h2>a</h2>b" * 150 + '<img src="a.jpg">' * 60)) == 60
    found = converted('<img src="a.jpg"><p>b</p>' * 150, ADDRESS)
    assert len(found.parts) <= MOST_PARTS
    assert (
        "a page can have at most 100 sections: “https://old.example/about/a.jpg” (105 times)"
        in " ".join(found.left_out)
    )


@pytest.mark.parametrize(
    "again",
    [
        *(
            "<div>",
            "<ul><li>",
            "[row]",
            "[a ",
            '[a="',
            "<!--",
            "<a ",
            '<a ="> ',
            "<form>",
            "<script>",
        ),
        *("&", " ", "<p hidden>", '[caption id="1"]', "<figure>", "<h2>", "<table><td>"),
    ],
)
def test_each_content_is_read_once_however_long_it_is(again):
    """No clock: what reads it again and again does not come back for minutes."""
    found = converted("word" + again * 2_500, ADDRESS)
    assert "word" in found.parts[0].body


def test_only_the_words_are_kept_of_a_content_of_millions_of_characters():
    content = "<h2>word</h2>" + "<p>word &amp; <b>word</b></p>" * 37_000
    found = converted(content, ADDRESS)
    assert "".join(part.body for part in found.parts).count("word") == 74_001
    assert found.parts[0].body.startswith("<p>word</p><p>word &amp; word</p>")
    assert "only its words were kept" in found.left_out[0]


PIECES = """
<p> </p> <div> </div> <b> </b> <a_href="/x"> </a> <span> </span> <ul> </ul> <ol_start=3> </ol>
<li> </li>
<blockquote> </blockquote> <h1> </h1> <h2> </h2> <h4> </h4> <table> </table> <tr> <td> </td>
<figure>
</figure> <figcaption> </figcaption> <img_src="a.jpg"> <br> <form> </form> <del> </del> <p_hidden>
<pre>
</pre> <sup> </sup> <q> <noscript> </noscript> <video> </video> <textarea> </textarea>
<script></script>
<!--_wp:x_--> <!--_wp:x_/--> <!--more--> [caption_id="1"] [/caption] [row] [/row] [b_url="/x"] [/b]
[sic] [form-1] &amp; <_ " -_ | || |https://a.example/|
"""


@settings(max_examples=40, deadline=None)
@given(some.lists(some.sampled_from(PIECES.split()), max_size=30))
def test_whatever_the_tags_no_word_is_lost_and_an_editor_saves_the_text_unchanged(pieces):
    content = "".join(f"{piece} w{number}w " for number, piece in enumerate(pieces))
    content = content.replace("_", " ").replace("|", "\n")
    found = converted(content, ADDRESS)
    kept = " ".join(
        [one for part in found.parts for one in (part.heading, part.body, part.caption)]
    )
    assert set(re.findall(r"w\d+w", content)) == set(
        re.findall(r"w\d+w", f"{kept} {' '.join(found.left_out)}")
    )
    for part in found.parts:
        assert part.body == clean(part.body)
        assert "<h4>" not in part.body.partition("<h3>")[0]
        assert len(part.heading) <= LONGEST_HEADING
