"""What is asked about a draft's sentences before they go live."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse

from clinic.wording import NOT_ALLOWED, Finding
from inbox.fields import LineField
from pages.editing.schedule_form import ScheduleForm
from pages.models import WordingDecision
from pages.text.wording import ToCheck, to_check

ASKED = ("publish", "schedule")  # the buttons before which it is asked
SCHEDULE = ("day", "hour", "older", "older_seen")
SHORT = 16  # characters of a digest that tell the sentences of a page apart
CONFIRM = "Confirm that this is so, or go back and change the sentence."
GIVE_A_REASON = "Enter a reason in one line, or go back and change the sentence."


def question_url(form, verb):
    """Where to ask about the draft just stored, or "" if there is nothing to ask."""
    if verb not in ASKED or not asked_about(form.draft):
        return ""
    sent = {name: form.schedule.data.get(name, "") for name in SCHEDULE}
    query = urlencode({"do": verb} | {name: value for name, value in sent.items() if value})
    return f"{reverse('admin:pages_revision_wording', args=[form.draft.pk])}?{query}"


def asked_about(draft):
    """The sentences of a stored draft about which nobody has decided yet."""
    decided = WordingDecision.objects.about(draft.page)
    return to_check(draft, draft.sections_to_write(), decided)


@dataclass
class Question:
    """A sentence, what each rule asks for, and the reason where it is not allowed."""

    about: ToCheck
    rules: list[tuple[Finding, BoundField | None]] = field(default_factory=list)
    reason: BoundField | None = None


class WordingForm(forms.Form):
    """A box for each condition, and a line for the reason of each sentence that is not allowed."""

    def __init__(self, draft, verb, sent, is_bound):
        super().__init__(sent if is_bound else None)
        self.draft, self.verb = draft, verb
        self.schedule = ScheduleForm(draft.page.revisions.scheduled(), sent)
        self.hidden = {name: sent.get(name, "") for name in SCHEDULE}
        self.asked = asked_about(draft)
        self.questions = [self.question(one) for one in self.asked]

    def question(self, about):
        found = Question(about)
        for one in about.findings:
            box = None
            if one.rule.condition:
                box = self.added(
                    f"ok-{about.digest[:SHORT]}-{one.rule.key}",
                    forms.BooleanField(
                        label=one.rule.condition, error_messages={"required": CONFIRM}
                    ),
                )
            found.rules.append((one, box))
        if any(one.rule.degree == NOT_ALLOWED for one in about.findings):
            found.reason = self.added(
                f"reason-{about.digest[:SHORT]}",
                LineField(
                    max_length=200,
                    label="Why publish it as it is?",
                    help_text="One line. It is kept with this version.",
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                    error_messages={"required": GIVE_A_REASON},
                ),
            )
        return found

    def added(self, name, added):
        self.fields[name] = added
        return self[name]

    def is_valid(self):
        """Whether everything was answered, and the draft can still go live as was chosen."""
        return all([super().is_valid(), self.schedule.check(self.verb)])

    def problems(self):
        """Each error: the id of the field to focus, if it is on this screen, and the message."""
        own = [
            (box.id_for_label, f"Sentence {number}: {error}")
            for number, asked in enumerate(self.questions, start=1)
            for box in [*(box for _, box in asked.rules if box), *filter(None, [asked.reason])]
            for error in box.errors
        ]
        elsewhere = self.schedule.errors if self.schedule.is_bound and self.is_bound else {}
        return own + [("", one) for all_ in elsewhere.values() for one in all_]

    def note(self, by):
        """Record what was decided about each sentence."""
        WordingDecision.objects.bulk_create(
            WordingDecision(
                revision=self.draft,
                by=by,
                digest=asked.about.digest,
                sentence=asked.about.sentence,
                place=asked.about.place.part,
                rule=one.rule.key,
                degree=one.rule.degree,
                reason="" if box else self.cleaned_data[asked.reason.name],
            )
            for asked in self.questions
            for one, box in asked.rules
        )
