from django.core.management.base import BaseCommand

from clinic_site.models import Home


class Command(BaseCommand):
    help = (
        "Let a restored copy send email and texts, and do everything else that the worker does. "
        "For a copy that takes the place of the original, never for one to try things out."
    )

    def add_arguments(self, parser):
        old = parser.add_mutually_exclusive_group(required=True)
        old.add_argument(
            "--delete-old",
            action="store_false",
            dest="send_old",
            help="Delete what was waiting when the copy was made: the original has sent it.",
        )
        old.add_argument(
            "--send-old",
            action="store_true",
            dest="send_old",
            help="Send it too: the original stopped before it could.",
        )

    def handle(self, *, send_old, **options):
        if Home.objects.resume(send_old=send_old):
            self.stdout.write("This site now sends email and texts.")
        else:
            self.stdout.write("This is not a copy: its sending was never stopped.")
