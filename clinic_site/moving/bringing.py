"""The second step: each chosen item becomes a draft, with its old addresses and its comments.

First all pages get their addresses, so that links between them can be stored as such; then the file
is read once more, for the texts. Each page is one transaction, with all that belongs to it.
"""

from clinic_site.moving import comments, drafts
from clinic_site.moving.files import Files
from clinic_site.moving.keys import CommentKeys, is_same
from clinic_site.moving.old_addresses import Places, addresses_of
from clinic_site.moving.planning import AT_ONCE, opened
from clinic_site.moving.records import OldItem, PlannedItem
from pages.free_addresses import free_address
from pages.models import OldAddress, Page
from pages.models.page import HOME
from pages.wordpress.export_file import ExportFile, Item

OTHER_ADDRESS = "Its address is /{}/, because /{}/ has been taken since the preview."
ALREADY_LEADS = "Its old address {} already leads to another page."
UNDER_TOP = "It was further down on the old site. Here there is one level, so it is under {}."
NOT_UNDER = "It was under a page that was not brought in, so it is at the top level."
BEGUN_HERE = "Somebody had already started to write this page, so its text was not brought in."


def bring_in(work):
    chosen = work.items.filter(is_chosen=True, why_not="")
    if work.file is None and not chosen.exclude(state=PlannedItem.State.DONE).exists():
        return  # it was killed after the last of all
    total = chosen.count()
    place_all(work, chosen, total)
    lead_from_pictures(work, chosen, total)
    put_under(work, chosen, total)
    fill_all(work, chosen, total)
    with work.small_step():
        work.put_away()


def place_all(work, chosen, total):
    """Make the pages: they have addresses and no text yet."""
    for item in chosen.filter(is_here=False, state=PlannedItem.State.PLANNED):
        with work.small_step():
            place(work, item)
        work.progress(0, total)
    moved = chosen.filter(is_here=True, page__isnull=False, state=PlannedItem.State.PLANNED)
    for item in moved:  # there, perhaps, since the earlier import
        with work.small_step():
            lead(work, item)
            item.save(update_fields=["said"])
        work.progress(0, total)


def place(work, item):
    Page.lock_addresses()
    same = {"site": work.site, "key": item.key}
    own = work.items.filter(page__isnull=False).values("page")
    others = OldItem.objects.filter(**same).exclude(page__in=own)
    old = next((one for one in others if is_same(one, item)), None)
    if old is None:
        slug = free_address(item.slug)
        if slug == HOME:
            slug = free_address(f"{HOME}-page")
        if slug != item.slug:
            item.said.append(OTHER_ADDRESS.format(slug, item.slug))
        page = Page.objects.create(slug=slug, in_menu=False)
        about = {"kind": item.kind, "old_id": item.old_id, "title": item.title, "at": item.at}
        OldItem.objects.create(**same, **about, page=page)
        item.slug, item.page = slug, page
        lead(work, item)
    else:  # another import has brought it in since this one was planned
        item.page_id = old.page_id
    item.state = PlannedItem.State.PLACED
    item.save(update_fields=["slug", "page", "said", "state"])


def lead(work, item):
    """Let all addresses that it had lead to its page."""
    for path, query in addresses_of(item.kind, item.old_id, item.link, work.link, item.old_slugs):
        place, page = {"path": path, "query": query}, {"page_id": item.page_id}
        address, is_new = OldAddress.objects.get_or_create(**place, defaults=page)
        said = ALREADY_LEADS.format(address)
        if not is_new and address.page_id != item.page_id and said not in item.said:
            item.said.append(said)


def lead_from_pictures(work, chosen, total):
    """WordPress has a page for each picture: it leads to the page that the picture belonged to."""
    pages = dict(chosen.filter(page__isnull=False).values_list("old_id", "page"))
    attached = work.items.filter(kind="attachment", old_parent__in=[*filter(None, pages)])
    found = [
        OldAddress(page_id=pages[one.old_parent], path=path, query=query)
        for one in attached
        for path, query in addresses_of(one.kind, one.old_id, one.link, work.link)
    ]
    for start in range(0, len(found), AT_ONCE):
        with work.small_step():
            OldAddress.objects.bulk_create(found[start : start + AT_ONCE], ignore_conflicts=True)
        work.progress(0, total)


def put_under(work, chosen, total):
    """Put each page under its topmost one: there is one level here."""
    parents = {
        one.old_id: one
        for one in work.items.filter(kind="page", page__isnull=False, old_id__isnull=False)
    }
    placed = chosen.filter(kind="page", state=PlannedItem.State.PLACED, old_parent__gt=0)
    for item in placed:
        above = list(ancestors(item, parents))
        with work.small_step():
            Page.lock_addresses()
            said = put_under_top(item, above)
            if said and said not in item.said:
                item.said.append(said)
                item.save(update_fields=["said"])
        work.progress(0, total)


def ancestors(item, parents):
    """Those that were brought in, the nearest first. A file can have them in a circle."""
    seen = {item.old_id}
    while (item := parents.get(item.old_parent)) and item.old_id not in seen:
        seen.add(item.old_id)
        yield item


def put_under_top(item, above):
    page = Page.objects.filter(pk=item.page_id).first()
    if page is None or page.parent_id:
        return ""
    top = Page.objects.filter(pk=above[-1].page_id).first() if above else None
    if top is None or not page.may_be_under(top):
        return NOT_UNDER
    Page.objects.filter(pk=page.pk).update(parent=top)
    return UNDER_TOP.format(f"“{above[-1].title}”") if len(above) > 1 else ""


def fill_all(work, chosen, total):
    waiting = chosen.exclude(state=PlannedItem.State.DONE)
    by_number = dict(waiting.values_list("number", "pk"))
    keys, files, places = CommentKeys(), Files(work), Places(work.link)
    files.done, files.total = total - len(by_number), total
    with opened(work) as raw:
        for entry in ExportFile(raw, files.go_on):
            if not isinstance(entry, Item):
                continue
            own_keys = [keys.of(comment) for comment in entry.comments]
            if pk := by_number.get(entry.number):
                fill(work, work.items.get(pk=pk), entry, own_keys, files, places)
                files.done += 1
                files.go_on()


def fill(work, item, entry, keys, files, places):
    item.missing, draft = [], None
    if not item.is_here:
        draft = drafts.Draft(work, item, entry, files.galleries)
        draft.take_files(files)  # each in a transaction of its own: drawing a picture takes long
    with work.small_step():
        page = Page.objects.filter(pk=item.page_id).first()
        if page is not None:
            page.lock()
            if draft and page.revisions.exists():
                item.said.append(BEGUN_HERE)
            elif draft:
                item.said += draft.store(page, places)
                Page.objects.filter(pk=page.pk).update(allows_comments=entry.comments_open)
            arrived = comments.Arrived(work.site, page, item.at)
            arrived.store(entry.comments, keys)
            item.came, item.said = dict(arrived.came), [*item.said, *arrived.said]
        item.state = PlannedItem.State.DONE
        item.save(update_fields=["came", "said", "missing", "state"])
