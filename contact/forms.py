from django import forms

from clinic.phone import PhoneField
from contact.models import Message
from inbox.fields import NameField, PublicEmailField, TextField
from inbox.forms import GuardedForm


class ContactForm(GuardedForm):
    submit_label = "Send message"
    counted_as = "contact"

    name = NameField(
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    email = PublicEmailField(
        required=False, help_text="We need your email or phone number to answer."
    )
    phone = PhoneField(required=False)
    topic = forms.TypedChoiceField(
        label="What is it about?",
        required=False,
        choices=[("", "Choose a topic"), *Message.Topic.choices],
        empty_value=Message.Topic.OTHER,
    )
    text = TextField(
        label="Message",
        max_length=4000,
        help_text="Up to 4,000 characters. Please keep medical details for when we speak.",
        error_messages={"required": "Write your message."},
    )
    wants_email = forms.BooleanField(label="Send me a receipt by email", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("email", "phone"):
            self.fields[name].is_one_of_several = True  # so neither is simply optional

    def clean(self):
        super().clean()
        self.advise_on_email()
        if self.cleaned_data.get("email") == self.cleaned_data.get("phone") == "":
            self.add_error("email", "Enter your email address or phone number.")
        elif self.cleaned_data.get("email") == "" and self.cleaned_data["wants_email"]:
            self.add_error("email", "Enter your email address for the receipt, or clear its box.")
