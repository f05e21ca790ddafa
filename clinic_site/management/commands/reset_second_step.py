from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from clinic_site.accounts.signed_in import reset_second_step


class Command(BaseCommand):
    help = "Forget the second step of an account, for the last administrator who lost their phone."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account “{username}”.")
        if not reset_second_step(account):
            raise CommandError("This account has no second step.")
        self.stdout.write("It is reset. The account is logged out everywhere.")
