from django.core.management.base import BaseCommand
from django.db import transaction

from booking.models import ReadySentence
from clinic import texting
from clinic.models import Clinic
from clinic_site.seed_content import CLINIC, PAGES
from clinic_site.seed_privacy import ABOUT_TEXTS
from clinic_site.seeded_page import add_page
from inbox.starter_list import add_starter_words
from pages.models import Page


class Command(BaseCommand):
    help = (
        "Add the clinic's details, pages, blocked words and ready-made sentences to a new "
        "database. Never changes what is there."
    )

    @transaction.atomic
    def handle(self, *, verbosity, **options):
        Clinic.objects.get_or_create(pk=1, defaults=CLINIC)
        add_starter_words()
        ReadySentence.objects.add_starters()
        if Page.objects.exists():
            return  # an editor may have moved one, which must not return at its old address
        for words in PAGES:
            if words["slug"] == "privacy" and texting.is_on():
                words = words | {"sections": [*words["sections"], ABOUT_TEXTS]}
            add_page(**words)
            if verbosity:
                self.stdout.write(f"Added the page “{words['title']}”")
