"""Export files of WordPress: what is read in them, mended on the way, or refused with its line."""

import gzip
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest

from pages.wordpress import decoding, elements
from pages.wordpress.export_file import Author, ExportFile, Item, Site, Unreadable, entries
from tests.pages import wxr


def read(text):
    data = text.encode() if isinstance(text, str) else text
    export = ExportFile(io.BytesIO(data))
    return list(export), " ".join(export.mended)


def one(text):
    """The only item of an export, and what was mended."""
    found, mended = read(text)
    (item,) = (entry for entry in found if isinstance(entry, Item))
    return item, mended


def refused(text):
    with pytest.raises(Unreadable) as refusal:
        read(text)
    return str(refusal.value)


def test_an_export_is_its_site_its_authors_and_its_items():
    meta = (
        "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
    )
    picture = wxr.item(
        7,
        "Shoulder",
        post_type=" attachment ",
        attachment_url="https://old.example/wp-content/uploads/2015/03/a.jpg",
        inside=meta.format("_wp_attachment_image_alt", "A shoulder")
        + meta.format("_wp_attached_file", "2015/03/a.jpg")
        + meta.format("hours", "9 to 5")
        + meta.format("_edit_lock", "1"),
    )
    post = wxr.item(
        8,
        "Fees &amp; hours",
        "One ]]]]><![CDATA[> two",
        '<category domain="post_tag" nicename="a"><![CDATA[Arm & leg]]></category>'
        + meta.format("_thumbnail_id", "7")
        + wxr.comment(3, comment_parent=2, comment_approved="0")
        + wxr.comment(4, comment_type="pingback", comment_approved="trash"),
        post_parent=5,
        menu_order=-2,
        post_password="secret",
        is_sticky=1,
    )
    (site, author, first, second), mended = read(wxr.export(picture, post))
    assert site == Site("Old clinic", "https://old.example", "https://old.example/blog", "1.2")
    assert author == Author("ann", "Ann Sample")
    assert (first.number, first.id, first.kind) == (1, 7, "attachment")
    assert (first.alt, first.file, first.other_fields) == (
        "A shoulder",
        "2015/03/a.jpg",
        ("hours",),
    )
    assert first.attachment_url.endswith("/a.jpg")
    assert (second.number, second.title, second.content) == (2, "Fees & hours", "One ]]> two")
    assert (second.parent, second.order, second.thumbnail) == (5, -2, 7)
    assert (second.has_password, second.sticky, second.tags) == (True, True, ("Arm & leg",))
    assert second.at == datetime(2015, 3, 2, 15, 30, tzinfo=UTC)
    assert [(c.id, c.parent, c.approved, c.kind) for c in second.comments] == [
        (3, 2, "0", "comment"),
        (4, 0, "trash", "pingback"),
    ]
    assert second.comments[0].at == datetime(2016, 1, 5, 12, tzinfo=UTC)
    assert mended == ""


@pytest.mark.parametrize(
    ("dates", "at"),
    [
        ({"post_date_gmt": "0000-00-00 00:00:00"}, datetime(2015, 3, 2, 15, 30, tzinfo=UTC)),
        ({"post_date_gmt": "2015-13-45 99:00:00", "post_date": "-0001-11-30 00:00:00"}, None),
        ({"post_date_gmt": "", "post_date": "2015-07-02 10:30:00"}, (2015, 7, 2, 14, 30)),
    ],
)
def test_a_date_is_utc_or_else_by_the_clinics_clock(dates, at):
    at = datetime(*at, tzinfo=UTC) if isinstance(at, tuple) else at
    assert one(wxr.export(wxr.item(**dates)))[0].at == at


def test_a_file_without_dates_of_its_own_has_those_of_the_feed():
    dates = {"post_date_gmt": "", "post_date": ""}
    pub = "<pubDate>Thu, 05 Jan 2012 14:30:46 +0000</pubDate>"
    assert one(wxr.export(wxr.item(inside=pub, **dates)))[0].at.day == 5
    never = "<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>"
    assert one(wxr.export(wxr.item(inside=never, **dates)))[0].at is None


@pytest.mark.parametrize(
    "change",
    [
        ("export/1.2/", "export/1.0/"),
        ("export/1.2/", "export/1.3/"),
        ("http://wordpress.org", "https://wordpress.org"),
        ('xmlns:wp="http://wordpress.org/export/1.2/"', ""),
        ("wp:", "w:"),
    ],
)
def test_the_versions_of_the_format_and_their_prefixes_are_all_read(change):
    text = wxr.export().replace("xmlns:wp=", "xmlns:w=" if change[0] == "wp:" else "xmlns:wp=")
    item, mended = one(text.replace(*change))
    assert (item.id, item.status, item.content, mended) == (1, "publish", "Hello.", "")


