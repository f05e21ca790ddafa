"""Blocks of words."""

from django import forms

from pages.blocks.base import Block


class Text(Block):
    kind = "text"
    name = "Text"
    about = "A heading and paragraphs, with an image or a drawing below."


class Question(Block):
    kind = "question"
    name = "Question and answer"
    about = "A question that patients ask, as the heading, and its answer."
    fields = {
        "category": forms.CharField(
            max_length=60,
            required=False,
            help_text="Questions of one category are shown together, such as “First visit”.",
        ),
    }
