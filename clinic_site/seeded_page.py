"""A page with words of ours, as the commands `seed` and `demo` add it."""

from django.utils import timezone

from pages.models import Page, Section, Words


def add_page(slug, title, summary, sections, **settings):
    """Add the page with its first version, which is live."""
    page = Page.objects.create(slug=slug, **settings)
    revision = page.revisions.create(title=title, summary=summary, publish_at=timezone.now())
    for order, words in enumerate(sections, start=1):
        section = Section(revision=revision, order=order, **words)
        section.full_clean()  # sanitises the text, as the editor's form does
        section.save()
    Words.objects.store(page.revisions.all())
    return page
