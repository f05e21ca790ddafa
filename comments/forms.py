from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from antispam.fields import LineField, PublicEmailField, TextField
from antispam.forms import GuardedForm


def validate_website(value):
    """Raise ValidationError for an address that is not a plain web page."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = None
    if not parts or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise ValidationError("Enter a web address like www.example.com.", code="website")


class CommentForm(GuardedForm):
    submit_label = "Send comment"

    name = LineField(
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    email = PublicEmailField(help_text="Never published.")
    website = forms.URLField(
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[validate_website],
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
        error_messages={"invalid": "Enter a web address like www.example.com."},
    )
    text = TextField(
        label="Comment",
        max_length=4000,
        help_text="Plain text, up to 4,000 characters.",
        error_messages={"required": "Write your comment."},
    )

    def __init__(self, page, data=None):
        super().__init__(data)
        self.helper.form_action = reverse("comments:comment", args=[page.slug])
