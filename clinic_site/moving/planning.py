"""The first step: a row for each item of the file, with what is to become of it."""

from collections import Counter, defaultdict

from django.db.models import Exists, Max, OuterRef

from clinic.kept_files import Gone
from clinic.long_work import CannotGoOn
from clinic_site.moving import words
from clinic_site.moving.files import Files
from clinic_site.moving.galleries import not_known_yet
from clinic_site.moving.keys import CommentKeys, is_same, key_of, origin_of, site_of
from clinic_site.moving.not_kept import not_kept
from clinic_site.moving.old_addresses import slug_for
from clinic_site.moving.pictures import is_upload
from clinic_site.moving.records import OldComment, OldItem, PlannedItem
from clinic_site.moving.states import LEFT_OUT, state_of
from clinic_site.moving.without_words import said_of, thumbnail_of, undescribed
from pages.free_addresses import first_free, taken_addresses
from pages.models import Revision
from pages.models.page import HOME
from pages.wordpress.export_file import Author, ExportFile, Site, Unreadable
from pages.wordpress.sections import converted

AT_ONCE = 50  # items in one transaction
BROUGHT_IN = ("page", "post")
DESIGN = ("wp_", "custom_css", "customize_changeset", "oembed_cache", "user_request")
NO_SITE = "(unknown)"
WHY_NOT = {
    "attachment": "It is brought in with the page that shows it.",
    "nav_menu_item": "It is an entry in the old menu. Here, the pages themselves are the menu.",
    "revision": "It is an earlier version of a page.",
    "wp_block": "It is a reusable block. The report names it for each page that shows it.",
}
IN_TRASH = "It is in the old site’s trash."
NOT_WRITTEN = "It was started on the old site and never saved."
OF_DESIGN = "It is part of the old site’s design or settings."
UNKNOWN_KIND = "It is of a kind that this site does not have: {}."
HOME_THERE = (
    "It was the home page of the old site. This site has a home page already, so this one is not "
    "selected: select it to bring it in as a page beside that."
)
DELETED_HERE = "An earlier import brought it in, and somebody has deleted it here since."


def plan(work):
    if not work.site:
        read_items(work)
    decide(work)


def opened(work):
    """The uploaded file. Raises Gone, later too."""
    if work.file is None:
        raise Gone
    return work.file.open()


def read_items(work):
    """Make a row of each item that has none yet, so that it can continue after it was killed."""
    planned = work.items.aggregate(last=Max("number"))["last"] or 0
    rows, reading = [], Reading(work)
    with opened(work) as raw:
        file = ExportFile(raw, lambda: work.progress(raw.tell(), work.file.size))
        try:
            for entry in file:
                row = reading.row(entry, is_new=getattr(entry, "number", 0) > planned)
                rows += [row] if row else []
                if len(rows) >= AT_ONCE:
                    keep(work, rows)
        except Unreadable as error:
            work.items.all().delete()
            raise CannotGoOn(words.shortened(str(error), 500)) from None
    keep(work, rows)
    found = {"link": reading.link[:500], "mended": file.mended}
    with work.small_step():
        site = site_of(reading.link) or NO_SITE
        type(work).objects.filter(pk=work.pk).update(site=site, **found)
    work.refresh_from_db(fields=["site", "link", "mended"])


def keep(work, rows):
    with work.small_step():
        PlannedItem.objects.bulk_create(rows)
    rows.clear()


class Reading:
    """Makes the rows, and remembers what the file says before its items."""

    def __init__(self, work):
        self.work, self.link, self.authors, self.keys = work, "", {}, CommentKeys()

    def row(self, entry, is_new):
        if isinstance(entry, Site):
            self.link = entry.base_url or entry.link
            return None
        if isinstance(entry, Author):
            self.authors[entry.login] = entry.name or entry.login
            return None
        self.link = self.link or origin_of(entry.link)
        keys = [self.keys.of(comment) for comment in entry.comments]
        return self.planned(entry, keys) if is_new else None

    def planned(self, item, keys):
        is_page = item.kind in BROUGHT_IN
        text = converted(item.content, self.link, not_known_yet(item)) if is_page else None
        title = words.line(item.title)
        why_not = why_left_out(item)
        is_home = is_page and not why_not and is_home_page(item, self.link)
        return PlannedItem(
            work=self.work,
            number=item.number,
            kind=item.kind[:60],
            status=item.status[:30],
            old_id=item.id if item.id and item.id < 2**63 else None,
            old_parent=item.parent if item.parent and item.parent < 2**63 else None,
            key=key_of(item),
            title=title,
            link=words.printable(item.link),
            slug=slug_for(item.kind, item.id, item.link, item.slug, title)[:50] if is_page else "",
            old_slugs=[words.printable(one) for one in item.old_slugs] if is_page else [],
            by=words.line(self.authors.get(item.author, item.author)),
            at=item.at,
            why_not=words.shortened(why_not, 200),
            is_chosen=not (why_not or is_home),
            counts=self.counts(item, keys) if is_page or keys else {},
            pictures=[*pictures_of(text), *thumbnail_of(item)] if text else [],
            undescribed=undescribed(item, text) if text else [],
            left_out=[*([HOME_THERE] if is_home else []), *(not_kept(item, text) if text else [])],
            about_file=about_file(item) if item.kind == "attachment" else {},
        )

    def counts(self, item, keys):
        """How many comments there are by state, and how many of them are new here."""
        pairs = list(zip(item.comments, keys, strict=True))
        counts = Counter(state_of(comment, key) for comment, key in pairs)
        known = set(
            OldComment.objects.filter(
                site=site_of(self.link) or NO_SITE, key__in=[key for key in keys if key]
            ).values_list("key", flat=True)
        )
        new = sum(state_of(one, key) not in LEFT_OUT and key not in known for one, key in pairs)
        return {**counts, "new": new}


