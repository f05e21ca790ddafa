"""A WordPress site comes in as drafts, once, whatever happens on the way."""

import csv
import http.server
import io
import re
import threading
import zipfile

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from clinic.kept_files import KeptFile
from clinic_site.models import OldComment, WordPressImport
from clinic_site.moving import not_kept, words
from clinic_site.moving.pictures import NotUsed, Uploads
from comments.models import Comment
from pages.models import Image, OldAddress, Page
from pages.wordpress.values import moment
from tests import make, wxr

pytestmark = pytest.mark.django_db

UPLOADS = f"{wxr.SITE}/wp-content/uploads"
PHOTO = f'<img src="{UPLOADS}/2018/05/Room-300x200.jpg" alt="">'
ABOUT = wxr.item(1, "About us", "/about/", content=f"<p>Hello.</p>{PHOTO}")
TEAM = wxr.item(
    2,
    "The <em>team</em> &amp; you",
    "/about/the-team/",
    parent=1,
    content=f'<p>See <a href="{wxr.SITE}/2018/05/needling/#how">needling</a>.</p>',
)
NEEDLING = wxr.item(
    3,
    "What is needling?",
    "/2018/05/needling/",
    kind="post",
    content=f"<p>A thin needle.</p>{PHOTO}",
    comments=[
        wxr.comment(11, "Does it <b>hurt</b>?"),
        wxr.comment(12, "A little.", parent=11, name="Sample Answerer"),
        wxr.comment(13, "Wait for me", approved="0", parent=99),
        wxr.comment(14, "Buy now", approved="spam"),
        wxr.comment(15, "Gone", approved="trash"),
        wxr.comment(16, "We linked you", kind="pingback"),
    ],
)
LOCKED = wxr.item(4, "", "/?p=4", kind="post", status="private", password="x")
TRASHED = wxr.item(5, "Old prices", "/old-prices/", status="trash")
MENU = wxr.item(6, "Menu", "/?p=6", kind="nav_menu_item")
ROOM = wxr.item(
    7, "Room", "/about/room/", kind="attachment", status="inherit", parent=1,
    url=f"{UPLOADS}/2018/05/Room.jpg", alt="Our room",
)  # fmt: skip
ALL = wxr.export(TEAM, ABOUT, NEEDLING, LOCKED, TRASHED, MENU, ROOM)


