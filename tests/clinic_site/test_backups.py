"""A backup of a busy site, put back in an empty place, is the site again."""

import io
import re
import threading
from datetime import UTC, datetime
from urllib.request import Request, urlopen

import pyrage
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from booking.models import Booking
from clinic_site.accounts.sessions import Session
from clinic_site.backups import archive, making, restoring
from clinic_site.models import Home
from inbox.models import Attempt
from pages.models import Image
from tests import elsewhere, make, serve

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key(settings, tmp_path):
    """A file as age-keygen writes it, whose public key the site has."""
    identity = pyrage.x25519.Identity.generate()
    settings.BACKUP_KEY = str(identity.to_public())
    file = tmp_path / "clinic.key"
    file.write_text(f"# created: 2026-11-30\n# public key: {settings.BACKUP_KEY}\n{identity}\n")
    return file


def run(command, *arguments):
    said = io.StringIO()
    call_command(command, *map(str, arguments), stdout=said)
    return said.getvalue()


def refused(command, *arguments):
    with pytest.raises(CommandError) as refusal:
        run(command, *arguments)
    return str(refusal.value)


def backup(folder):
    return making.make(folder)


class Writers:
    """Strangers who write without a pause, until the block ends."""

    def __enter__(self):
        self.stop, self.begun = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.write)
        self.thread.start()
        assert self.begun.wait(30)

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()

    def write(self):
        try:
            while not self.stop.wait(0.01):
                Attempt.objects.create(form="contact", client="0" * 64)
                self.begun.set()
        finally:
            connection.close()


@pytest.mark.usefixtures("seeded", "media")
def test_a_busy_site_is_restored_with_its_images_and_serves(key, tmp_path, settings):
    image = make.image()
    with image.file.open() as opened:
        name, content = image.file.name, opened.read()
    service = make.service()
    with time_machine.travel(make.NOW, tick=False):
        booking = make.booking(service, make.therapist(service))
    Session.objects.create(pk="0" * 64, expire_date=datetime(2099, 1, 1, tzinfo=UTC))
    make.call("work", "--once")
    with Writers():
        assert "encrypted" in run("backup", tmp_path)
    (file,) = tmp_path.glob("clinic-*.tar.age")
    assert Attempt.objects.exists()
    assert Home.objects.last_backup_at()
    assert content not in file.read_bytes()
    manifest = restoring.check(file, archive.identity_in(key))
    assert manifest["counts"]["booking_booking"] == 1
    settings.MEDIA_ROOT = tmp_path / "other media"
    with elsewhere.database():
        assert "Restored" in run("restore", file, "--identity", key)
        assert Attempt.objects.count() == manifest["counts"]["inbox_attempt"]
        assert Booking.objects.get().name == booking.name
        assert Home.objects.is_copy()
        assert not Home.objects.may_act()
        assert not Session.objects.exists()
        environ = serve.environment(MEDIA_ROOT=str(settings.MEDIA_ROOT))
        with serve.gunicorn(environ) as (port, _):
            assert b"Intramuscular" in get(port, "/ims/")
            assert get(port, f"/media/{name}") == content


@pytest.mark.usefixtures("media")
def test_who_restores_with_another_key_is_told_what_no_longer_opens(tmp_path, settings):
    service = make.service()
    with time_machine.travel(make.NOW, tick=False):
        make.booking(service, make.therapist(service))
    Session.objects.create(pk="0" * 64, expire_date=datetime(2099, 1, 1, tzinfo=UTC))
    file = backup(tmp_path)
    (rows,) = re.findall(r"\d+ rows", run("restore", file, "--check"))
    key, settings.SECRET_KEY = settings.SECRET_KEY, "of another site"
    with elsewhere.database():
        said = run("restore", file)
        assert "reset_second_step" in said
        assert rows in said
        settings.SECRET_KEY_FALLBACKS = [key]
        assert not restoring.is_of_another_key()


def get(port, path):
    with urlopen(Request(f"http://127.0.0.1:{port}{path}"), timeout=20) as answer:
        return answer.read()


def test_a_cloned_database_knows_that_it_is_a_copy():
    assert Home.objects.may_act()
    with elsewhere.database(template=connection.settings_dict["NAME"]):
        assert Home.objects.is_copy()
        assert not Home.objects.may_act()
    assert Home.objects.may_act()


@pytest.mark.usefixtures("media")
def test_nothing_is_restored_over_what_is_there(tmp_path, settings):
    default_storage.save("image.jpg", ContentFile(b"first"))
    file = backup(tmp_path)
    assert "database is not empty" in refused("restore", file)
    with elsewhere.database():
        assert "images in MEDIA_ROOT" in refused("restore", file)
        assert not connection.introspection.table_names()
    with default_storage.open("image.jpg") as image:
        assert image.read() == b"first"


