"""Another service or length for a visit, at the time that it has."""

from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from booking import answering
from booking.admin.buttons import possible
from booking.admin.lines import PREVIEW, WithLine
from booking.admin.screens import BUSY, find, may_decide, not_done, render_visit
from booking.admin.verbs import answer
from booking.conflicts import (
    NoLongerPossible,
    OutsideHours,
    PatientHasVisit,
    ScheduleBusy,
    TimeTaken,
)
from booking.fields import SelectOrNone
from booking.models import Service
from booking.models.service import LONGEST_VISIT, SHORTEST_VISIT
from booking.rehearsal import email_of
from inbox.forms import UncutForm
from typed.seen import ChangedMeanwhile, seen_version

SHORTEST, LONGEST = SHORTEST_VISIT.limit_value, LONGEST_VISIT.limit_value  # minutes


class ServiceForm(WithLine, UncutForm):
    service = forms.ModelChoiceField(
        Service.objects.none(),
        empty_label=None,
        widget=SelectOrNone,
        error_messages={"required": "Choose a service."},
    )
    minutes = forms.IntegerField(
        label="Length in minutes",
        required=False,
        min_value=SHORTEST,
        max_value=LONGEST,
        help_text="Leave empty for the usual length of the service.",
        error_messages={
            "invalid": "Enter the length in minutes, such as 45.",
            "min_value": f"Enter at least {SHORTEST} minutes.",
            "max_value": f"Enter at most {LONGEST} minutes.",
        },
    )
    outside_hours = forms.BooleanField(label="Book outside working hours", required=False)
    as_well = forms.BooleanField(
        label="Book it even though this patient has another visit then", required=False
    )
    field_order = ["service", "minutes", "outside_hours", "as_well", "line", "ready"]

    def __init__(self, *args, visit, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.offer_sentences("move")
        offered = Service.objects.active().filter(therapists=visit.therapist_id).values("pk")
        self.fields["service"].queryset = Service.objects.filter(
            Q(pk__in=offered) | Q(pk=visit.service_id)
        )

    def refuse(self, error):
        """Show beside the field why it is not possible; returns the status of the answer."""
        if isinstance(error, OutsideHours):
            self.add_error("outside_hours", "Nobody works then. Select this to book it anyway.")
            return 422
        if isinstance(error, PatientHasVisit):
            self.add_error("as_well", f"{error} Select this to book both.")
            return 422
        if isinstance(error, ScheduleBusy):
            self.add_error(None, BUSY)
        else:
            self.add_error(
                "minutes", "Another visit is too close. Enter a shorter length or move one of them."
            )
        return 409


@may_decide
@require_http_methods(["GET", "HEAD", "POST"])
def change_service(request, pk):
    one = find(request, pk)
    if not possible(one)["change"]:
        messages.error(request, one.last_change())
        return redirect(answering.opened(one, answering.asked(request)))
    initial = {"service": one.service_id}
    form = ServiceForm(request.POST or None, initial=initial, visit=one)
    version = seen_version(request.POST) if request.method == "POST" else one.version
    status, email = 200, None
    if form.is_bound:
        status = 422
        if form.is_valid():
            typed = form.cleaned_data
            do = partial(
                one.change_service,
                typed["service"],
                typed["minutes"],
                by=request.user,
                seen=version,
                line=form.line_to_send(),
                **{name: typed[name] for name in ("outside_hours", "as_well")},
            )
            try:
                if PREVIEW in request.POST:
                    email, one, status = email_of(one.booking, do), find(request, pk), 200
                else:
                    is_told = do()
                    return answer(request, one, "", "changed", tell=is_told)
            except (ScheduleBusy, OutsideHours, TimeTaken) as error:
                status = form.refuse(error)
            except (ChangedMeanwhile, NoLongerPossible) as error:
                form.add_error(None, not_done(error))
                one, status = find(request, pk), 409
                version = one.version
    context = {"form": form, "version": version, "email": email}
    context["back"] = answering.asked(request)
    title = "Change the service or length"
    return render_visit(request, "change_service.html", title, one, status, **context)