def zipped(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


PICTURES = zipped(**{"uploads/2018/05/ROOM.jpg": make.picture()})


def begun(content=ALL, pictures=PICTURES):
    kept = KeptFile.objects.store("old.xml", [content])
    work = WordPressImport.objects.create(file=kept, name="old.xml", step="read")
    if pictures:
        work.zips.create(file=KeptFile.objects.store("uploads.zip", [pictures]))
    return work


def run(work, is_to_stop=lambda: False):
    work.run_only = WordPressImport.objects.filter(pk=work.pk).claim()
    work.run_only.run(is_to_stop)
    work.refresh_from_db()
    return work


def brought_in(content=ALL, pictures=PICTURES):
    work = run(begun(content, pictures))
    assert (work.state, work.problem) == ("asks", "")
    work.ask_for("bring_in")
    run(work)
    assert (work.state, work.problem) == ("done", "")
    return work


def page(slug):
    return Page.objects.get(slug=slug)


def here():
    """All that an import makes, without keys."""
    return [
        sorted(Page.objects.values_list("slug", "parent__slug", "in_menu")),
        sorted(OldAddress.objects.values_list("path", "query", "page__slug")),
        sorted(Comment.objects.values_list("text", "state", "page__slug", "in_answer_to__text")),
        sorted(
            (one.page.slug, one.title, one.note, [s.kind for s in one.sections.all()])
            for each in Page.objects.all()
            for one in each.revisions.all()
        ),
        Image.objects.count(),
        OldComment.objects.count(),
        KeptFile.objects.count(),
    ]


def test_pages_and_posts_become_drafts_that_nobody_sees(client):
    brought_in()
    needling = page("needling")
    draft = needling.draft()
    assert (draft.title, draft.summary) == ("What is needling?", "")
    assert draft.note == "From WordPress: post, published, May 3, 2018, by Sample Author"
    assert not Page.objects.public().exists()
    assert not needling.in_menu
    assert client.get("/needling/").status_code == 404
    assert page("the-team").draft().title == "The team & you"
    assert page("the-team").parent == page("about")
    untitled = page("post-4").draft()
    assert untitled.title == "Untitled (https://old.example/?p=4)"
    assert "private" in untitled.note
    assert "with a password" in untitled.note


def test_links_between_pages_and_old_addresses_lead_to_the_new_ones(client):
    brought_in()
    needling = page("needling")
    [section] = page("the-team").draft().sections.all()
    assert f'href="/_page/{needling.pk}/#how"' in section.body
    assert client.get("/2018/05/needling/").status_code == 404
    needling.draft().publish()
    for old in ("/2018/05/Needling", "/?p=3"):
        assert client.get(old, follow=True).redirect_chain[-1] == ("/needling/", 301)
    page("about").draft().publish()
    for old in ("/?page_id=1", "/?attachment_id=7", "/about/room/"):
        assert client.get(old)["Location"] == "/about/"


def test_comments_keep_their_state_and_nobody_is_told():
    brought_in()
    by_text = {one.text: one for one in Comment.objects.all()}
    assert {text: one.state for text, one in by_text.items()} == {
        "Does it hurt?": "approved",
        "A little.": "approved",
        "Wait for me": "pending",
        "Buy now": "spam",
        "Gone": "rejected",
    }
    first = by_text["Does it hurt?"]
    assert by_text["A little."].in_answer_to == first
    assert by_text["Wait for me"].in_answer_to is None
    assert f"{first.created_at:%Y-%m-%d %H:%M}" == "2018-05-04 12:00"
    Comment.objects.announce()
    Comment.objects.tell()
    assert make.queued_mail() == []
    make.comment(make.page("new"))
    Comment.objects.announce()
    assert len(make.queued_mail()) == 1


def test_a_picture_is_stored_once_and_described_as_it_was():
    work = brought_in()
    assert Image.objects.count() == 1
    shown = [one for name in ("about", "needling") for one in page(name).draft().sections.all()]
    assert [one.alt for one in shown if one.image_id] == ["Our room", "Our room"]
    assert work.items.exclude(missing=[]).count() == 0


def test_the_pictures_of_a_gallery_are_found_by_their_numbers_wherever_in_the_file_they_are():
    named = wxr.item(8, "Rooms", "/rooms/", content="<p>One.</p>[gallery ids='7,70']")
    uploaded = wxr.item(1, "About us", "/about/", content="[gallery]")
    work = brought_in(wxr.export(named, uploaded, ROOM))
    for name, texts in (("rooms", ["<p>One.</p>"]), ("about", [""])):
        sections = page(name).draft().sections.all()
        assert [(one.body, one.alt) for one in sections] == [(text, "Our room") for text in texts]
    [item] = work.items.filter(old_id=8)
    assert item.missing == [f"{wxr.SITE}?attachment_id=70: No file for it was uploaded."]


def test_what_has_no_file_is_listed_and_stops_nothing():
    brought_in(pictures=None)
    [item] = WordPressImport.objects.get().items.filter(old_id=1)
    assert item.missing == [f"{UPLOADS}/2018/05/Room-300x200.jpg: No file for it was uploaded."]


class OldSite(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        found = self.path.endswith("there.jpg")
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(make.picture() if found else b"")

    def log_message(self, *about):
        pass


def test_only_the_old_site_is_asked_for_pictures_and_only_where_that_was_chosen(settings):
    settings.FETCH_PRIVATE_ADDRESSES = True
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), OldSite) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}"
        other = f"http://localhost:{server.server_port}/wp-content/uploads/over-there.jpg"
        shown = [f"{site}/wp-content/uploads/{name}.jpg" for name in ("there", "gone")]
        content = "".join(f'<p><img src="{one}" alt="x"></p>' for one in (*shown, other))
        file = wxr.export(wxr.item(1, "A", f"{site}/a/", content=content), site=site)
        for fetches, asked in ((False, 0), (True, 2)):
            work = run(begun(file, pictures=None))
            WordPressImport.objects.filter(pk=work.pk).update(fetches_pictures=fetches)
            with make.undone():
                work.ask_for("bring_in")
                run(work)
                assert work.state == "done"
                assert len(server.asked) == asked
                missing = " ".join(work.items.get().missing)
        server.shutdown()
    assert "there.jpg: The site" not in missing
    assert f"{other}: No file for it was uploaded." in missing
    assert "gone.jpg: The site has no such page." in missing


def test_what_does_not_come_along_is_named():
    work = brought_in()
    assert set(work.items.exclude(why_not="").values_list("title", "why_not")) == {
        ("Old prices", "It is in the old site’s trash."),
        ("Menu", "It is an entry in the old menu. Here, the pages themselves are the menu."),
        ("Room", "It is brought in with the page that shows it."),
    }
    assert work.items.get(old_id=3).counts["ping"] == 1