@pytest.mark.usefixtures("media")
def test_a_damaged_or_wrongly_opened_backup_is_refused_before_anything_is_written(
    key, tmp_path, settings
):
    default_storage.save("image.jpg", ContentFile(b"image" * 100_000))
    sealed = backup(tmp_path)
    settings.BACKUP_KEY = ""
    plain = backup(tmp_path)
    other = tmp_path / "other.key"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    cases = [
        (changed(sealed, 200_000), [key], "damaged"),
        (cut(sealed), [key], "damaged"),
        (sealed, [other], "needs another key"),
        (sealed, [], "--identity"),
        (sealed, [sealed], "does not hold a key"),
        (changed(plain, 200_000), [], "checksums differ"),
        (cut(plain), [], "incomplete"),
        (changed(plain, 0), [], "not a backup"),
    ]
    settings.MEDIA_ROOT = tmp_path / "other media"
    with elsewhere.database():
        for file, identity, words in cases:
            named = ["--identity", *identity] if identity else []
            assert words in refused("restore", file, *named)
        assert not connection.introspection.table_names()
        assert next(making.files(), None) is None


def changed(file, place):
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    other = file.with_name(f"changed {place} {file.name}")
    other.write_bytes(content)
    return other


def cut(file):
    other = file.with_name(f"cut {file.name}")
    other.write_bytes(file.read_bytes()[:-30_000])
    return other


def spoiled(folder, **manifest):
    """A backup with the right checksums, whose dump is none."""
    file = folder / "clinic-spoiled.tar"
    with file.open("wb") as content:
        tar = archive.Writer(content)
        tar.add_dump(io.BytesIO(b"PGDMP but not really"))
        tar.add("media/image.jpg", b"image")
        usual = {"format": 1, "postgresql": 14, "migrations": [], "counts": {}}
        tar.finish(usual | manifest)
    return file


def test_a_restore_that_fails_half_way_leaves_neither_rows_nor_images(media, tmp_path):
    with elsewhere.database():
        assert "Nothing was loaded" in refused("restore", spoiled(tmp_path))
        assert not connection.introspection.table_names()
    assert next(making.files(), None) is None


@pytest.mark.usefixtures("media")
def test_a_backup_of_a_newer_site_or_server_is_refused(tmp_path):
    newer = spoiled(tmp_path, migrations=[["booking", "9999_of_next_year"]])
    with elsewhere.database():
        assert "booking.9999_of_next_year" in refused("restore", newer)
        assert "PostgreSQL 99" in refused("restore", spoiled(tmp_path, postgresql=99))


def test_a_backup_that_fails_leaves_no_file_and_none_is_overwritten(tmp_path, settings, media):
    file = backup(tmp_path / "one.tar")
    was = file.read_bytes()
    assert "already exists" in refused("backup", file)
    assert file.read_bytes() == was
    settings.BACKUP_KEY = "age1nonsense"
    assert "BACKUP_KEY" in refused("backup", tmp_path)
    assert [one.name for one in tmp_path.glob("*.tar*")] == ["one.tar"]
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_does_not_exist_is_not_made_into_a_file(tmp_path):
    missing = tmp_path / "backups"
    for more in ([], ["--rotate"]):
        assert f"no folder {missing}" in refused("backup", missing, *more)
    assert not missing.exists()


@pytest.mark.parametrize(
    "manifest",
    [
        b"no JSON",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"sha256": {}, "format": "1", "postgresql": 14, "migrations": [], "counts": {}}',
        b'{"sha256": {}, "format": 1, "postgresql": 14, "migrations": [3], "counts": {}}',
    ],
)
def test_a_manifest_that_is_none_is_refused_in_words(manifest, tmp_path):
    file = tmp_path / "clinic-spoiled.tar"
    with file.open("wb") as content:
        tar = archive.Writer(content)
        tar.add("manifest.json", manifest)
        tar.tar.close()
    assert "manifest.json cannot be read" in refused("restore", file, "--check")


def test_the_newest_backups_are_kept_if_the_clock_is_years_ahead(tmp_path, media):
    names = [f"clinic-2020-01-0{day}T000000Z.tar" for day in range(1, 7)]
    for name in names:
        (tmp_path / name).touch()
    assert making.rotate(tmp_path) == 3
    assert sorted(one.name for one in tmp_path.iterdir()) == names[3:]


def test_only_backups_older_than_the_retention_periods_are_deleted(tmp_path, media):
    newer = {f"clinic-209{year}-01-01T000000Z.tar" for year in (7, 8)}
    for name in ("clinic-2020-01-01T000000Z.tar.age", *newer, "notes"):
        (tmp_path / name).touch()
    assert "Old backups deleted: 1" in run("backup", tmp_path, "--rotate")
    left = {one.name for one in tmp_path.iterdir()}
    assert newer | {"notes"} < left
    assert len(left) == 4
    assert Image.objects.count() == 0