@pytest.mark.parametrize(
    ("packed", "about"),
    [
        (lambda text: text.encode("utf-8-sig"), ""),
        (lambda text: text.encode("utf-16"), ""),
        (
            lambda text: text.encode("cp1252"),
            "2 bytes that are not UTF-8 were read as Windows-1252",
        ),
        (lambda text: text.replace("UTF-8", "ISO-8859-1").encode("cp1252"), ""),
        (lambda text: text.replace("UTF-8", "ISO-8859-1").encode(), "it was read as UTF-8"),
        (lambda text: text.replace("UTF-8", "UTF-7").encode(), "it was read as UTF-8"),
        (lambda text: gzip.compress(text.encode()), ""),
        (lambda text: zipped(a=text), ""),
        (lambda text: f"\n\n<b>Warning</b>: old PHP\n{text}".encode(), "“Warning : old PHP”"),
    ],
)
def test_a_file_is_read_in_whatever_encoding_it_is_and_what_was_assumed_is_said(packed, about):
    item, mended = one(packed(wxr.export(wxr.item(content="Café, they’re open."))))
    assert item.content == "Café, they’re open."
    assert about in mended
    assert bool(about) == bool(mended)


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.xml", text)
    return packed.getvalue()


def test_bytes_of_two_encodings_in_one_file_are_both_read():
    text = wxr.export(wxr.item(content="Café MARK")).encode()
    item, mended = one(text.replace(b"MARK", b"caf\xe9 \x9d"))
    assert item.content == "Café café �"
    assert "One byte that is not UTF-8 was read as Windows-1252 (on line 18)" in mended
    assert "One byte that is not a character was replaced with � (on line 18)" in mended
    many = text.replace(b"MARK", "déjà ".encode() + b"caf\xe9").replace(b"UTF-8", b"ISO-8859-1")
    assert one(many)[0].content == "Café déjà café"


@pytest.mark.parametrize(
    ("written", "read", "about"),
    [
        ("a\x0bb c\x01d\x00", "a b cd", "3 control characters, which XML can’t hold, were removed"),
        ("a&#11;b&#x1F;&#0;", "a b", "3 control characters"),
        ("they&#146;re", "they’re", "number in Unicode"),
        ("Q & A, R&D; &lt;b&gt;", "Q & A, R&D; <b>", "2 times, & was not written as &amp;"),
        ("caf&eacute;", "café", "One HTML entity"),
        ("5 < 6 and <3", "5 < 6 and <3", "2 times, < was not written as &lt;"),
        ("a ]]> b", "a ]]> b", "One ]]> in a text was not written as XML requires"),
        ("<b>a</b><br/> c", "<b>a</b><br> c", "HTML that was not escaped"),
        ("a<!-- b -- c -->d<?php e ?>f", "adf", ""),
    ],
)
def test_what_can_be_mended_without_loss_is_mended_and_said_with_its_line(written, read, about):
    item, mended = one(wxr.export(wxr.item(title=written)))
    assert item.title == read
    assert about in mended
    assert not about or "line 15" in mended


def test_scripts_that_end_a_cdata_section_do_not_end_the_text():
    content = (
        "<script>/* <![CDATA[ */ x /* ]]> */</script> a <script>//<![CDATA[\n//]]>\n</script> b"
    )
    item, mended = one(wxr.export(wxr.item(content=content)))
    assert item.content == content
    assert "]]>" in mended