def test_once_more_adds_what_is_new_and_changes_nothing():
    brought_in()
    draft = page("about").draft()
    draft.rewrite(None, draft.version, {"title": "Edited here"}, list(draft.sections.all()))
    page("needling").draft()
    Comment.objects.filter(text="Gone").delete()
    team = page("the-team")
    team.revisions.all().delete()
    team.delete()
    before = here()
    brought_in()
    assert here() == before
    newer = NEEDLING.replace("</item>", wxr.comment(17, "Late", parent=12) + "</item>")
    brought_in(wxr.export(TEAM, ABOUT, newer, wxr.item(8, "New", "/new-page/")))
    assert here()[0] == sorted([*before[0], ("new-page", None, False)])
    late = Comment.objects.get(text="Late")
    assert late.in_answer_to.text == "A little."
    assert Comment.objects.count() == len(before[2]) + 1


def test_the_ids_of_two_sites_with_one_name_are_not_mixed_up():
    brought_in()
    other = wxr.item(3, "Fees", "/2018/05/needling/", at="2019-01-01 12:00:00", kind="post")
    brought_in(wxr.export(other))
    assert page("needling-2").draft().title == "Fees"


def test_a_file_that_does_not_say_its_site_is_of_the_one_of_its_pages():
    about, items = ALL.split(b"<item>", 1)
    nameless = re.sub(rb"<(link|wp:base_\w+)>[^<]*</\1>", b"", about)
    assert run(begun(nameless + b"<item>" + items)).site == run(begun()).site


def test_two_items_with_one_number_and_address_are_two_pages_each_time():
    twins = [
        wxr.item(9, title, "/?p=9", kind="post", comments=[wxr.comment(one)])
        for one, title in ((31, "First"), (32, "Second"))
    ]
    brought_in(wxr.export(*twins))
    before = here()
    assert [title for _, title, *_ in before[3]] == ["First", "Second"]
    assert {one.page.draft().title for one in Comment.objects.all()} == {"First", "Second"}
    brought_in(wxr.export(*reversed(twins)))
    assert here() == before


def stopping_at(number):
    calls = iter(range(number))
    return lambda: next(calls, None) is None


def test_it_goes_on_where_it_was_stopped_and_nothing_is_double():
    with make.undone():
        brought_in()
        whole = here()
    work = run(begun())
    work.ask_for("bring_in")
    stops = 0
    while work.state != "done":
        stops += 1
        run(work, stopping_at(stops))
        WordPressImport.objects.filter(pk=work.pk).update(claimed_until=make.NOW)
    assert stops > 3
    assert here() == whole


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ALL[:-400], "cut off"),
        (b"<html><body>Not found</body></html>", ""),
        (b"", ""),
        (ALL.replace(b"<rss", b'<!DOCTYPE a [<!ENTITY b "c">]><rss', 1), "entities"),
    ],
)
def test_a_file_that_is_not_whole_brings_nothing_in(client, content, words):
    work = run(begun(content))
    assert work.state == "failed"
    assert words in work.problem
    assert work.problem.endswith(".")
    assert not work.items.exists()
    assert not Page.objects.exists()
    client.force_login(make.staff("Editors"))
    shown = client.get(f"/admin/wordpress/{work.pk}/").text
    assert ("Try again" in shown, "Choose another file" in shown) == (False, True)


def test_an_editor_sees_what_would_come_leaves_some_out_and_reads_the_report(client):
    client.force_login(make.staff("Editors"))
    assert client.post("/admin/wordpress/").status_code == 422
    for content, why in (
        (b"%PDF-1.7 x", "This is not a WordPress export file, which is XML."),
        (PICTURES, "This zip file has no export file (.xml) in it."),
        (b"<html><body>Not found</body></html>", "This is a web page, not an export file."),
    ):
        refused = client.post("/admin/wordpress/", {"file": SimpleUploadedFile("a.xml", content)})
        assert (refused.status_code, why in refused.text) == (422, True)
    assert not WordPressImport.objects.exists()
    sent = {"file": SimpleUploadedFile("old.xml", ALL)}
    address = client.post("/admin/wordpress/", sent)["Location"]
    assert "The file is waiting to be read" in client.get(address).text
    work = WordPressImport.objects.get()
    run(work)
    shown = client.get(address).text
    assert "/2018/05/needling/" in shown
    assert "2 approved, 1 waiting, 1 spam, 1 rejected" in shown
    sent = {"pictures": SimpleUploadedFile("uploads.zip", b"no zip")}
    refused = client.post(f"{address}pictures/", sent)
    assert (refused.status_code, "not a zip file" in refused.text) == (422, True)
    sent = {"pictures": SimpleUploadedFile("uploads.zip", PICTURES)}
    assert client.post(f"{address}pictures/", sent).status_code == 302
    run(work)
    items = work.items.filter(why_not="")
    ticks = {
        "shown": [one.pk for one in items],
        "item": [one.pk for one in items if one.number > 1],
    }
    assert client.post(f"{address}begin/", ticks).status_code == 302
    assert client.post(f"{address}begin/", ticks).status_code == 302
    run(work)
    assert not Page.objects.filter(slug="the-team").exists()
    page = client.get(address).text
    assert "What happened to each" in page
    draft = Page.objects.get(slug="needling").draft()
    assert f'href="/admin/pages/revision/{draft.pk}/change/"' in page
    assert page.count(": Brought it in.") == 1
    file = b"".join(client.get(f"{address}report.csv").streaming_content).decode("utf-8-sig")
    rows = {row["Title"]: row for row in csv.DictReader(io.StringIO(file))}
    assert rows["What is needling?"]["New address"] == "/needling/"
    assert rows["The team & you"]["Outcome"] == "Left out by you"
    assert "visitor@example.com" not in file
    assert not KeptFile.objects.exists()


