from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import capfirst

from clinic_site.moving_out.bringing_back import bring_back
from clinic_site.moving_out.places import Unusable


class Command(BaseCommand):
    help = (
        "Load an export of this software (see `manage.py export`) into a site that has nothing in "
        "it but what `migrate` made: all of it or nothing. The site sends nothing until `manage.py "
        "resume_sending` or the desk says so. The role of the site's DATABASE_URL is enough; it "
        "need not own the tables. Load an export only if you know who made it: HTML in texts is "
        "cleaned as if it were pasted, but everything else is loaded as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, metavar="FOLDER_OR_ZIP")

    def handle(self, *, source, verbosity, **options):
        try:
            counts = bring_back(source)
        except (Unusable, OSError) as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        said = "; ".join(f"{what}: {count:,}" for what, count in counts.items())
        self.stdout.write(f"Imported. {capfirst(said)}.")
        self.stdout.write(
            "Staff accounts are inactive and have no password. Nothing is sent until you run "
            "`manage.py resume_sending --delete-old`."
        )