def why_left_out(item):
    if item.kind in WHY_NOT:
        return WHY_NOT[item.kind]
    if item.kind.startswith(DESIGN):
        return OF_DESIGN
    if item.kind not in BROUGHT_IN:
        return UNKNOWN_KIND.format(item.kind or "none")
    if item.status == "trash":
        return IN_TRASH
    return NOT_WRITTEN if item.status == "auto-draft" else ""


def is_home_page(item, link):
    return bool(item.link) and "?" not in item.link and site_of(item.link) == site_of(link)


def pictures_of(text):
    """What it shows, and the files of the old site to which it links."""
    shown = [part.image_url for part in text.parts if part.image_url]
    return list(dict.fromkeys([*shown, *(one for one in text.links if is_upload(one))]))


def about_file(item):
    title = words.line(item.title)
    caption = words.line(item.caption)
    about = {"url": item.attachment_url, "alt": words.line(item.alt), "title": title}
    about |= {"caption": caption} if caption else {}
    return {name: words.printable(value) for name, value in about.items()}


def decide(work):
    """What is here already, where each page is to be, and which pictures have no file."""
    before = earlier(work.site)
    taken = taken_addresses() | {HOME}
    shown = work.items.filter(kind__in=BROUGHT_IN, state=PlannedItem.State.PLANNED)
    shown = shown.exclude(why_not__in=(IN_TRASH, NOT_WRITTEN))
    files = Files(work)
    own = work.items.exclude(state=PlannedItem.State.PLANNED).values("page")
    matched = set(OldItem.objects.filter(page__in=own))
    repeated = Counter(shown.values_list("kind", "old_id"))
    rows = list(shown.defer("left_out", "counts"))
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        for row in some:
            old = earlier_of(row, before, matched, repeated[row.kind, row.old_id] == 1)
            matched |= {old} - {None}
            row.is_here = bool(old and old.page_id and old.has_text)
            row.why_not = DELETED_HERE if old and not old.page_id else ""
            row.is_chosen = row.is_chosen and not row.why_not
            row.page_id = old.page_id if row.is_here else row.page_id
            if old and old.page_id:
                row.slug = old.page.slug
            elif not old:
                row.slug = first_free(row.slug, taken)
                taken.add(row.slug)
            row.pictures = files.galleries.known(row.pictures)
            row.missing = [one for one in row.pictures if not files.uploads.path_for(one)]
            row.said = [] if row.is_here else list(dict.fromkeys(said_of(row, files)))
        with work.small_step():
            changed = ["is_here", "why_not", "is_chosen", "page", "slug", "pictures", "missing"]
            changed.append("said")
            PlannedItem.objects.bulk_update(some, changed)
        work.progress(start, len(rows))


def earlier(site):
    """What earlier imports have brought in from this site, by key and by (kind, id)."""
    found = defaultdict(list)
    has_text = Exists(Revision.objects.filter(page=OuterRef("page")))  # or it was only placed
    for one in OldItem.objects.filter(site=site).select_related("page").annotate(has_text=has_text):
        found[one.key].append(one)
        found[one.kind, one.old_id].append(one)
    return found


def earlier_of(row, before, matched, is_alone):
    """The same item in an earlier import, unless another row is that one. A draft that has been
    published since has another link, so its id counts where no other item of its kind has it.
    """
    of_id = before.get((row.kind, row.old_id), ()) if row.old_id and is_alone else ()
    found = [one for one in (*before.get(row.key, ()), *of_id) if is_same(one, row)]
    found.sort(key=lambda one: one.title != row.title)
    return next((one for one in found if one not in matched), None)
