"""A therapist is away: one screen closes the days and answers every visit that they affect."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from booking.absence import may_record
from booking.admin.absence_forms import AbsenceForm, AnswerForm, ForAllForm
from booking.admin.answering import answer_all, answered_visits
from booking.admin.screens import BUSY, render_screen
from booking.conflicts import ScheduleBusy
from booking.models import Therapist
from booking.viewing import Screen, Shown
from typed.seen import seen_versions
from typed.text import whole_number

MOST_VISITS = 50  # answered at a time


def away(therapist_admin, request, pk):
    if not may_record(request.user):
        raise PermissionDenied
    screen = Away(request, get_object_or_404(Therapist, pk=pk))
    if request.method != "POST":
        return screen.show(200)
    if screen.only_shows:
        return screen.show(200 if "show" in request.POST else 422)
    if not (screen.absence and screen.for_all.is_valid()):
        return screen.show(422)
    try:
        is_new = screen.absence.save(screen.form.cleaned_data["reason"])
    except ScheduleBusy:
        messages.error(request, BUSY)
        return screen.show(409)
    if is_new:
        change = {"added": {"name": "absence", "object": str(screen.absence)}}
        therapist_admin.log_change(request, screen.therapist, [change])
    return screen.finish(is_new) if screen.answer() else screen.show(409)


class Away:
    """What one request asks for, and what it is shown."""

    def __init__(self, request, therapist):
        self.request, self.therapist = request, therapist
        self.posted = request.POST if request.method == "POST" else None
        self.sent = []  # the forms as they were answered
        self.form = AbsenceForm.of(request, therapist)
        self.absence = self.form.absence() if self.form.is_valid() else None

    @cached_property
    def is_outdated(self):
        """Whether the visits shown were those of other days than the days sent."""
        shown = self.posted and self.posted.get("shown")
        return bool(shown) and "show" not in self.posted and shown != self.form.as_text()

    @cached_property
    def only_shows(self):
        return self.posted is None or "show" in self.posted or self.is_outdated

    @cached_property
    def for_all(self):
        if self.only_shows:
            return ForAllForm(initial=self.posted.dict() if self.posted else None)
        return ForAllForm(self.posted)

    @cached_property
    def visits(self):
        return self.absence.visits() if self.absence else []

    @cached_property
    def to_answer(self):
        return self.absence.to_answer() if self.absence else {}

    def forms(self, posted):
        """A form for each visit that still has to be answered, with what can be suggested."""
        visits = list(self.to_answer)[:MOST_VISITS]
        suggested = self.absence.suggestions(visits) if visits else {}
        return [
            AnswerForm.of(one, *suggested[one.pk], self.to_answer[one], posted) for one in visits
        ]

    def answer(self):
        """Whether every visit could be answered."""
        self.sent = self.forms(self.posted)
        failed = answer_all(self.sent, self.for_all, self.absence, self.request.user)
        del self.to_answer  # what has just been done is in the database
        return not failed

    def forms_to_show(self):
        """The forms as typed, with the current version of each visit."""
        if self.posted is None:
            return self.forms(None)
        seen = {f"seen-{one.pk}": one.version for one in self.to_answer}
        known = {name: version for name, version in seen.items() if name in self.posted}
        data = self.posted.copy()
        data.update(known)
        forms = self.forms(data)
        whys = {row.visit.pk: row.why for row in self.sent}
        for row in forms:
            row.why = whys.get(row.visit.pk, "")
        return forms

    def show(self, status):
        rows = self.forms_to_show()
        left = {row.visit.pk for row in rows}
        answered = answered_visits(self.keys() - left, self.visits, self.to_answer)
        context = {
            "therapist": self.therapist,
            "form": self.form,
            "for_all": self.for_all,
            "absence": self.absence,
            "is_saved": bool(self.absence) and self.absence.is_saved(),
            "is_outdated": self.is_outdated,
            "rows": rows,
            "more": len(self.to_answer) - len(rows),
            "answered": answered,
            "to_phone": [one for one in answered if one.to_phone],
            "failed": sum(bool(row.why) for row in rows),
        }
        title = f"{self.therapist} is away"
        shown = len(self.visits) + len(answered)
        shows = Shown(Screen.LIST, therapist_id=self.therapist.pk, patients=shown)
        return render_screen(self.request, "away.html", title, status, shows=shows, **context)

    def keys(self):
        """The visits that this screen has answered before, or has just been sent."""
        sent = (self.posted or self.request.GET).get("answered", "")
        known = {whole_number(key) for key in sent.split(",")[:MOST_VISITS]} - {0}
        return known | set(seen_versions(self.posted or {}))

    def finish(self, is_new):
        if is_new:
            messages.success(self.request, f"Saved: {self.absence}.")
        answered = sum(row.is_done for row in self.sent)
        if answered:
            words = ngettext("1 visit is", f"{answered} visits are", answered)
            messages.success(self.request, f"{words} answered.")
        keys = ",".join(map(str, sorted(self.keys())))
        query = {name: value for name, value in self.form.in_address().items() if value}
        return redirect(f"{self.request.path}?{urlencode(query | {'answered': keys})}")
