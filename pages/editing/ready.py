"""Whether a stored draft can go live as it is: what the screen of a draft asks before it does."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import ngettext

from pages.editing.section_forms import MOST_SECTIONS
from pages.editing.wording_form import asked_about
from pages.models import NeedsSecondPerson

INCOMPLETE = "It needs a title and at least one section."
NO_TEXT = "“{}” has no text yet."
TOO_MANY = f"A page can have at most {MOST_SECTIONS} sections."
SCHEDULED = "Another version of the page is scheduled."


def why_not_yet(draft, by) -> str:
    """Why this draft can't be published without looking at it; "" if it can. May be HTML.

    The draft's page has to be locked if it is published then.
    """
    sections = list(draft.sections.all())
    if not draft.title or not sections:
        return INCOMPLETE
    if len(sections) > MOST_SECTIONS:
        return TOO_MANY
    lacking = next((one for one in sections if lacks_text(one)), None)
    if lacking is not None:
        return NO_TEXT.format(lacking)
    if draft.page.revisions.scheduled().exists():
        return SCHEDULED
    try:
        draft.check_publisher(by)
    except NeedsSecondPerson as refusal:
        return str(refusal)
    return wording_to_look_at(draft)


def lacks_text(section):
    block = section.block
    if section.body or "body" not in {*block.columns} - {*block.optional}:
        return False
    return not (block.body_or_image and (section.image_id or section.drawing))


def wording_to_look_at(draft):
    count = len(asked_about(draft))
    words = ngettext("1 sentence to look at", f"{count} sentences to look at", count)
    url = reverse("admin:pages_revision_wording", args=[draft.pk])
    return format_html('<a href="{}">{}</a> first.', url, words) if count else ""
