from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic_site.backups import making
from clinic_site.backups.archive import Unusable


class Command(BaseCommand):
    help = (
        "Write the database, as it is at this moment, and all images into one file, encrypted for "
        "BACKUP_KEY if that is set. The site can keep running."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "to",
            type=Path,
            help="a folder, where it gets a name with the time, or a new file (.tar or .age)",
        )
        parser.add_argument(
            "--rotate",
            action="store_true",
            help="then delete backups in that folder that are older than the retention periods say",
        )

    def handle(self, *, to, rotate, verbosity, **options):
        if rotate and not to.is_dir():
            raise CommandError(f"--rotate needs a folder, and there is no folder {to}.")
        try:
            path = making.make(to)
        except (Unusable, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        size = path.stat().st_size / 1e6
        how = "encrypted" if settings.BACKUP_KEY else "not encrypted, because BACKUP_KEY is not set"
        self.stdout.write(f"{path}: {size:.1f} MB, {how}")
        if rotate and (count := making.rotate(to)):
            self.stdout.write(f"Old backups deleted: {count}")
