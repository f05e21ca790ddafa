"""How a draft will look elsewhere: in search results, and on a card where it is shared."""

from types import SimpleNamespace

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html

from clinic.links import whole
from clinic.models import Clinic
from pages.templatetags.machines import described, own_picture

TITLE, DESCRIPTION = 60, 160  # characters, about as many as search results show


def looks_of(draft, sections):
    """What `_looks.html` shows, by the same rules as the page's <head>."""
    image, clinic = own_picture(draft, sections), Clinic.current()
    own = draft.shared  # its copy may not have been cut yet, so the whole picture is shown in part
    if own.image_id:
        image = SimpleNamespace(url=own.image.file.url, alt=own.alt)
    return SimpleNamespace(
        title=draft.title,
        site=clinic.name,
        description=described(draft, sections),
        url=whole(draft.page.get_absolute_url()),
        image=image.url if image else static("img/share.png"),
        alt=image.alt if image else clinic.name,
        crop=own.image_id and own.focus_class,
        has_own_image=bool(image),
        title_limit=TITLE,
        description_limit=DESCRIPTION,
    )


def without_summary(draft):
    """What an editor reads who has published this draft without a summary, or ""."""
    if draft.summary.strip():
        return ""
    words = (
        'The page has no summary yet. Search results and cards show one: <a href="{}">add a summary'
        "</a> when you can."
    )
    url = reverse("admin:pages_page_draft", args=[draft.page_id])
    return format_html(words, f"{url}#id_summary")
