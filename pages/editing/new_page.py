"""The form of a new page: its title, from which an address is made if none is entered."""

import re
from itertools import chain, count

from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.text import slugify

from pages.editing.page_form import PageForm
from pages.models import FormerSlug, Page, Revision
from pages.reserved import LONGEST, RESERVED
from typed.fields import LineField

NO_LETTERS = "No address can be made from this title. Enter one, such as our-team."
ABOUT = "A page about a person or a treatment begins with the fields that it needs."
NO_TITLE = "Enter a title."


class NewPageForm(PageForm):
    title = LineField(
        max_length=Revision._meta.get_field("title").max_length,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Its address is made from it, unless you enter one below.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["folder"].help_text = ABOUT

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("slug") and "slug" not in self.errors and "title" not in self.errors:
            self.suggest(cleaned)
        return cleaned

    def suggest(self, cleaned):
        title = cleaned.get("title")
        if not title:
            self.add_error("title", NO_TITLE)
        elif base := slugify(title):
            cleaned["slug"] = free_address(base)
        else:
            self.add_error("slug", NO_LETTERS)


def free_address(base):
    """This address or the next that is free, such as fees-page or our-team-2. Nobody asks about
    a former address: it is not taken over. Addresses must be locked.
    """
    base = re.sub("[_-]+", "-", base).strip("-") or "page"
    start = base[: LONGEST - 5].strip("-")
    taken = {*RESERVED}
    for model in (Page, FormerSlug):
        found = model.objects.filter(slug__startswith=start[:20])
        taken |= set(found.values_list("slug", flat=True))
    more = [f"{start}-page"] if base in RESERVED else []
    numbered = (f"{start}-{number}" for number in count(2))
    short = base[:LONGEST].strip("-")
    return next(one for one in chain([short], more, numbered) if one not in taken)
