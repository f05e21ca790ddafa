"""An export has all that the clinic has, and none of its secrets; loaded again, it is the same."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from icalendar import Calendar

from booking.models import Booking, Patient, RecordView
from booking.moving_in.columns import guessed
from booking.moving_in.lines import Asks, lines
from booking.moving_in.table import read_table
from clinic.kept_files import FilePart
from clinic.long_work import GivenUp
from clinic_site import long_worker
from clinic_site.dev.demo import add_samples
from clinic_site.models import AccountEvent, Home, SiteExport
from clinic_site.moving_out import tables
from pages.models import Document, Image, Page
from tests import emptying, make, seeding

WP = "{http://wordpress.org/export/1.2/}"
pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = '=HYPERLINK("x") ]]> <b>&\u000b "quoted", and\r\nmore…\ufffe'


def run(command, *arguments):
    said = io.StringIO()
    call_command(command, *map(str, arguments), stdout=said)
    return said.getvalue()


def refused(command, *arguments):
    with pytest.raises(CommandError) as refusal:
        run(command, *arguments)
    return str(refusal.value)


def files(folder):
    """Each file's bytes by its path, without the time at which it was made."""
    found = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest.pop("made_at")
    assert manifest["sha256"].pop("index.html")
    found["index.html"] = found["index.html"].split(b" on ", 1)[1].split(b", Toronto", 1)[1]
    return found | {"manifest": manifest}


def sheet(folder, name):
    text = (folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def with_pictures():
    """The sample clinic, with a picture, a file, hostile words and a note."""
    with time_machine.travel(make.NOW, tick=False):
        seeding.seed()
        add_samples(with_pages=False)
        Page.objects.create(slug="new").revisions.create(title="Not read yet")
        Page.objects.create(slug="empty")
        page = Page.objects.get(slug="ims")
        draft = page.edit(by=None)
        section = draft.sections.first()
        section.image, section.alt = make.image(), "A needle"
        section.save()
        pdf = default_storage.save(f"{'a' * 32}.pdf", ContentFile(b"%PDF-1.4 sample"))
        section.document = Document.objects.create(name=pdf, size=15)
        section.save()
        comment = make.comment(page, text=HOSTILE)
        make.approved(comment)
        person = make.staff("Reception")
        patient = Patient.objects.first()
        patient.add_note(HOSTILE, by=person)
        Booking.objects.filter(patient=patient).update(name="+1 Sample", note=HOSTILE)


@pytest.mark.usefixtures("media")
def test_an_export_loaded_into_an_empty_site_is_exported_the_same(tmp_path, settings):
    with_pictures()
    tokens = set(Booking.objects.values_list("token", flat=True))
    assert "visits: 8; " in run("export", tmp_path / "first")
    first = files(tmp_path / "first")
    assert not list(tmp_path.glob("*.unfinished"))
    assert (tmp_path / "first").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "first/patients.csv").stat().st_mode & 0o777 == 0o600
    check_readable(tmp_path / "first")
    assert "This site is not empty" in refused("import_export", tmp_path / "first")
    assert "is not empty" in refused("export", tmp_path / "first")
    emptying.empty()
    with connection.cursor() as cursor:  # as in a new database
        cursor.execute("SELECT setval(pg_get_serial_sequence('pages_page', 'id'), 1, false)")
    settings.MEDIA_ROOT = tmp_path / "other media"
    assert "Imported" in run("import_export", tmp_path / "first")
    run("export", tmp_path / "second")
    second = files(tmp_path / "second")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert not tokens & set(Booking.objects.values_list("token", flat=True))
    assert Home.objects.is_copy()
    assert not Home.objects.may_act()
    image = Image.objects.first()
    assert default_storage.exists(image.thumbnail.partition("/media/")[2])
    assert make.page("new-one").pk > max(Page.objects.exclude(slug="new-one").values_list("pk"))[0]
    assert not User.objects.filter(is_active=True).exists()


def check_readable(folder):
    """What other programs and people find in it."""
    visits = sheet(folder, "visits.csv")
    assert {one["Name"] for one in visits} >= {"'+1 Sample", "Sample Patient 4"}
    assert HOSTILE in {one["Note"][1:] for one in visits}
    assert any(HOSTILE in one["Notes"] for one in sheet(folder, "patients.csv"))
    for name, count in {"patients.csv": 6, "visits.csv": 8}.items():
        table = read_table((folder / name).read_bytes())
        found = lines(table, guessed(table))
        assert len(found) == count
        assert {one.asks for one in found} <= {(), (Asks.PERSON,)}  # names with a figure in them
        assert not [one for one in found if one.problem or not one.person.phones]
    events = Calendar.from_ical((folder / "visits.ics").read_bytes()).walk("VEVENT")
    assert len(events) == len(visits) == 8
    items = ElementTree.parse(folder / "wordpress.xml").findall("channel/item")  # noqa: S314 ours
    (page,) = [one for one in items if one.findtext(f"{WP}post_name") == "ims"]
    assert page.findtext(f"{WP}status") == "publish"
    said = [one.findtext(f"{WP}comment_content") for one in page.iter(f"{WP}comment")]
    assert re.sub("[\x0b\ufffe]", "", HOSTILE).replace("\r\n", "\n") in said
    html = (folder / "pages/ims/version-2.html").read_text()
    (picture,) = re.findall(r'src="../../(pictures/[^"]*)"', html)
    with default_storage.open(picture.partition("/")[2]) as stored:
        assert (folder / picture).read_bytes() == stored.read()
    check_linked(folder)
    whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for one in Booking.objects.all():
        assert one.token.encode() not in whole
        assert str(one.form_key).encode() not in whole
    for one in User.objects.all():
        assert one.password.encode() not in whole


