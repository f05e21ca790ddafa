"""The pages of an export: each as HTML that opens by itself, and all of it as JSON."""

from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from clinic_site.moving_out.rows import lines
from clinic_site.moving_out.spreadsheet import in_turn
from clinic_site.moving_out.tables import Table
from pages.models import Page
from pages.reading.links import with_links
from pages.text.lasting import shown

PAGE, REVISION, SECTION = map(Table, ("pages.Page", "pages.Revision", "pages.Section"))
OF_PAGE = {
    "former_addresses": Table("pages.FormerSlug"),
    "addresses_elsewhere": Table("pages.OldAddress"),
    "anchors": Table("pages.SectionAnchor"),
    "remarks": Table("pages.Remark"),
}


@dataclass(frozen=True)
class Written:
    """A page as the first page of the export lists it: `files` are its versions, the first the one
    that readers see or will see. A page that was never written has none."""

    page: Page
    title: str
    is_live: bool
    files: tuple[str, ...]


def write(place, tell):
    """Write all pages; returns a Written for each, in the order of their addresses."""
    address, written = Beside(Page.objects.in_bulk()), []
    for page in tell(in_turn(Page.objects.all())):
        folder = f"pages/{page.slug}"
        with place.writing(f"{folder}/page.json") as file:
            for part in as_json(page):
                file.write(part)
        found = versions(page)
        title, is_live = (found[0][1].title, found[0][2]) if found else ("", False)
        files = tuple(f"{folder}/{name}.html" for name, *_ in found)
        written.append(Written(page, title or page.slug, is_live and page.is_public, files))
        for name, revision, is_live in found:
            context = {
                "revision": revision,
                "page": page,
                "address": settings.SITE_URL + page.get_absolute_url(),
                "is_live": is_live,
                "content": as_html(revision, address),
            }
            place.write(f"{folder}/{name}.html", render_to_string("export/page.html", context))
    return sorted(written, key=lambda one: one.page.get_absolute_url())


def versions(page):
    """What there is to read: the name of the file, the version and whether it is live. The first is
    what readers see, or else what they will."""
    live = page.live_revision()
    found = [(live, True)] if live else []
    found += [(one, False) for one in page.revisions.scheduled()]
    found += [(one, False) for one in page.revisions.drafts()]
    if not found:
        found = [(one, False) for one in page.revisions.all()[:1]]
    return [(f"version-{at}" if at > 1 else "index", *one) for at, one in enumerate(found, 1)]


class OnSite:
    """The addresses of what a page shows or links to, on the site."""

    def __init__(self, pages):
        self.pages = pages

    def __call__(self, target):
        """In place of this address, which may be that of a page as it is stored."""
        path = shown(target, lambda key: self.page(self.pages[key]) if key in self.pages else None)
        return path if path != target else self.other(target)

    def page(self, page):
        return settings.SITE_URL + page.get_absolute_url()

    def picture(self, url):
        return self.other(url)

    def other(self, target):
        return urljoin(f"{settings.SITE_URL}/", target) if target.startswith("/") else target


class Beside(OnSite):
    """The same from the HTML of another page in the export."""

    def page(self, page):
        return f"../{page.slug}/index.html"

    def picture(self, url):
        return f"../../pictures/{url.rpartition('/')[2]}"

    def other(self, target):
        name = target.rpartition("/")[2]
        is_file = target.startswith("/media/") and name.endswith(".pdf")
        return f"../../documents/{name}" if is_file else super().other(target)


def as_html(revision, address):
    """The version's image and sections, with the addresses that `address`, an OnSite, gives."""
    parts = [figure(revision, address)]
    for section in revision.anchored_sections():
        section = with_links(section, address)
        if section.heading:
            parts.append(format_html('<h2 id="{}">{}</h2>', section.anchor, section.heading))
        parts += [mark_safe(section.body), own(section), figure(section, address)]  # noqa: S308 cleaned
        if section.document:
            target = address(section.document.current.get_absolute_url())
            parts.append(format_html('<p><a href="{}">{}</a></p>', target, words(section)))
    return mark_safe("\n".join(filter(None, parts)))  # noqa: S308 cleaned, or escaped


def words(section):
    return section.values.get("words") or section.document.original_name or "PDF"


def own(section):
    """The section's own fields, in words. What it gathers from elsewhere is where that is."""
    return format_html_join("\n", "<p>{}: {}</p>", section.facts)


def figure(illustrated, address):
    if not illustrated.image:
        return ""
    alt = "" if illustrated.decorative else illustrated.alt
    target = address.picture(illustrated.image.file.url)
    return format_html('<figure><img src="{}" alt="{}"></figure>', target, alt)


def as_json(page):
    """All rows of the page, each as in `data/`, and its versions with their sections."""
    (row,) = lines(PAGE, id=page.pk)
    yield f'{{"page": {row}'
    for name, table in OF_PAGE.items():
        rows = ",\n".join(lines(table, page_id=page.pk))
        yield f',\n"{name}": [{rows}]'
    yield ',\n"versions": ['
    for number, key in enumerate(page.revisions.order_by("pk").values_list("pk", flat=True)):
        (row,) = lines(REVISION, id=key)
        sections = ",\n".join(lines(SECTION, revision_id=key))
        comma = ",\n" if number else "\n"
        yield f'{comma}{{"version": {row},\n"sections": [{sections}]}}'
    yield "]}\n"
