import uuid

from django import forms

from booking.asks_about_texts import AsksAboutTexts
from booking.fields import KeyField, RowField, StartsField, start_as_text
from booking.models import Booking
from booking.patient.questions import AsksQuestions, answers_in, name_of
from booking.patient.taken_times import OffersOtherTimes
from clinic.phone import PhoneField, to_e164
from inbox.fields import NameField, PublicEmailField, TextField
from inbox.forms import HONEYPOT, GuardedForm
from inbox.near_miss import meant_instead

DETAILS = (
    *("key", "visit_for", "patient_name", "name", "email", "phone", "texts", "contact_by", "note"),
    HONEYPOT,
)
ME, SOMEBODY_ELSE = "me", "other"


class RequestForm(AsksAboutTexts, AsksQuestions, OffersOtherTimes, GuardedForm):
    """A patient's details, with the chosen visit in hidden fields."""

    submit_label = "Continue"
    counted_as = "booking"

    key = KeyField()
    service = RowField(
        error_messages={
            "required": "Choose a treatment and a time first.",
            "invalid_choice": "Choose a treatment and a time again.",
        },
    )
    therapist = RowField(
        required=False,
        error_messages={"invalid_choice": "Choose a therapist and a time again."},
    )
    start = StartsField(label="Time", error_messages={"required": "Choose a time first."})
    visit_for = forms.ChoiceField(
        label="Who is the visit for?",
        choices=[(ME, "Me"), (SOMEBODY_ELSE, "Somebody else")],
        initial=ME,
        required=False,
        widget=forms.RadioSelect,
    )
    patient_name = NameField(
        label="Patient’s full name",
        help_text="Only if the visit is for somebody else.",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = NameField(
        label="Your full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your full name."},
    )
    email = PublicEmailField(help_text="We will send the link to your appointment here.")
    phone = PhoneField(
        help_text="In case we need to reach you quickly.",
        error_messages={"required": "Enter your phone number."},
    )
    texts = forms.BooleanField(
        label="Text me about this visit",
        required=False,
        help_text=(
            "We can text you when it is confirmed or changed, and as a reminder. You can stop the "
            "text messages at any time."
        ),
    )
    contact_by = forms.ChoiceField(
        label="If we have a question, how should we reach you?",
        choices=Booking.ContactBy,
        initial=Booking.ContactBy.EMAIL,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose email or phone."},
    )
    note = TextField(
        label="Note",
        required=False,
        max_length=1000,
        rows=3,
        help_text=(
            "You can tell us that needles worry you or that you need the elevator. Up to 1,000 "
            "characters."
        ),
    )

    def __init__(self, catalogue, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        self.fields["service"].rows = [one for one in catalogue.services if one.is_online]
        self.fields["therapist"].rows = catalogue.everyone
        # One of the two is chosen in any case, and the name is only asked for with the second.
        for name in ("visit_for", "patient_name"):
            self.fields[name].is_one_of_several = True
        asked = self["service"].value()
        services = self.fields["service"].rows
        self.ask(next((one for one in services if str(one.pk) == str(asked)), None))

    @classmethod
    def blank(cls, url_state, data=None):
        """A form for what was chosen, empty or with what was typed before, not validated yet.

        Its one-use key, which nobody can guess, stays the same through every step.
        """
        typed = dict(details_in(data or {}))
        chosen = {name: url_state.chosen(name) for name in ("service", "therapist", "start")}
        return cls(url_state.catalogue, initial={"key": uuid.uuid4()} | typed | chosen)

    @classmethod
    def with_url_state(cls, data, url_state):
        """What was typed, with another choice of service, therapist and times."""
        data = data.copy()
        for name in [name for name in data if name == "lost" or name.startswith("start-")]:
            del data[name]
        for name in ("service", "therapist"):
            data[name] = getattr(url_state.chosen(name), "pk", "")
        data.setlist("start", [start_as_text(start) for start in url_state.chosen("start") or []])
        form = cls(url_state.catalogue, data)
        if not form.questions:  # and so none that the patient has not seen
            data["asked"] = ""
        return form

    def clean(self):
        cleaned = super().clean()
        if self.is_for_somebody_else and not cleaned.get("patient_name", "?"):
            self.add_error("patient_name", "Enter the patient’s full name.")
        self.advise_on_email()
        return cleaned

    @property
    def is_for_somebody_else(self):
        return self.cleaned_data.get("visit_for") == SOMEBODY_ELSE

    def details(self):
        """The columns of a booking."""
        typed = self.cleaned_data
        who = {"name": self.name_of_patient(), "arranged_by": ""}
        if self.is_for_somebody_else:
            who["arranged_by"] = typed["name"]
        more = {name: typed[name] for name in ("email", "phone", "contact_by", "note")}
        return who | more | {"intake": self.intake(), "texts": typed.get("texts", False)}

    def name_of_patient(self):
        """As typed so far."""
        name = "patient_name" if self.is_for_somebody_else else "name"
        return self.cleaned_data.get(name, "")

    def answers(self):
        """Each label with what was typed, to be checked, and the address probably meant."""
        typed = self.cleaned_data
        if self.is_for_somebody_else:
            yield "Patient", typed["patient_name"], ""
        elif typed.get("patient_name"):  # left over, and not used
            yield self["visit_for"].label, "Me", ""
        yield self["name"].label, typed["name"], ""
        yield self["email"].label, typed["email"], meant_instead(typed["email"])
        yield self["phone"].label, typed["phone"], ""
        if "texts" in self.fields:
            yield "Text messages", "Yes, to this number" if typed["texts"] else "No", ""
        yield self["contact_by"].label, Booking.ContactBy(typed["contact_by"]).label, ""
        for one in self.questions:
            yield one.text, typed[name_of(one)], ""
        yield self["note"].label, typed["note"], ""

    def carried(self):
        """Everything as pairs for hidden fields, to be sent unchanged."""
        chosen = [(name, self[name].value() or "") for name in ("service", "therapist", "asked")]
        starts = [("start", start_as_text(start)) for start in self.starts()]
        return [*details_in(self.data), *chosen, *starts]

    def patient(self):
        """The patient, as typed so far."""
        email, phone = (self.cleaned_data.get(name, "") for name in ("email", "phone"))
        return Booking(name=self.name_of_patient(), email=email, phone_dialled=to_e164(phone))

    def ask_again(self, message):
        """Refuse the form once, with a new key: sent again, it makes a new request."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid.uuid4())
        self.add_error(None, message)


def details_in(data):
    """What was typed, as pairs for hidden fields."""
    return [(name, data[name]) for name in DETAILS if data.get(name)] + answers_in(data)
