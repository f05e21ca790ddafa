from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from clinic_site.content import CLINIC, PAGES
from pages.models import Clinic, Page, Section


class Command(BaseCommand):
    help = "Add the clinic's details and pages where they are missing. Never changes what is there."

    @transaction.atomic
    def handle(self, *, verbosity, **options):
        Clinic.objects.get_or_create(pk=1, defaults=CLINIC)
        for words in PAGES:
            if self.add_page(**words) and verbosity:
                self.stdout.write(f"Added the page “{words['title']}”")

    def add_page(self, slug, title, summary, sections, **settings):
        page, is_new = Page.objects.get_or_create(slug=slug, defaults=settings)
        if not is_new:
            return False
        revision = page.revisions.create(title=title, summary=summary, publish_at=timezone.now())
        for order, (heading, body) in enumerate(sections, start=1):
            section = Section(revision=revision, order=order, heading=heading, body=body)
            section.full_clean()  # sanitises the text, as the editor's form does
            section.save()
        return True
