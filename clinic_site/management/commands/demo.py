from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Add sample hours, requests, comments and messages, and an account for each group of "
        "staff, with passwords that are printed once. For trying the site out, never for a real "
        "clinic."
    )

    def handle(self, **options):
        from clinic_site.dev import demo  # of which production imports nothing

        for name, password in demo.add_samples():
            self.stdout.write(f"Log in at /admin/ as “{name}” with the password {password}")
        self.stdout.write(
            "Passwords are shown once. To set another: "
            ".venv/bin/python manage.py changepassword reception"
        )
