from datetime import date

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from booking.models import Closure
from clinic import clock


class HolidaysForm(forms.Form):
    """The holidays that no closure covers yet. `names` gives each holiday by its day."""

    days = forms.MultipleChoiceField(
        label="Close the clinic on",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one day.",
            "invalid_choice": "“%(value)s” is already closed, or is not an upcoming holiday.",
        },
    )
    is_public = forms.BooleanField(
        label="Show them to patients",
        required=False,
        initial=True,
        help_text="Announces the holidays by name on every page.",
    )

    def __init__(self, names, data=None):
        super().__init__(data, initial={"days": [day.isoformat() for day in names]})
        self.names = names
        self.fields["days"].choices = [
            (day.isoformat(), f"{clock.day(day)}: {name}") for day, name in names.items()
        ]

    def save(self):
        chosen = [date.fromisoformat(day) for day in self.cleaned_data["days"]]
        return [
            Closure.objects.create(
                first_day=day,
                last_day=day,
                reason=self.names[day],
                is_public=self.cleaned_data["is_public"],
            )
            for day in chosen
        ]


def coming_holidays():
    """Ontario's statutory holidays from today to the end of next year, by day."""
    import holidays  # only when needed: it takes time and memory to load

    today = timezone.localdate()
    years = (today.year, today.year + 1)
    found = holidays.country_holidays("CA", subdiv="ON", language="en_CA", years=years)
    return {day: name for day, name in sorted(found.items()) if day >= today}


def split_by_closure(names):
    """Which of these days the whole clinic is already closed on, and which not."""
    rows = Closure.objects.filter(therapist=None, from_time=None, last_day__gte=min(names))
    closures = [row.as_closed() for row in rows]
    done = {day for day in names if any(one.takes_all_of(day) for one in closures)}
    return (
        {day: name for day, name in names.items() if day in done},
        {day: name for day, name in names.items() if day not in done},
    )


def add_holidays(closure_admin, request):
    """Suggest the holidays, and close the clinic on the selected ones."""

    def suggest(form=None, status=200):
        done, missing = split_by_closure(coming_holidays())
        context = {
            **closure_admin.admin_site.each_context(request),
            "opts": closure_admin.opts,
            "title": "Add Ontario’s holidays",
            "done": done,
            "missing": missing,
            "form": form or HolidaysForm(missing, request.POST or None),
        }
        return render(request, "admin/holidays.html", context, status=status)

    def save():
        form = HolidaysForm(split_by_closure(coming_holidays())[1], request.POST)
        if not form.is_valid():
            return suggest(form, status=422)
        closures = form.save()
        closure_admin.check_room(request)
        for closure in closures:
            closure_admin.log_addition(request, closure, [{"added": {}}])
        days = ngettext("1 holiday is", f"{len(closures)} holidays are", len(closures))
        closure_admin.message_user(request, f"{days} added.")
        return redirect("admin:booking_closure_changelist")

    return (
        closure_admin.save_seen(request, save, suggest) if request.method == "POST" else suggest()
    )
