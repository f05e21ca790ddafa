"""The form of a draft as a whole: its title, its summary, and all else beside its sections."""

from django import forms
from django.utils import timezone

from pages.blocks import block_of
from pages.editing.draft_part import FOCUS, IMAGE, KEYS
from pages.editing.sharing_part import SHARING, SHARING_WIDGETS, WithSharing
from pages.models import Revision

OTHERS = ("seo_description", "reviewed_on", "reviewed_by", "next_review_on", "note")
NO_DATE = "Enter the day as year, month and day, such as 2027-03-08."


class DetailsForm(WithSharing):
    groups = (("title",), ("summary",), IMAGE, SHARING, *((name,) for name in OTHERS))

    class Meta:
        model = Revision
        fields = ["title", "summary", *IMAGE, *SHARING, *OTHERS]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "note": forms.TextInput(attrs={"autocomplete": "off"}),
            **FOCUS,
            **SHARING_WIDGETS,
            "reviewed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "next_review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "summary": "One or two sentences under the title, also for search results and cards.",
            "decorative": "",
            "shape": "",
        }
        error_messages = {
            "title": {"required": "Enter a title."},
            "reviewed_on": {"invalid": NO_DATE},
            "next_review_on": {"invalid": NO_DATE},
        }

    @property
    def asks_for_image(self):
        """Whether the page has an image, or could: one about a person has their photo instead."""
        block = block_of(self.instance.page.folder)
        names = ("upload", "chosen", "alt")
        has_error = any(self.has_error(name) for name in names)
        return not (block and block.portrays) or bool(self.shown_image) or has_error

    def clean_reviewed_on(self):
        day = self.cleaned_data["reviewed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The review date can't be in the future.")
        return day

    def clean(self):
        cleaned = super().clean()
        reviewed, following = cleaned.get("reviewed_on"), cleaned.get("next_review_on")
        if reviewed and following and following < reviewed:
            self.add_error("next_review_on", "The next review can't be before the last one.")
        return cleaned

    def values(self):
        """The values for the revision, by field name."""
        names = [KEYS.get(name, name) for name in self.Meta.fields]
        return {name: getattr(self.instance, name) for name in names}
