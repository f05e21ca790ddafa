"""The page as it will look, beside its text, while somebody writes. Nothing of it is stored."""

from django.http import JsonResponse

from pages.reading.previews import private, show_as_published
from pages.text.pasted import clean
from pages.text.rich_text import anchored


def show_typed(request, form):
    """The page with what this validated DraftForm holds, and the anchor of each section.

    What the form refuses is shown all the same: it is on its way to being right.
    """
    revision = take_refused(form.details, ("title", "summary"))
    sections = [take_refused(one, ("heading", "body")) for one in form.sections.kept()]
    sections = anchored(sections)
    page = show_as_published(request, revision, sections=sections).content.decode()
    anchors = {str(one.key): one.anchor for one in sections}
    return private(JsonResponse({"page": page, "anchors": anchors}))


def take_refused(part, names):
    """The row of this form, with the words that were refused in these fields."""
    for name in names:
        if name in part.errors and name in part.fields:
            typed = part[name].value() or ""
            setattr(part.instance, name, clean(typed) if name == "body" else typed)
    return part.instance
