import time
import zipfile
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from clinic.kept_files import KeptFile
from clinic_site.models import WordPressImport
from clinic_site.moving import report
from clinic_site.moving.pictures import ENDINGS, entries_of
from pages.wordpress.decoding import LONGEST

READ_AT_ONCE = 1_000_000  # bytes
LOOKS_EVERY = 1  # seconds


class Command(BaseCommand):
    help = (
        "Bring in a WordPress site from its export file (WXR): its pages and posts as drafts, with "
        "comments, pictures and old addresses. It does what “Bring in from WordPress” at the desk "
        "does; the report is there, too. Run again, it adds what is new and changes nothing else."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the export file")
        parser.add_argument(
            "--pictures",
            type=Path,
            metavar="FOLDER|ZIP",
            help="the old site's wp-content/uploads, as a folder or a zip file",
        )
        parser.add_argument(
            "--fetch-pictures",
            action="store_true",
            help="ask the old site itself for pictures that are missing",
        )
        parser.add_argument(
            "--preview",
            action="store_true",
            help="only say what would be brought in; change no page",
        )

    def handle(self, *, file, pictures, fetch_pictures, preview, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if file.stat().st_size > LONGEST:
            raise CommandError(f"{file} is larger than 1 GB. Export it in parts, such as by year.")
        if pictures and not pictures.exists():
            raise CommandError(f"There is no folder or file {pictures}.")
        with transaction.atomic():
            work = begin(file, pictures, fetch_pictures)
        self.run(work)
        self.say("In the file:", report.sums(work.items, "counts"), work)
        if left := report.comments_in_words(report.sums(report.staying(work), "counts")):
            self.stdout.write(f"Left out: comments on what is not brought in: {left}.")
        for words, number in report.left_out_items(work, report.Library(work)):
            self.stdout.write(f"Left out: {words}: {number:,}")
        if preview:
            return
        work.ask_for("bring_in")
        work.refresh_from_db()
        self.run(work)
        self.say("Brought in:", report.sums(work.items, "came"), work)
        self.stdout.write(f"The report is at /admin/wordpress/{work.pk}/.")

    def run(self, work):
        """Do its next step here, unless a worker was quicker."""
        while work.is_running:
            if claimed := WordPressImport.objects.filter(pk=work.pk).claim():
                claimed.run()
            else:
                time.sleep(LOOKS_EVERY)
            work.refresh_from_db()
        if work.state == work.State.FAILED:
            raise CommandError(work.problem)

    def say(self, start, counts, work):
        chosen = work.items.filter(is_chosen=True, why_not="")
        here = chosen.filter(is_here=True).count()
        pages = f"{chosen.count()} pages and posts{f' ({here} already here)' if here else ''}"
        words = report.comments_in_words(counts) or "none"
        self.stdout.write(f"{start} {pages}; comments: {words}.")
        for sentence in (*work.mended, *report.left_out_in_words(counts)):
            self.stdout.write(f"  {sentence}")


def begin(file, pictures, fetch_pictures):
    work = WordPressImport.objects.create(
        file=kept(file),
        name=file.name[-255:],
        step="read",
        fetches_pictures=fetch_pictures,
    )
    if pictures:
        work.zips.create(file=kept_folder(pictures) if pictures.is_dir() else kept_zip(pictures))
    return work


def kept(path):
    with path.open("rb") as opened:
        chunks = iter(lambda: opened.read(READ_AT_ONCE), b"")
        return KeptFile.objects.store(path.name[-255:], chunks)


def kept_zip(path):
    try:
        with path.open("rb") as opened:
            entries_of(opened)
    except ValidationError as error:
        raise CommandError(f"{path}: {error.messages[0]}") from None
    return kept(path)


def kept_folder(folder):
    """The pictures and PDFs in this folder as a zip file, which any worker can read."""
    file = KeptFile.objects.create(name=f"{folder.name}.zip"[-255:])
    with file.writing() as to, zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix.lower().lstrip(".") in ENDINGS:
                archive.write(path, f"uploads/{path.relative_to(folder).as_posix()}")
    return file
