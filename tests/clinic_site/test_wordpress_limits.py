"""What files of any size, and other sites, can make an import from WordPress do."""

import gc
import io
import weakref
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from clinic_site.management.commands import import_wordpress
from clinic_site.models import WordPressImport
from clinic_site.moving import access, drafts, pictures, planning, words
from clinic_site.personal_data.erasing import erase
from clinic_site.personal_data.held import Held
from comments.models import Comment
from pages.wordpress.export_file import Item
from tests import make, wxr
from tests.clinic_site.test_wordpress import ALL, ROOM, UPLOADS, begun, brought_in, run, zipped

pytestmark = pytest.mark.django_db

WITH_ELSEWHERE = wxr.export(
    wxr.item(1, "A", "/a/", comments=[wxr.comment(1)]),
    wxr.item(2, "Band", "/band/", kind="product", comments=[wxr.comment(2), wxr.comment(3)]),
)


def test_work_that_passes_over_what_is_done_keeps_its_claim(monkeypatch):
    monkeypatch.setattr("clinic.long_work.NOTED_EVERY", 0)
    monkeypatch.setattr("pages.wordpress.decoding.CHUNK", 100)
    work = run(begun())
    found, kept, reading = WordPressImport.objects.filter(pk=work.pk), [], planning.Reading.row

    def row(self, entry, is_new):
        if isinstance(entry, Item):
            kept.append(found.filter(claimed_until__gt=timezone.now()).exists())
        found.update(claimed_until=timezone.now() - timedelta(minutes=5))
        return reading(self, entry, is_new)

    monkeypatch.setattr(planning.Reading, "row", row)
    found.update(site="")
    work.ask_for("read")
    assert run(work).state == "asks"
    assert kept == [True] * 7


def test_a_zip_that_lists_too_many_files_is_refused_before_they_are_read(monkeypatch):
    file = io.BytesIO(zipped(**{f"{one}.jpg": b"x" for one in range(9)}))
    assert len(pictures.entries_of(file)) == 9
    monkeypatch.setattr(zipfile.ZipInfo, "__init__", None)
    for limit, most in (("MOST_FILES", 8), ("MOST_AT_ONCE", 100)):
        with monkeypatch.context() as limited:
            limited.setattr(pictures, limit, most)
            with pytest.raises(ValidationError, match="Split it into several"):
                pictures.entries_of(file)


def test_a_gallery_of_what_has_no_number_shows_no_pictures_of_others():
    alone = ROOM.replace("<wp:post_parent><![CDATA[1]]>", "<wp:post_parent><![CDATA[0]]>")
    item = wxr.item("", "Rooms", "/rooms/", content="<p>One.</p>[gallery]")
    work = brought_in(wxr.export(item, alone))
    assert [one.pictures for one in work.items.all()] == [[], []]


def test_a_file_of_more_than_a_gigabyte_is_refused_in_words(tmp_path, monkeypatch):
    file = tmp_path / "large.xml"
    file.write_bytes(b"x" * 11)
    monkeypatch.setattr(import_wordpress, "LONGEST", 10)
    with pytest.raises(CommandError, match="larger than 1 GB"):
        call_command("import_wordpress", str(file))


def test_ticks_kept_after_another_editor_has_begun_change_nothing(client, monkeypatch):
    client.force_login(make.staff("Editors"))
    work = run(begun())
    seen = WordPressImport.objects.get()
    monkeypatch.setattr(access, "get_object_or_404", lambda *_, **__: seen)
    keys = [one.pk for one in work.items.filter(why_not="")]
    work.ask_for("bring_in")
    client.post(f"/admin/wordpress/{work.pk}/begin/", {"shown": keys, "keep": "yes"})
    assert work.items.filter(is_chosen=True).count() == len(keys)


def test_comments_of_what_is_not_brought_in_are_counted_on_the_screen_and_in_the_command(
    client, tmp_path, capsys
):
    client.force_login(make.staff("Editors"))
    work = run(begun(WITH_ELSEWHERE))
    words = "comments on what is not brought in"
    assert f"{words}</dt><dd>2 approved" in client.get(f"/admin/wordpress/{work.pk}/").text
    (tmp_path / "old.xml").write_bytes(WITH_ELSEWHERE)
    call_command("import_wordpress", str(tmp_path / "old.xml"), "--preview")
    said = capsys.readouterr().out
    assert f"{words}: 2 approved." in said
    assert "Left out: Items of the kind “product”, which this site does not have: 1" in said


def test_words_in_angle_brackets_that_are_no_markup_stay():
    for said in ("I felt <much better> today", "Write to <jane@example.com>", "<s>no</s> </ok>"):
        assert words.text(said) == said.replace("<s>", "").replace("</s>", "")
    assert words.text("<o:p>Of Word</o:p><my-tag>, and a custom one</my-tag>") == (
        "Of Word, and a custom one"
    )


def test_what_is_here_already_is_not_converted_again(monkeypatch):
    brought_in()
    work = run(begun(ALL))
    work.ask_for("bring_in")
    monkeypatch.setattr("clinic_site.moving.drafts.converted", None)
    assert run(work).state == "done"


def test_what_somebody_wrote_before_they_were_erased_stays_out(settings):
    settings.SECRET_KEY_FALLBACKS = ["an-earlier-key"]
    make.comment(make.page("x"), name="Sample Visitor", email="Visitor@example.com")
    whom = {"address": "visitor@example.com"}
    erase(whom, None, Held(**whom).version())
    written = [wxr.comment(1), wxr.comment(2, "Mine", name="Other"), wxr.comment(3, "Too")]
    work = brought_in(wxr.export(wxr.item(1, "A", "/a/", comments=written)))
    assert set(Comment.objects.values_list("text", flat=True)) == {"Mine"}
    assert work.items.get().said[0].startswith("2 comments are left out, because their writers")


def test_the_description_of_a_picture_without_a_file_is_in_the_report():
    described = f'<img src="{UPLOADS}/gone.jpg" alt="Our garden">'
    work = brought_in(wxr.export(wxr.item(1, "A", "/a/", content=described), ROOM))
    assert work.items.get(old_id=1).missing[0].endswith("Its description was: “Our garden”")


def test_a_page_whose_pictures_have_no_file_is_not_kept_in_memory(monkeypatch):
    made, alive, keep = [], [], drafts.Draft.keep

    def kept(self, uses):
        gc.collect()
        alive.append(sum(one() is not None for one in made))
        made.append(weakref.ref(self))
        keep(self, uses)

    monkeypatch.setattr(drafts.Draft, "keep", kept)
    shown = [f'<img src="{UPLOADS}/gone-{one}.jpg" alt="Our garden">' for one in range(5)]
    brought_in(
        wxr.export(*(wxr.item(n, "A", f"/{n}/", content=one) for n, one in enumerate(shown)))
    )
    assert alive == [0] * 5


@pytest.mark.parametrize("step", ["read", "bring_in"])
@pytest.mark.parametrize("is_zip", [False, True])
def test_what_was_uploaded_is_not_in_a_restored_copy_and_it_says_so(client, caplog, step, is_zip):
    """Backups leave the parts of such files out."""
    work = begun()
    if step == "bring_in":
        run(work).ask_for(step)
    (work.zips.get().file if is_zip else work.file).parts.all().delete()
    run(work)
    assert (work.state, work.problem) == ("failed", "The file is no longer here. Upload it again.")
    client.force_login(make.staff("Editors"))
    shown = client.get(f"/admin/wordpress/{work.pk}/").text
    assert ("Try again" in shown, "Choose another file" in shown) == (False, True)
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
