"""Pictures once they are taken: their files, who sees them, and when they go."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from PIL import Image as Opened

from clinic_site.management.commands import work
from pages.models import Image, Section
from pages.models.images import CannotStore
from tests import make
from tests.pages import pictures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def later(delay):
    """As many hours or days from now; the files' own times are the machine's."""
    return time_machine.travel(timezone.now() + delay)


def purge_after(*delays):
    for delay in delays:
        with later(delay):
            Image.objects.purge()


def illustrate(image, slug="a-page"):
    page = make.page(slug=slug)
    Section.objects.filter(revision__page=page).update(image=image, alt="A sample picture")
    return page


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((1, 1), {1: 1}),
        ((400, 300), {400: 300}),
        ((700, 350), {400: 200, 700: 350}),
        ((1300, 1000), {400: 308, 800: 615, 1200: 923}),
        ((3200, 2400), {400: 300, 800: 600, 1200: 900}),
        ((1601, 1068), {400: 267, 800: 534, 1200: 800}),
        ((3000, 1), {400: 1, 800: 1, 1200: 1}),
    ],
)
def test_every_picture_is_there_in_two_formats_at_its_widths(media, size, widths):
    image = make.image(*size)
    folder = image.file.name.removesuffix(".webp")
    copies = {f"{folder}/{width}w.{kind}" for width in widths for kind in ("avif", "webp")}
    assert files(media) == copies | {image.file.name}
    for name in copies:
        with Opened.open(media / name) as copy:
            assert widths[copy.width] == copy.height
            assert copy.format.lower() == name.rpartition(".")[2]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_stored_file_tells_where_a_photo_was_taken(media, kind):
    content = make.picture(900, 600, kind, **pictures.METADATA)
    assert b"Sample Maker" in content
    assert b"xmpmeta" in content
    image = Image.objects.take(make.upload(content), by=None)
    assert (image.width, image.height) == (600, 900)
    assert len(files(media)) == 5
    for name in files(media):
        stored = (media / name).read_bytes()
        for trace in (b"Exif", b"EXIF", b"GPS", b"xmp", b"XMP", b"ICC", b"Sample Maker"):
            assert trace not in stored
        with Opened.open(media / name) as copy:
            assert not {"exif", "xmp", "icc_profile"} & set(copy.info)
            assert not copy.getexif()


def test_a_picture_s_name_tells_nothing_and_is_never_given_twice():
    first, second = (Image.objects.take(make.upload(name="me.jpg"), by=None) for _ in "12")
    assert first.file.name != second.file.name
    assert "me" not in first.file.name


def test_who_uploaded_a_picture_is_noted():
    editor = make.staff("Editors")
    assert make.image(by=editor).uploaded_by == editor


def test_a_picture_that_is_refused_leaves_neither_row_nor_file(media):
    with pytest.raises(Exception, match="not an image"):
        Image.objects.take(make.upload(b"words"), by=None)
    assert (files(media), Image.objects.count()) == (set(), 0)


def test_a_picture_that_the_database_refuses_leaves_no_file(media):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE pages_image ADD CONSTRAINT narrow CHECK (width < 10)")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.image()
    assert files(media) == set()


@pytest.mark.parametrize("obstacle", ["missing", "a file"])
def test_a_disk_that_takes_nothing_is_told_and_logged(settings, media, caplog, obstacle):
    media.parent.joinpath("wall").write_text("")
    settings.MEDIA_ROOT = media.parent / "wall" / ("media" if obstacle == "missing" else "")
    with pytest.raises(CannotStore, match="can’t be stored right now"):
        make.image()
    assert "MEDIA_ROOT" in caplog.text
    assert Image.objects.count() == 0
    Image.objects.purge()


def test_a_picture_that_nothing_shows_goes_after_a_day_with_all_its_files(media):
    image = make.image()
    purge_after(AN_HOUR, A_DAY)
    assert Image.objects.get() == image
    assert len(files(media)) == 3
    purge_after(A_DAY + 2 * AN_HOUR)
    assert not Image.objects.exists()
    assert list(media.iterdir()) == []


def test_a_picture_of_an_old_version_stays(media):
    page = illustrate(make.image())
    page.edit(by=None).replace_sections([])
    page.draft().publish()
    purge_after(AN_HOUR, 2 * A_DAY, 4 * A_DAY)
    assert Image.objects.count() == 1
    assert len(files(media)) == 3


def test_a_revision_s_own_picture_stays():
    page = make.page()
    page.revisions.update(image=make.image(), decorative=True)
    purge_after(AN_HOUR, 2 * A_DAY, 4 * A_DAY)
    assert Image.objects.count() == 1


def test_the_day_begins_when_the_last_section_lets_go():
    image = make.image()
    purge_after(AN_HOUR)
    page = illustrate(image)
    purge_after(2 * AN_HOUR)
    page.revisions.get().sections.all().delete()
    purge_after(3 * A_DAY + AN_HOUR, 4 * A_DAY)
    assert Image.objects.exists()
    purge_after(4 * A_DAY + 2 * AN_HOUR)
    assert not Image.objects.exists()


def test_a_picture_shown_again_in_time_stays():
    image = make.image()
    purge_after(AN_HOUR)
    illustrate(image)
    purge_after(3 * A_DAY, 5 * A_DAY)
    assert Image.objects.exists()


def test_a_picture_kept_for_a_form_that_comes_back_stays_another_day():
    image = make.image()
    purge_after(AN_HOUR)
    assert Image.objects.filter(pk=image.pk).keep() == 1
    purge_after(A_DAY + 2 * AN_HOUR)
    assert Image.objects.exists()
    Image.objects.all().delete()
    assert Image.objects.filter(pk=image.pk).keep() == 0


@pytest.mark.django_db(transaction=True)
def test_a_picture_chosen_in_the_same_instant_is_not_removed(media):
    image, page = make.image(), make.page()
    purge_after(AN_HOUR)
    with transaction.atomic():
        assert Image.objects.filter(pk=image.pk).keep() == 1
        with ThreadPoolExecutor(1) as pool:
            pool.submit(purge_in_thread, 2 * A_DAY).result(10)
        page.revisions.get().sections.create(heading="A", body="", image=image, decorative=True)
    purge_after(3 * A_DAY, 5 * A_DAY)
    assert Image.objects.get().file.storage.exists(image.file.name)


@pytest.mark.django_db(transaction=True)
def test_a_picture_chosen_since_it_was_due_is_not_removed(media):
    image = make.image()
    purge_after(AN_HOUR)
    due = Image.objects.get()
    with later(2 * A_DAY):
        illustrate(image, slug="another")
        due.remove()
    assert Image.objects.exists()
    assert len(files(media)) == 3


@pytest.mark.django_db(transaction=True)
def test_several_workers_may_clear_up_at_once(media):
    for _ in range(6):
        make.image()
    illustrate(kept := make.image())
    purge_after(AN_HOUR)
    together = threading.Barrier(4)
    with later(2 * A_DAY), ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: (together.wait(), purge_in_thread()), range(4)))
    assert Image.objects.get() == kept
    assert len(files(media)) == 3


def purge_in_thread(delay=None):
    try:
        if delay is None:
            Image.objects.purge()
        else:
            purge_after(delay)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_files_of_a_change_that_was_rolled_back_go_after_a_day(media):
    with transaction.atomic():
        make.image()
        transaction.set_rollback(True)
    assert not Image.objects.exists()
    Image.objects.purge()
    purge_after(A_DAY - AN_HOUR)
    assert len(files(media)) == 3
    purge_after(A_DAY + AN_HOUR)
    assert list(media.iterdir()) == []


def test_files_that_are_not_ours_are_left_alone(media):
    make.image()
    for name in ("notes.txt", "a" * 32 + ".jpg", "A" * 32 + ".webp", "b" * 31 + ".webp", ".hidden"):
        (media / name).write_text("somebody's")
    purge_after(3 * A_DAY)
    assert len(files(media)) == 3 + 5


def test_files_older_than_the_database_have_a_day_until_it_is_restored(media):
    make.image()
    Image.objects.all().delete()
    purge_after(30 * A_DAY)
    assert len(files(media)) == 3
    purge_after(31 * A_DAY + AN_HOUR)
    assert files(media) == set()


def test_files_that_are_known_again_are_unknown_from_the_start_another_time(media):
    image = make.image()
    Image.objects.all().delete()
    Image.objects.purge()
    Image.objects.bulk_create([image])
    purge_after(A_DAY - AN_HOUR)
    Image.objects.all().delete()
    purge_after(A_DAY + AN_HOUR)
    assert len(files(media)) == 3


def test_copies_without_their_picture_go_too(media):
    image = make.image()
    (media / image.file.name).unlink()
    Image.objects.all().delete()
    Image.objects.purge()
    purge_after(A_DAY + AN_HOUR)
    assert list(media.iterdir()) == []


def test_the_worker_looks_at_the_pictures_once_an_hour():
    make.image()
    worker = work.Command()
    with later(timedelta()) as clock:
        worker.round()
        first = Image.objects.get().unused_since
        assert first
        Image.objects.all().keep()
        clock.shift(AN_HOUR - timedelta(minutes=1))
        worker.round()
        assert Image.objects.get().unused_since is None
        clock.shift(timedelta(minutes=1))
        worker.round()
        assert Image.objects.get().unused_since > first
