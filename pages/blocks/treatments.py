"""Blocks about what the clinic offers: a treatment, all of them, and what visits cost."""

from django import forms

from clinic.watched import Topic
from pages.blocks.base import Block
from pages.blocks.choices import offered


class Treatment(Block):
    kind = "treatment"
    name = "Treatment"
    about = "The beginning of a page about a treatment: what it is, and which visits to book."
    optional = ("heading", "drawing", "image")
    folder = "treatments"
    followed_by = ("Who it is for", "What to expect", "How to prepare")
    fields = {
        "for_whom": forms.CharField(
            max_length=160,
            required=False,
            label="Who it is for, in a few words",
            help_text="Shown on its card, such as “For back pain that keeps returning.”",
        ),
        "services": forms.MultipleChoiceField(
            required=False,
            choices=offered("services"),
            widget=forms.CheckboxSelectMultiple,
            label="Visits to book for it",
            help_text="Shown with the length and price that reception has entered under Services "
            "and Therapists, as long as they are offered.",
        ),
    }
    styled = False
    sheet = "treatments"
    topics = (Topic.TIMES,)

    def fit_heading(self, field):
        field.help_text = "Leave empty on a treatment’s own page, whose title is its name."

    def fit_body(self, field):
        field.label = "About the treatment"

    def advice(self, section, folder):
        if not section.values["services"]:
            yield "No visit to book is selected, so readers see no price here and no way to book."


class Treatments(Block):
    kind = "treatments"
    name = "Cards for treatments"
    about = "A card for each treatment that has a page, with its price."
    columns = ("heading",)
    optional = ("heading",)
    gathers = Treatment.kind
    overview = "Treatments"
    shows = "our treatments"
    nothing_yet = (
        "Readers do not see this section yet, because no published page has a section about a "
        "treatment."
    )
    styled = False
    sheet = "treatments"
    heading_inside = True


class Fees(Block):
    kind = "fees"
    name = "Fees"
    shows = "our fees"
    about = "A table of all visits, with the length and price that reception has entered."
    nothing_yet = (
        "Readers do not see this section yet, because no visit has a price. Reception enters "
        "prices under Services, and a therapist’s own under Therapists."
    )
    columns = ("heading",)
    optional = ("heading",)
    fields = {
        "caption": forms.CharField(
            max_length=160,
            required=False,
            help_text="Shown above the table, such as “Prices include tax.”",
        ),
        "asks": forms.BooleanField(
            required=False,
            label="Show visits without a price too, with “Ask us”",
            help_text="Reception enters prices under Services, a therapist’s own under Therapists.",
        ),
    }
    has_table = True
    styled = False
    sheet = "treatments"
    heading_inside = True
