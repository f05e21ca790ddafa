import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.html import format_html

from inbox.near_miss import meant_instead

NUMBER = re.compile(r"\+?[\d\s().-]{7,20}")
HONEYPOT = "ref_k2"  # a name that means nothing to a browser's autofill


class HoneypotField(forms.CharField):
    """A field that people do not see. If it is filled in, a machine is likely but not certain."""

    is_honeypot = True

    def __init__(self):
        super().__init__(required=False, label="Leave this field empty")

    def clean(self, value):
        # Any value is accepted: a browser's autofill must not lock a person out.
        return value


class UncutForm(forms.Form):
    """A form without maxlength attributes, for which browsers cut pasted text off silently."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)


class GuardedForm(UncutForm):
    """A public form: with a honeypot, and without the cookie that a CSRF token would need."""

    submit_label = "Send"
    counted_as = ""  # the name under which its posts are counted
    use_required_attribute = False  # our own messages say more than the browser's

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[HONEYPOT] = HoneypotField()
        self.helper = FormHelper()
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": True}
        self.helper.include_media = False
        self.helper.add_input(Submit("send", self.submit_label))

    def advise_on_email(self):
        """Where the form is refused, say beside the email if its domain looks like a slip."""
        if meant := meant_instead(self.cleaned_data.get("email", "")):
            words = "Did you mean <strong>{}</strong>? If yours is right, leave it as it is."
            self["email"].help_text = format_html(words, meant)

    @property
    def honeypot_filled(self):
        return bool(self.cleaned_data[HONEYPOT])

    @property
    def honeypot_autofilled(self):
        """Whether a browser's autofill may have filled in the honeypot.

        That is with this person's own details, or with a phone number, which browsers put into many
        fields.
        """
        filled = self.cleaned_data[HONEYPOT]
        own = {value for name, value in self.data.items() if name != HONEYPOT and value}
        return bool(filled) and (filled in own or bool(NUMBER.fullmatch(filled)))

    def written(self, kind=forms.CharField):
        """The text typed into fields of this kind, by field name."""
        return {
            name: self.cleaned_data[name]
            for name, field in self.fields.items()
            if isinstance(field, kind)
            and name != HONEYPOT
            and isinstance(self.cleaned_data.get(name), str)
        }

    def typed(self):
        """The cleaned data without the honeypot."""
        return {name: value for name, value in self.cleaned_data.items() if name != HONEYPOT}
