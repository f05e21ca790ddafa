from urllib.parse import unquote

from django import forms
from django.urls import reverse

from comments.website import WebsiteField
from inbox.fields import NameField, PublicEmailField, TextField
from inbox.forms import GuardedForm

OWN_ADDRESS = (
    "Website: this contains your email address, which would be published with your comment. Remove "
    "it, or leave this empty."
)


class CommentForm(GuardedForm):
    submit_label = "Send comment"
    counted_as = "comment"

    name = NameField(
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    email = PublicEmailField(help_text="Never published.")
    website = WebsiteField(required=False)
    text = TextField(
        label="Comment",
        max_length=4000,
        help_text="Plain text, up to 4,000 characters.",
        error_messages={"required": "Write your comment."},
    )
    wants_email = forms.BooleanField(
        label="Email me when my comment is published or answered", required=False
    )

    def clean(self):
        super().clean()
        self.advise_on_email()
        website, email = self.cleaned_data.get("website", ""), self.cleaned_data.get("email", "")
        if email and email.casefold() in unquote(website).casefold():
            self.add_error("website", OWN_ADDRESS)

    def __init__(self, page, data=None):
        super().__init__(data)
        self.helper.form_action = reverse("comments:comment", args=[page.slug])
