"""How the page will look, beside its text, while somebody writes. Nothing of it is stored."""

from django.http import JsonResponse

from pages.editing.draft_part import own_fields, set_value
from pages.reading.previews import private, show_as_published
from pages.text.pasted import clean
from pages.text.rich_text import anchored


def show_typed(request, form):
    """The page with what this validated DraftForm holds, and the anchor of each section.

    What the form refuses is shown all the same: it is on its way to being right.
    """
    revision, sections = as_typed(form)
    sections = anchored(sections)
    page = show_as_published(request, revision, sections=sections).content.decode()
    anchors = {str(one.key): one.anchor for one in sections}
    return private(JsonResponse({"page": page, "anchors": anchors}))


def as_typed(form):
    """The revision and the sections of this validated DraftForm, with what it refuses as well."""
    if not form.details.is_bound:
        return form.details.instance, form.written()
    return take_refused(form.details), [take_refused(one) for one in form.sections.kept()]


def take_refused(part):
    """The row of this form, with the words that were refused in its fields."""
    own = own_fields(part.instance)
    for name in part.errors.keys() & {"title", "summary", "heading", "body", *own}:
        if name in part.fields:
            typed = part[name].value() or ""
            set_value(part.instance, name, clean(typed) if name == "body" else typed)
    return part.instance
