from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from booking.models import ReadySentence
from clinic import texting
from clinic.models import Clinic
from clinic_site.seed_content import CLINIC, PAGES
from clinic_site.seed_privacy import ABOUT_TEXTS
from inbox.starter_list import add_starter_words
from pages.models import Page, Section, Words


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
            self.add_page(**words)
            if verbosity:
                self.stdout.write(f"Added the page “{words['title']}”")

    def add_page(self, slug, title, summary, sections, **settings):
        page = Page.objects.create(slug=slug, **settings)
        revision = page.revisions.create(title=title, summary=summary, publish_at=timezone.now())
        if slug == "privacy" and texting.is_on():
            sections = [*sections, ABOUT_TEXTS]
        for order, words in enumerate(sections, start=1):
            section = Section(revision=revision, order=order, **words)
            section.full_clean()  # sanitises the text, as the editor's form does
            section.save()
        Words.objects.store(page.revisions.all())
