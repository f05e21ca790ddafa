"""What the clinic asks for a service, as fields of the form."""

import json

from django import forms
from django.utils.crypto import salted_hmac

from booking.models import ServiceQuestion
from booking.models.questions import LONGEST_ANSWER, MOST_QUESTIONS
from inbox.fields import TextField

PREFIX = "question-"
CHANGED = (
    "We changed our questions while you had this page open. Please check them. What you typed is "
    "still here."
)
NO_LONGER_ASKED = "No longer asked, and not sent: “{}”. If we should know, add it to the note."
UNANSWERED = "Answer this: {}"


class AsksQuestions(forms.Form):
    """Mixin: `ask` adds a field for each question of the service.

    `asked` says which questions the patient has seen, in which words.
    """

    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def ask(self, service):
        self.questions = list(ServiceQuestion.objects.asked(service)) if service else []
        self.fields |= {name_of(one): field_of(one) for one in self.questions}
        for one in self.questions:
            self.fields[name_of(one)].widget.attrs.pop("maxlength", None)  # as in UncutForm
        self.order_fields([name for name in self.fields if name != "note"])
        self.initial["asked"] = seal(self.questions)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("service") and cleaned.get("asked", "") != self.initial["asked"]:
            self.add_error(None, CHANGED)
            for name, text in answers_in(self.data):
                if name not in self.fields:
                    self.add_error(None, NO_LONGER_ASKED.format(text[:LONGEST_ANSWER]))
            self.data = self.data.copy()
            self.data["asked"] = self.initial["asked"]
        return cleaned

    def intake(self):
        """The answers given, each with its question: see `Booking.intake`."""
        given = [(one.text, self.cleaned_data.get(name_of(one))) for one in self.questions]
        return [{"question": text, "answer": answer} for text, answer in given if answer]


def name_of(question):
    return f"{PREFIX}{question.pk}"


def field_of(question):
    kind, required = question.kind, question.is_required
    said = {
        "label": question.text,
        "required": required,
        "error_messages": {"required": UNANSWERED.format(question.text)},
    }
    if kind == question.Kind.TEXT:
        return TextField(max_length=LONGEST_ANSWER, rows=2, **said)
    # A chosen radio button cannot be cleared, so one says that there is no answer.
    choices = [] if required else [("", "No answer")]
    choices += [(one, one) for one in question.answers()]
    said["error_messages"]["invalid_choice"] = UNANSWERED.format(question.text)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **said)


def seal(questions):
    """A digest of these questions and of the answers to choose from; "" for none."""
    said = [[one.pk, one.text, one.kind, one.answers(), one.is_required] for one in questions]
    return salted_hmac("booking.questions", json.dumps(said)).hexdigest()[:16] if said else ""


def answers_in(data):
    """What was answered, as pairs, also to questions that are no longer asked."""
    answers = [(name, data[name]) for name in data if name.startswith(PREFIX) and data[name]]
    return answers[: 2 * MOST_QUESTIONS]