def test_a_file_is_deleted_only_after_a_question_and_once(client):
    client.force_login(make.staff("Editors"))
    work = run(begun())
    address = f"/admin/wordpress/{work.pk}/put-away/"
    assert f'href="{address}"' in client.get(f"/admin/wordpress/{work.pk}/").text
    asked = client.get(address).text
    assert "Yes, delete this file" in asked
    assert "old.xml" in asked
    assert WordPressImport.objects.exists()
    assert client.post(address).url == "/admin/wordpress/"
    assert not WordPressImport.objects.exists()
    assert LogEntry.objects.get().change_message == "Deleted the file."
    again = client.post(address, follow=True)  # a double click
    assert again.redirect_chain == [("/admin/wordpress/", 302)]
    done = brought_in(ALL)
    address = f"/admin/wordpress/{done.pk}/"
    assert client.get(f"{address}put-away/").url == address


def test_odd_posts_change_nothing(client):
    client.force_login(make.staff("Editors"))
    work = run(begun())
    for address in ("begin", "pictures", "again", "put-away"):
        odd = {"shown": ["x", "9" * 30], "item": "\0", "keep": "yes"}
        assert client.post(f"/admin/wordpress/{work.pk}/{address}/", odd).status_code in (302, 422)
        unknown = client.post(f"/admin/wordpress/999/{address}/")
        assert unknown.status_code == (302 if address == "put-away" else 404)
    assert client.get("/admin/wordpress/?p=x").status_code == 200
    assert not Page.objects.exists()
    assert not WordPressImport.objects.exists()
    assert not KeptFile.objects.exists()


def test_comments_with_odd_values_lose_nothing_without_a_word():
    long = "Long " * 30
    odd = wxr.comment(21, "x" * 5000, name=long, email="e" * 250 + "@example.com", website="no way")
    nameless = wxr.comment(22, "<script>1</script>", name="", at="0000-00-00 00:00:00")
    fine = wxr.comment(23, 'See <a href="https://a.example">this</a>', website="www.example.com")
    item = wxr.item(3, "N", "/n/", comments=[odd, nameless, fine, fine])
    work = brought_in(wxr.export(item))
    by_length = sorted(Comment.objects.all(), key=lambda one: -len(one.text))
    assert by_length[0].text == f"{long.strip()}\n\n{'x' * 5000}"
    assert by_length[0].name.endswith("…")
    assert by_length[0].email == ""
    assert by_length[1].text == "See this (https://a.example)"
    assert by_length[1].website == "https://www.example.com"
    assert by_length[2].name == "Anonymous"
    assert f"{by_length[2].created_at:%Y-%m-%d}" == "2018-05-03"
    [planned] = work.items.all()
    assert len(planned.said) == 4
    assert planned.counts["twice"] == 1


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("2018/05/room.jpg", "2018/05/room.jpg"),
        ("2018/05/room-1024x768.jpg", "2018/05/room.jpg"),
        ("2018/05/Room-scaled.jpg?w=300", "2018/05/room.jpg"),
        ("2018/06/r%C3%A4ume.png", "2018/06/räume.png"),
        ("2018/06/only-copy.jpg", "2018/06/only-copy-300x200.jpg"),
        ("2017/01/alone.gif", "alone.gif"),
        ("2018/05/other.jpg", None),
    ],
)
def test_a_picture_is_found_as_wordpress_names_its_copies(address, found):
    names = {
        "site/wp-content/uploads/2018/05/Room.JPG": b"x",
        "site/wp-content/uploads/2018/05/Room-300x200.JPG": b"x",
        "wp-content/uploads/2018/06/ra\u0308ume.png": b"x",
        "uploads/2018/06/only-copy-300x200.jpg": b"xx",
        "uploads/2018/06/only-copy-30x20.jpg": b"x",
        "alone.gif": b"x",
        "__MACOSX/uploads/2018/05/other.jpg": b"x",
        "uploads/../../etc/passwd": b"x",
    }
    uploads = Uploads([io.BytesIO(zipped(**names))], {"old.example"})
    assert uploads.path_for(f"{UPLOADS}/{address}") == found


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example/wp-content/uploads/2020/01/photo.jpg",
        "https://i0.wp.com/other.example/wp-content/uploads/2020/01/photo.jpg",
        f"{UPLOADS}/2015/09/photo.jpg",
    ],
)
def test_a_file_of_another_site_or_month_is_not_taken_for_it(address):
    names = {"uploads/2020/01/photo.jpg": b"x"}
    uploads = Uploads([io.BytesIO(zipped(**names))], {"old.example"})
    assert uploads.path_for(f"{UPLOADS}/2020/01/photo.jpg")
    assert uploads.path_for("https://i0.wp.com/old.example/wp-content/uploads/2020/01/photo.jpg")
    assert uploads.path_for(address) is None


