from django.core.management.base import BaseCommand

from clinic.clock import in_full
from clinic_site.models import Retention
from clinic_site.retention.purging import foreseen, purge


class Command(BaseCommand):
    help = (
        "Purge what has been kept for as long as the retention periods say. The worker does this "
        "every hour by itself. With --dry-run, only say what would be purged."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")

    def handle(self, *, dry_run, **options):
        for found in foreseen(Retention.current()):
            oldest, newest = in_full(found["oldest"]), in_full(found["newest"])
            self.stdout.write(f"{found['count']:7} {found['kind'].label} ({oldest} to {newest})")
        if dry_run:
            self.stdout.write("Nothing was changed.")
            return
        while purge():
            pass
