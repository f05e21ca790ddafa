"""What reception types to the patient with a decision, and the email that this makes."""

from django import forms

from booking.fields import PatientLineField
from booking.models import ReadySentence
from inbox.forms import UncutForm

PREVIEW = "preview"  # the button that shows the email instead of sending it
WITH_A_LINE = ("confirm", "decline", "cancel", "reinstate")  # on the visit's own page


class WithLine(forms.Form):
    """A line to the patient: typed, or else one of the ready-made sentences."""

    line = PatientLineField()
    ready = forms.ModelChoiceField(
        ReadySentence.objects.none(),
        required=False,
        label="Or a ready-made sentence",
        empty_label="None",
        help_text="Used if you type nothing above.",
    )

    def offer_sentences(self, decision):
        """Fill the list with the sentences for this decision; without any, there is no list."""
        sentences = ReadySentence.objects.for_decision(decision)
        if not sentences:
            del self.fields["ready"]
        else:
            self.fields["ready"].queryset = sentences

    def line_to_send(self):
        """The words to send, once the form is valid; "" for none."""
        return self.cleaned_data["line"] or str(self.cleaned_data.get("ready") or "")


class LineForm(WithLine, UncutForm):
    """The second step of a button on a visit's page."""

    def __init__(self, *args, verb, **kwargs):
        super().__init__(*args, auto_id=f"id_{verb}_%s", label_suffix="", **kwargs)
        self.verb = verb
        self.offer_sentences(verb)


def line_forms(possible, sent=None):
    """A form for each button that takes a line, by verb, and the one to show open, if any.

    If the visit has changed since `sent` was filled in, its words go with what ends it now.
    """
    forms_by_verb = {verb: LineForm(verb=verb) for verb in WITH_A_LINE if possible[verb]}
    if not sent:
        return {"line_forms": forms_by_verb, "open_verb": ""}
    other = {"decline": "cancel", "cancel": "decline"}.get(sent.verb)
    opened = next((verb for verb in (sent.verb, other) if possible.get(verb)), "")
    if opened == sent.verb:
        forms_by_verb[opened] = sent
    elif opened:
        forms_by_verb[opened] = LineForm(verb=opened, initial={"line": sent["line"].value()})
    return {"line_forms": forms_by_verb, "open_verb": opened, "sent_form": sent}
