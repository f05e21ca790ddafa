"""Where a link can lead on this site: pages, headings on them, treatments, files, other parts."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pages.models import Document, Revision, Section, SectionAnchor
from pages.models.upload import NEWEST
from pages.text.rich_text import anchored
from typed.text import without_accents

MOST, MOST_IN_DIALOG = 200, 12
LONGEST = 100  # characters of a search that are read
PAGE, HEADING, FILE, PART = "Page", "Heading", "File", "Part of the site"
PARTS = (
    ("Book an appointment", "booking:choose"),
    ("Waiting list", "booking:waiting_list"),
    ("A new link to an appointment", "booking:link"),
    ("Contact", "contact:write"),
    ("Search", "pages:search"),
)


@dataclass(frozen=True)
class Place:
    """Somewhere a link can lead. `about` is what it is on, or explains."""

    kind: str
    name: str
    address: str
    about: str = ""

    def rank(self, words):
        """How well these words fit, best first; None if they do not."""
        name, all_words = folded(self.name), folded(f"{self.name} {self.about} {self.address}")
        if not all(word in all_words for word in words):
            return None
        in_name = all(word in name for word in words)
        return not name.startswith(words[0]), not in_name, self.kind != PAGE


def folded(text):
    return without_accents(text).casefold()


def all_places():
    """Each page, followed by the headings on it; then files and other parts of the site."""
    live = list(
        Revision.objects.visible_now()
        .select_related("page")
        .order_by("-page__in_menu", "page__order", "page")
    )
    sections = defaultdict(list)
    rows = Section.objects.filter(revision__in=live).select_related("document__replaced_by")
    for one in rows.defer("body").order_by("order", "pk"):
        sections[one.revision_id].append(one)
    remembered = SectionAnchor.objects.by_page()
    files = {}
    for revision in live:
        address = revision.get_absolute_url()
        treatment = revision.page.treatment
        about = f"explains the treatment {treatment}" if treatment else ""
        yield Place(PAGE, revision.title, address, about)
        for one in anchored(sections[revision.pk], remembered[revision.page_id]):
            if one.heading:
                anchor = f"{address}#{one.anchor}"
                yield Place(HEADING, one.heading, anchor, f"on “{revision.title}”")
            if one.document:
                name = one.values.get("words") or "File"
                address_of_file = one.document.current.get_absolute_url()
                place = Place(FILE, name, address_of_file, f"on “{revision.title}”")
                files.setdefault(address_of_file, place)
    for document in Document.objects.current().filter(kept=True).order_by(*NEWEST):
        address = document.get_absolute_url()
        name = document.original_name or str(document)
        files.setdefault(address, Place(FILE, name, address, "in the library"))
    yield from files.values()
    yield from (Place(PART, name, reverse(view)) for name, view in PARTS)


def found(words, most):
    """The places that fit the words, best first; without words, all but headings."""
    words = folded(words[:LONGEST]).split()
    places = list(all_places())
    if not words:
        return [one for one in places if one.kind != HEADING][:most]
    ranked = [(one.rank(words), one) for one in places]
    fitting = sorted((pair for pair in ranked if pair[0] is not None), key=lambda pair: pair[0])
    return [one for _, one in fitting][:most]


def urls(admin_site):
    view = admin_site.admin_view(choose)
    return [path("places/", view, name="pages_revision_places")]


@never_cache
@require_safe
@permission_required("pages.change_revision", raise_exception=True)
def choose(request):
    """The places that fit `?q=`: as the options of the editor's dialog, or as a screen."""
    words = request.GET.get("q", "")
    if "dialog" in request.GET:
        context = {"places": found(words, MOST_IN_DIALOG)}
        return render(request, "admin/pages/_places.html", context)
    context = admin.site.each_context(request) | {
        "title": "Addresses to link to",
        "words": words,
        "places": found(words, MOST),
        "most": MOST,
    }
    return render(request, "admin/pages/places.html", context)
