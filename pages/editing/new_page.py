"""The form of a new page: its title, from which an address is made if none is entered."""

from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.text import slugify

from pages.editing.page_form import PageForm
from pages.free_addresses import free_address
from pages.models import Revision
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
