import uuid
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError

from antispam.fields import LineField, PublicEmailField, TextField
from antispam.forms import GuardedForm
from booking.models import Service, Therapist
from pages.clock import spoken
from pages.phone import PhoneField


class StartField(forms.Field):
    """An instant as it stands in links: ISO 8601 in UTC, to the minute."""

    widget = forms.HiddenInput

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            start = datetime.fromisoformat(value)
        except ValueError:
            start = None
        # At either end of the calendar, the next sum or change of zone would overflow.
        if start is None or start.tzinfo is None or not 2000 < start.year < 9000:
            raise ValidationError("Choose one of the times offered.", code="start")
        return start.astimezone(UTC)


def start_as_text(start):
    return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


class KeyField(forms.UUIDField):
    """The form's one-use key. Without a sound one the form counts as not sent before."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return uuid.uuid4()


class ChoiceForm(forms.Form):
    """What a patient has chosen so far, as it stands in the address. Nonsense counts as nothing."""

    service = forms.ModelChoiceField(Service.objects.none(), required=False)
    therapist = forms.ModelChoiceField(Therapist.objects.none(), required=False)
    start = StartField(required=False)
    day = forms.DateField(required=False)

    def __init__(self, data):
        super().__init__(data)
        self.fields["service"].queryset = Service.objects.active()
        self.fields["therapist"].queryset = Therapist.objects.active()
        self.full_clean()

    def chosen(self, name):
        return self.cleaned_data.get(name)


class RequestForm(GuardedForm):
    """A patient's details, with what was chosen carried along in hidden fields."""

    submit_label = "Send request"

    key = KeyField()
    service = forms.ModelChoiceField(
        Service.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose a treatment and a time first.",
            "invalid_choice": "Choose a treatment and a time again.",
        },
    )
    therapist = forms.ModelChoiceField(
        Therapist.objects.none(),
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid_choice": "Choose a therapist and a time again."},
    )
    start = StartField(label="Time", error_messages={"required": "Choose a time first."})
    name = LineField(
        label="Full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your full name."},
    )
    email = PublicEmailField(help_text="We send the answer to your request there.")
    phone = PhoneField(
        help_text="In case we need to reach you quickly.",
        error_messages={"required": "Enter your phone number."},
    )
    note = TextField(
        label="Note",
        required=False,
        max_length=1000,
        rows=3,
        help_text=(
            "Anything we should know for planning, up to 1,000 characters. Please leave out "
            "medical details."
        ),
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["service"].queryset = Service.objects.active()
        self.fields["therapist"].queryset = Therapist.objects.active()

    @classmethod
    def blank(cls, choice):
        """An empty form for what was chosen, with a one-use key that nobody can guess."""
        return cls(
            initial={
                "key": uuid.uuid4(),
                "service": choice.chosen("service"),
                "therapist": choice.chosen("therapist"),
                "start": choice["start"].value(),
            }
        )

    def offer(self, starts, message):
        """Refuse the chosen time and let the patient pick one of these on the same page."""
        if starts:
            choices = [(start_as_text(start), spoken(start)) for start in starts]
            self.fields["start"].widget = forms.RadioSelect(choices=choices)
        self.add_error("start", message)

    def ask_again(self, message):
        """Refuse what was typed once, with a new key so that sending again makes a new request."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid.uuid4())
        self.add_error(None, message)