def check_linked(folder):
    """All that its first page names is there, and is named for people."""
    index = (folder / "index.html").read_text()
    for target in re.findall('href="([^"]*)"', index):
        assert (folder / target).exists(), target
    assert '<a href="pages/new/index.html">Not read yet</a> (/new/, not public)' in index
    assert "empty (/empty/, no text yet)" in index
    assert not re.search(r"FormerLink|booking\.[A-Z]|<td></td>", index)


def test_of_every_table_it_is_decided_whether_it_is_exported():
    models = apps.get_models(include_auto_created=True)
    ours = {one._meta.label for one in models if one._meta.app_label in tables.OURS}
    assert ours == {*tables.TAKEN, *tables.LEFT_OUT}


@pytest.mark.usefixtures("media")
def test_what_was_damaged_is_not_imported(tmp_path):
    run("export", tmp_path / "whole")
    with (tmp_path / "whole/data/pages.page.jsonl").open("a") as file:
        file.write("{}")
    assert "pages.page.jsonl is not as it was" in refused("import_export", tmp_path / "whole")
    assert "no folder or file" in refused("import_export", tmp_path / "nothing")
    assert "no folder" in refused("export", tmp_path / "a disk that is away/export")


@pytest.mark.usefixtures("media")
def test_html_that_an_editor_could_not_have_typed_is_left_out(tmp_path):
    page = make.page()
    hostile = '<p onclick="x()">A text.</p><script>x()</script><a href="javascript:x()">here</a>'
    page.live_revision().sections.update(body=hostile)
    run("export", tmp_path / "whole")
    emptying.empty()
    said = run("import_export", tmp_path / "whole")
    assert "texts with HTML that was left out: 1." in said
    (section,) = Page.objects.get().live_revision().sections.all()
    assert section.body == "<p>A text.</p><p>here</p>"


EVERYTHING = "/admin/personal-data/everything/"


@pytest.mark.usefixtures("media")
def test_an_administrator_gets_a_file_that_is_kept_for_a_day(client, tmp_path, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    service = make.service()
    make.booking(service, make.therapist(service))
    client.force_login(make.staff("Administrators"))
    assert "Make the file" in client.get(EVERYTHING).text
    for _ in range(2):
        assert "Being made" in client.post(EVERYTHING, follow=True).text
    assert SiteExport.objects.count() == 1
    assert client.post(f"{EVERYTHING}file/").url == EVERYTHING
    long_worker.do_all()
    assert "Ready to download" in client.get(EVERYTHING).text
    answer = client.post(f"{EVERYTHING}file/")
    assert "no-store" in answer["Cache-Control"]
    assert "clinic-export-2026-11-23-0900.zip" in answer["Content-Disposition"]
    file = tmp_path / "export.zip"
    file.write_bytes(b"".join(answer.streaming_content))
    events = AccountEvent.objects.filter(what__startswith="all").order_by("pk")
    assert [(one.what, one.account) for one in events] == [
        ("all exported", "sample-staff"),
        ("all saved", "sample-staff"),
    ]
    assert RecordView.objects.filter(screen="export", patients=1).exists()
    time_machine.shift(timedelta(days=1, seconds=1))
    assert "Ready to download" not in client.get(EVERYTHING).text
    call_command("work", "--once")
    assert not SiteExport.objects.exists()
    assert not FilePart.objects.exists()
    emptying.empty()
    assert "Imported" in run("import_export", file)
    assert Booking.objects.get().name == "Sample Patient"


def test_a_file_is_not_given_away_at_an_open_desk(client, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    client.force_login(make.staff("Administrators"))
    time_machine.shift(timedelta(hours=1))
    for path in (EVERYTHING, f"{EVERYTHING}file/"):
        asked = client.post(path).url
        assert "/account/again/" in asked
        assert "press" in asked
    assert not SiteExport.objects.exists()
    page = client.get(EVERYTHING, {"press": "make"}).text
    assert "The file has not been started yet." in page


def test_a_worker_that_was_overtaken_leaves_the_file_of_the_other_alone(client):
    client.force_login(make.staff("Administrators"))
    client.post(EVERYTHING)
    slow = SiteExport.objects.claim()
    late = slow.file.writing(slow.small_step)
    late.__enter__().write(b"half of it")
    SiteExport.objects.update(claimed_until=make.NOW - timedelta(days=999))
    long_worker.do_all()
    with pytest.raises(GivenUp):
        late.__exit__(None, None, None)
    with SiteExport.objects.get().file.open() as file, zipfile.ZipFile(file) as made:
        assert made.testzip() is None


def test_a_worker_that_gives_up_leaves_the_work_to_the_next(client):
    client.force_login(make.staff("Administrators"))
    client.post(EVERYTHING)
    SiteExport.objects.claim().run(is_to_stop=lambda: True)
    assert SiteExport.objects.get().file.size is None
    long_worker.do_all()
    with SiteExport.objects.get().file.open() as file, zipfile.ZipFile(file) as made:
        assert made.testzip() is None
