from django.core.management.base import BaseCommand

from clinic_site.resealing import reseal


class Command(BaseCommand):
    help = (
        "Seal private links and queued email with the current SECRET_KEY. Each worker does this "
        "too, until it finds nothing more to seal. Once this says that everything is sealed, the "
        "former keys are no longer needed in SECRET_KEY_FALLBACKS. Only erase_again in a restored "
        "copy may ask for one."
    )

    def handle(self, **options):
        reseal()
        if left := reseal():
            self.stdout.write(f"{left} were being written by others. Run this again.")
        else:
            self.stdout.write("Everything is sealed with the current SECRET_KEY.")