def test_a_zip_that_would_be_unpacked_all_at_once_is_not():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("photo.jpg", bytes(1_000))
        archive.writestr("export.xml", ALL)
    with pytest.raises(NotUsed, match="can’t unpack"):
        Uploads([file], set()).content("photo.jpg", 10)
    file.seek(0)
    work = run(begun(file.getvalue()))
    assert "packed in an unusual way" in work.problem


def test_pictures_for_an_import_that_is_done_are_not_kept(client):
    client.force_login(make.staff("Editors"))
    work = brought_in()
    sent = {"pictures": SimpleUploadedFile("old.zip", PICTURES)}
    client.post(f"/admin/wordpress/{work.pk}/pictures/", sent)
    work.refresh_from_db()
    assert (work.state, work.zips.count(), KeptFile.objects.count()) == ("done", 0, 0)


def test_what_somebody_wrote_after_a_mark_is_not_lost():
    assert words.text("See <STYLE> and <b>the</b> rest") == "See <STYLE> and the rest"
    assert words.text("<script>1</script>Then <script> as a word") == "Then <script> as a word"


def test_a_page_that_was_made_and_never_filled_gets_its_text_from_the_next_import():
    brought_in()
    page("about").revisions.all().delete()
    brought_in()
    assert page("about").draft().sections.exists()


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("Markup: <em>With</em> <b>Mark<sup>up</sup></b>", "Markup: With Markup"),
        ("some <html> entities", "some <html> entities"),
        ("Fees &amp; hours&nbsp;– “2019”\x0b", "Fees & hours – “2019”"),
        ("1 < 2 > 0", "1 < 2 > 0"),
    ],
)
def test_a_title_is_plain_text(markup, line):
    assert words.line(markup) == line


def test_a_link_to_a_page_that_is_not_in_the_file_stays_as_it_was():
    href = f"{wxr.SITE}/not-in-the-file/"
    brought_in(wxr.export(wxr.item(1, "A", "/a/", content=f'<p><a href="{href}">B</a></p>')))
    section = page("a").revisions.get().sections.get()
    assert f'href="{href}"' in section.body


def test_comments_on_what_is_left_out_are_counted_in_the_report():
    told = [wxr.comment(1, "Nice photo")]
    item = wxr.item(7, "Band", "/band/", kind="product", comments=told)
    work = run(begun(wxr.export(item)))
    assert work.items.get().counts["approved"] == 1


def test_a_time_at_an_end_of_the_calendar_is_none():
    assert moment("0001-01-01 00:00:00") is None
    assert moment("9999-12-31 23:59:59") is None
    assert moment("2018-05-01 10:00:00").year == 2018


def test_fields_in_which_plugins_keep_texts_are_named():
    meta = (
        "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>x</wp:meta_value></wp:postmeta>"
    )
    fields = "".join(map(meta.format, ["_elementor_data", "_edit_last", "price"]))
    item = wxr.item(1, "A", "/a/", content="x").replace("</item>", f"{fields}</item>")
    told = run(begun(wxr.export(item))).items.get().left_out
    assert told == [not_kept.FIELDS.format("_elementor_data, price")]