def test_words_outside_the_fields_are_told_and_plugins_fields_named():
    warning = "<br />\n<b>Notice</b>: old PHP<br />\n"
    item, mended = one(
        wxr.export(wxr.item(inside=f"<seo:words>a</seo:words>{warning}")) + "<br>bye"
    )
    assert item.content == "Hello."
    assert "Line 31: text outside WordPress’s fields was left out: “Notice : old PHP”" in mended
    assert "other programs added were left out: seo:words (1)" in mended
    assert "After the last line of XML, this was left out: “<br>bye”" in mended


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Line 1: the file is empty"),
        ("\n \n", "is not a WordPress export file"),
        ("-- MySQL dump\nCREATE TABLE", "is not a WordPress export file"),
        ("<!DOCTYPE html>\n<html><body>Log in</body></html>", "Line 1: this is a web page"),
        ('<?xml version="1.0"?>\n<html></html>', "Line 2: this is a web page"),
        ("<rss><channel><item><title>a</title></item></channel></rss>", "a site’s feed"),
        ("<rss><channel></channel></rss>", "a site’s feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "an Atom feed"),
        (
            wxr.export().partition("</item>")[0],
            "the file ends in the middle of <item>, which begins on line 14",
        ),
        (wxr.export()[: -len(wxr.TAIL)], "the file ends in the middle of <channel>"),
        (wxr.export()[:780], "ends in the middle of"),
        (wxr.export().replace("</item>", ""), "an element ends here, but not <item>"),
        (wxr.export(wxr.item(), wxr.item()).replace("</item>", "", 1), "begins inside the item on"),
        (wxr.export(wxr.item(title="a <b and c")), "Line 15: this is not XML"),
        (
            wxr.export(wxr.item(inside="<!-- a")),
            "a comment (<!--) that begins before this line never",
        ),
        (wxr.export() + wxr.export(), "another one follows in the same file"),
        (wxr.HEAD + "<a>" * 100_000, "Line 14: elements are nested more than 50 deep"),
        (wxr.HEAD + "<a b='" + "x" * 200_000, "a tag is longer"),
        (wxr.export().encode("utf-16")[:-301], "the text is not in UTF-16"),
        (gzip.compress(wxr.export().encode())[:-30], "the compressed file is incomplete"),
        (b"\x1f\x8bxxxxxxxxxxxxxxx", "the compressed file is damaged"),
        (b"PK\x03\x04xxxx", "this zip file is damaged"),
        (zipped(a=wxr.export(), b=wxr.export()), "has 2 export files in it"),
        (zipped(), "Line 1"),
    ],
)
def test_what_is_no_whole_export_is_refused_in_a_sentence_with_its_line(text, words):
    sentence = refused(text)
    assert words in sentence
    assert sentence.startswith("Line ")


@pytest.mark.parametrize(
    "declared",
    [
        '[<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]',
        '[<!ENTITY b SYSTEM "file:///etc/hostname">]',
        '[<!ENTITY % b SYSTEM "http://127.0.0.1:1/"> %b;]',
    ],
)
def test_entities_of_a_files_own_are_refused(declared):
    text = wxr.export(wxr.item(title="&b;")).replace("<rss", f"<!DOCTYPE rss {declared}>\n<rss")
    assert "Line 2: the file declares entities of its own" in refused(text)


def test_a_document_type_that_is_elsewhere_is_not_fetched():
    text = wxr.export().replace("<rss", '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/a.dtd"><rss')
    assert one(text)[0].content == "Hello."


def test_it_does_not_matter_where_a_file_is_cut_into_parts(monkeypatch):
    text = wxr.export(
        wxr.item(
            title="Q & A &amp; café &nbsp; <b>x</b> < 3",
            content="a ]]> b ]]]]><![CDATA[> /* <![CDATA[ */ c\x01 /* ]]> */ d",
            inside=wxr.comment(),
        )
    )
    whole = read(text)
    monkeypatch.setattr(decoding, "CHUNK", 5)
    assert read(text) == whole


def test_a_large_file_takes_little_memory():
    file = io.StringIO()
    wxr.large(file, pages=600, comments=600)
    data = io.BytesIO(file.getvalue().encode())
    assert len(data.getvalue()) > 1_000_000
    tracemalloc.start()
    try:
        kinds = [type(entry) for entry in entries(data)]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kinds.count(Item) == 600
    assert most < 800_000


def test_a_file_that_unpacks_to_too_much_is_refused_while_its_encoding_is_looked_for(monkeypatch):
    monkeypatch.setattr(decoding, "LONGEST", 1_000_000)
    packed = gzip.compress(b"<?xml version='1.0' encoding='windows-1252'?>" + bytes(2_000_000))
    asked = []
    with pytest.raises(Unreadable, match="more than 1 GB"):
        list(ExportFile(io.BytesIO(packed), lambda: asked.append(1)))
    assert 10 < len(asked) < 20


def test_an_item_with_too_many_empty_comments_is_refused_with_its_line(monkeypatch):
    monkeypatch.setattr(elements, "MOST_PARTS", 50)
    file = wxr.export(wxr.item(1, inside="<wp:comment></wp:comment>\n" * 60))
    assert refused(file).endswith(" an item has more than 50 comments, terms and fields.")
