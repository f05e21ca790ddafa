"""The box for text messages, on the patient's form and on the desk's."""

from django import forms

from clinic import texting
from clinic.phone import to_e164
from clinic.texting import takes_texts

NOT_TO_THIS = (
    "We can only text a Canadian or US number without an extension. Enter one as the phone number, "
    "or clear this box."
)


class AsksAboutTexts(forms.Form):
    """A form with a phone number and `texts`, a box that is there only while texts are on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not texting.is_on():
            del self.fields["texts"]

    def clean(self):
        cleaned = super().clean()
        is_asked = cleaned.get("texts") and "phone" in cleaned
        if is_asked and not takes_texts(to_e164(cleaned["phone"])):
            self.add_error("texts", NOT_TO_THIS)
        return cleaned
