from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from clinic_site.backups import archive, restoring
from clinic_site.backups.archive import Unusable

OTHER_KEY = (
    "This SECRET_KEY is not that of the backup. Private links already sent open nothing, and "
    "nobody can log in with an authenticator app or a recovery code. If you have the site's own "
    "key, put it into SECRET_KEY_FALLBACKS. Otherwise run `manage.py reset_second_step NAME` for "
    "each account that uses them, once you have run `migrate`."
)


class Command(BaseCommand):
    help = (
        "Load a backup into an empty database and an empty place for images: all of it or nothing. "
        "The restored copy sends nothing until `manage.py resume_sending` or the desk says so."
    )
    requires_system_checks = []  # some look into the database, which is empty

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, help="the file that age-keygen wrote")
        parser.add_argument("--check", action="store_true", help="only check that it is whole")

    def handle(self, *, file, identity, check, **options):
        act = restoring.check if check else restoring.restore
        try:
            key = archive.identity_in(identity) if identity else None
            manifest = act(file, key)
        except (Unusable, OSError) as error:
            words = "" if check else "Nothing was restored. "
            raise CommandError(f"{words}{error}") from error
        rows = sum(manifest["counts"].values())
        self.stdout.write(f"Made on {manifest['made_at']} by {manifest['site']}: {rows} rows.")
        if check:
            self.stdout.write("The backup is whole.")
        else:
            self.stdout.write("Restored. Next: `manage.py migrate`, and see docs/backups.md.")
            if restoring.is_of_another_key():
                self.stdout.write(OTHER_KEY)
