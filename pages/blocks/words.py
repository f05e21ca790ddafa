"""Blocks of words."""

from django import forms

from pages.blocks.base import Block


class Text(Block):
    styled = False
    kind = "text"
    name = "Text"
    about = "Paragraphs below a heading or without one, with an image or a drawing below."
    optional = ("heading", "drawing", "image")
    body_or_image = True


class Question(Block):
    styled = False
    kind = "question"
    name = "Question and answer"
    about = "A question that patients ask, as the heading, and its answer."
    fields = {
        "category": forms.CharField(
            max_length=60,
            required=False,
            help_text="Questions in the same category, such as “First visit”, are shown together. "
            "Choose a category, or enter a new one.",
            widget=forms.TextInput(attrs={"list": "question-categories", "autocomplete": "off"}),
        ),
        "at_booking": forms.BooleanField(
            required=False, label="Shown where patients book, below the times and their details"
        ),
    }


class CallOut(Block):
    kind = "callout"
    name = "Highlighted box"
    about = "A few words in a box that readers should not miss, such as when to see a doctor."
    columns = ("heading", "body")
    optional = ("heading",)
    heading_inside = True
    fields = {
        "look": forms.ChoiceField(
            label="Importance",
            choices=[
                ("note", "Note"),
                ("good", "Good to know"),
                ("important", "Important"),
            ],
            initial="note",
            help_text="Shown above the text. Keep “Important” for what matters to safety.",
        ),
    }
