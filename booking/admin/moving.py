"""Another time for a visit: offered to the patient, or agreed with them and set at once."""

from datetime import datetime
from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking import answering
from booking.admin.buttons import possible
from booking.admin.lines import PREVIEW, WithLine
from booking.admin.picks import SeveralTimes
from booking.admin.screens import find, may_decide, not_done, render_visit
from booking.admin.times import TimeForm, asked_for
from booking.admin.verbs import answer
from booking.conflicts import NoLongerPossible, OutsideHours, ScheduleBusy, TimeTaken
from booking.models import Therapist
from booking.rehearsal import email_of
from typed.seen import ChangedMeanwhile, seen_version

WORDS = {
    "offer": {
        "title": "Offer another time",
        "button": "Offer",
        "done": "offered another time",
    },
    "move": {"title": "Move the visit", "button": "Move to this time", "done": "moved"},
}


class OtherTimeForm(WithLine, TimeForm):
    """Another time for this visit, with anyone who offers its service, or its current therapist."""

    def __init__(self, *args, visit, verb, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_sentences(verb)
        self.visit = self.but = visit
        offering = Therapist.objects.offering(visit.service).values("pk")
        self.fields["therapist"].queryset = Therapist.objects.filter(
            Q(pk__in=offering) | Q(pk=visit.therapist_id)
        )

    def service_asked(self):
        return self.visit.service

    def therapists_asked(self):
        return [self.chosen("therapist") or self.visit.therapist]

    def visits_asked(self):
        asked = self.therapists_asked()
        return {one: visit for one, visit in self.visit.needs(*asked).items() if one in asked}


class OfferForm(SeveralTimes, OtherTimeForm):
    """Up to three times for the patient to choose from."""


@may_decide
@require_http_methods(["GET", "HEAD", "POST"])
def another_time(request, pk, verb):
    one = find(request, pk)
    if not possible(one)[verb]:
        why = why_not(one)
        messages.error(request, not_done(why) if request.method == "POST" else why)
        return redirect(one.get_admin_url())
    initial = {"therapist": one.therapist_id, "from_day": timezone.localdate(one.starts_at)}
    kind = OfferForm if verb == "offer" else OtherTimeForm
    form = kind.of(request, initial | asked_for(request.GET), visit=one, verb=verb)
    version = seen_version(request.POST) if request.method == "POST" else one.version
    pile = answering.pile_of(one)
    status, email = 422 if form.is_outdated else 200, None
    if form.is_bound:
        status = 422
        if form.is_valid():
            do = partial(act, one, verb, form, by=request.user, seen=version)
            try:
                if PREVIEW in request.POST:
                    email, one, status = email_of(one.booking, do), find(request, pk), 200
                else:
                    do()
                    return answer(request, one, "", WORDS[verb]["done"], pile=pile)
            except (ScheduleBusy, OutsideHours, TimeTaken) as error:
                status = form.refuse(error)
            except (ChangedMeanwhile, NoLongerPossible) as error:
                form.add_error(None, not_done(error))
                one, status = find(request, pk), 409
                version = one.version  # the page now shows what has happened
    context = WORDS[verb] | {"verb": verb, "form": form, "version": version}
    context["chosen"] = None if form.errors else chosen_on_board(request, form)
    back = "board" if "start" in request.GET else answering.asked(request)
    context |= {"email": email, "back": request.POST.get("back") or back}
    return render_visit(request, "another_time.html", one=one, status=status, **context)


def chosen_on_board(request, form):
    """The therapist and the start that were chosen before this page, which then only asks."""
    is_chosen = "start" in request.GET or PREVIEW in request.POST
    therapist, start = form.chosen("therapist"), form.chosen("start")
    return (therapist, start) if is_chosen and therapist and isinstance(start, datetime) else None


def act(one, verb, form, **how):
    typed = form.cleaned_data
    how |= {name: typed[name] for name in ("outside_hours", "as_well")}
    how["line"] = form.line_to_send()
    if verb == "offer":
        (therapist, start), *also = typed["times"]
        one.propose(therapist, start, also=also, **how)
    else:
        one.move(typed["therapist"], typed["start"], **how)


def why_not(one):
    if one.open_offer():
        return "Another time has already been offered for this visit and not answered yet."
    return one.last_change()
