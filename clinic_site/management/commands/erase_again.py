from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from clinic_site.personal_data import again


class Command(BaseCommand):
    help = (
        "In a restored copy, erase again those who were erased after its backup was made. The list "
        "names nobody: it has keyed digests, for which the SECRET_KEY must be the same or in "
        "SECRET_KEY_FALLBACKS. Write it on the site with --write before you restore a backup, or "
        "take it from a newer backup; then give the file to this command in the copy."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="*", type=Path, help="lists written with --write")
        parser.add_argument("--write", type=Path, help="only write the list of this database")

    def handle(self, *, file, write, **options):
        entries = again.listed()
        try:
            if write:
                lines = again.written(entries)
                write.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
                self.stdout.write(f"Written: {len(lines)}, none with a name.")
                return
            for one in file:
                entries = again.merged(entries, self.read(one))
        except OSError as error:
            raise CommandError(error) from error
        outcome = again.erase_again(entries)
        self.stdout.write(f"Erased again: {outcome.erased} of {len(entries)} in the list.")
        for page in outcome.returned:
            self.stdout.write(f"Not erased, because it was sent after the erasure: {page}")
        for page in outcome.needed:
            self.stdout.write(f"Not erased, because it is upcoming or open: {page}")
        if outcome.unknown:
            raise CommandError(
                f"{outcome.unknown} of {len(entries)} in the list were made with another "
                "SECRET_KEY, and nobody was found by them. Put that key in SECRET_KEY_FALLBACKS, "
                "and run this again."
            )

    def read(self, path):
        try:
            return again.read(path.read_text(encoding="ascii").splitlines())
        except ValueError as error:
            raise CommandError(f"{path} is damaged, or no list of this site: {error}") from error
