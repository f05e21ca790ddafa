"""What the first draft of a page begins with, and the page that is above all of its kind."""

from pages.blocks import BLOCKS, TEXT
from pages.models import Page, Section


def first_sections(folder):
    """Unsaved sections for the first draft of a page in this folder."""
    kinds = [one for one in BLOCKS.values() if folder and one.folder == folder]
    return [
        section
        for one in kinds
        for section in (
            Section(kind=one.kind, body=one.new_body, shape=one.new_shape),
            *(Section(kind=TEXT, heading=heading) for heading in one.followed_by),
        )
    ]


def begin(page, by, title=""):
    """Store the page's first draft, with the sections that its folder asks for."""
    sections = first_sections(page.folder)
    if title or sections:
        page.revisions.create(author=by, title=title).replace_sections(sections)


def put_under_overview(page, by):
    """Put a new page, not stored yet, under the one that shows all in its folder.

    Returns the page whose draft was begun for that, or None. Addresses must be locked.
    """
    if not page.folder or page.slug == page.folder:
        return None
    overview = Page.objects.at(page.folder).first()
    begun = None if overview else begin_overview(page.folder, by)
    above = overview or begun
    if above and above.parent_id is None and page.parent_id is None:
        page.parent = above
    return begun


def begin_overview(folder, by):
    gathering = (one for one in BLOCKS.values() if one.gathers)
    block = next((one for one in gathering if BLOCKS[one.gathers].folder == folder), None)
    if block is None:
        return None
    page = Page.objects.create(slug=folder)
    draft = page.revisions.create(author=by, title=block.overview)
    draft.replace_sections([Section(kind=block.kind)])
    return page
