from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

FLAG = "--on-a-real-site"
REFUSED = (
    "This adds sample patients and four accounts that need no second step, and lets everybody log "
    f"in with a password alone. If that is what you want here, add {FLAG}."
)


class Command(BaseCommand):
    help = (
        "Add sample hours, requests, comments, messages and pages, and an account for each group "
        "of staff, with passwords that are printed once. For trying the site out, never for a real "
        "clinic."
    )

    def add_arguments(self, parser):
        parser.add_argument(FLAG, action="store_true", help="even though DEBUG is off")
        parser.add_argument(
            "--without-pages",
            action="store_false",
            dest="with_pages",
            help="leave the pages as they are: no sample team, treatments or fees",
        )

    def handle(self, **options):
        if not (settings.DEBUG or options["on_a_real_site"]):
            raise CommandError(REFUSED)
        from clinic_site.dev import demo  # of which production imports nothing

        for name, password in demo.add_samples(with_pages=options["with_pages"]):
            self.stdout.write(f"Log in at /admin/ as “{name}” with the password {password}")
        self.stdout.write(
            "No second step is required, until an administrator requires it under “Rules for "
            "logging in”."
        )
        self.stdout.write(
            "Passwords are shown once. To set another: "
            ".venv/bin/python manage.py changepassword reception"
        )
