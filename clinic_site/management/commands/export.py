from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import capfirst

from clinic_site.moving_out.making import export
from clinic_site.moving_out.places import Unusable, new_folder


class Command(BaseCommand):
    help = (
        "Write everything the clinic has on this site to a new folder, to read, to keep or to take "
        "to another program: pages, images, comments, patients, visits. The site can keep running. "
        "Not a backup: it has no passwords, no private links and no logs. The role of the site's "
        "DATABASE_URL is enough."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="a new folder, or an empty one")

    def handle(self, *, folder, verbosity, **options):
        try:
            with new_folder(folder) as place:
                counts = export(place)
        except (Unusable, OSError) as error:
            raise CommandError(f"Nothing was exported. {error}") from error
        said = "; ".join(f"{what}: {count:,}" for what, count in counts.items())
        self.stdout.write(f"Exported to {folder}. {capfirst(said)}. Open index.html in it first.")
