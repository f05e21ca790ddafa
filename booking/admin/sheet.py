"""One day on paper: each visit in order, for the whole clinic or for one therapist."""

from collections import defaultdict
from datetime import time

from django import forms
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.admin.screens import may_look, render_screen
from booking.fields import DayInput
from booking.models import Appointment, BusyElsewhere, Closure, Therapist, WorkingHours
from booking.models.rules import ZONE
from booking.models.state import State
from booking.viewing import Screen, Shown
from booking.wall_clock import ONE_DAY, instant
from inbox.forms import UncutForm

YEARS = range(2000, 9000)  # within what dates, and the days beside them, can hold
ROOMY = 30  # rows on one sheet with room to write beside each


class SheetForm(UncutForm):
    """What is on the sheet. Anything that cannot be read is today, and everyone."""

    day = forms.DateField(required=False, widget=DayInput())
    therapist = forms.ModelChoiceField(
        Therapist.objects.all(), required=False, empty_label="Everyone"
    )

    def shown(self):
        """The day and the therapist, or None for everyone."""
        self.is_valid()
        day = self.cleaned_data.get("day")
        if not day or day.year not in YEARS:
            day = timezone.localdate(timezone.now())
        return day, self.cleaned_data.get("therapist")


@may_look
@require_safe
def sheet(request):
    day, therapist = SheetForm(request.GET).shown()
    visits = list(visits_on(day, therapist))
    return render_screen(
        request,
        "sheet.html",
        f"Day sheet: {therapist}" if therapist else "Day sheet",
        shows=Shown(
            Screen.SHEET,
            day=day,
            therapist_id=therapist and therapist.pk,
            patients=len({one.booking_id for one in visits}),
        ),
        # Filled in with what is shown, whatever was in the address.
        form=SheetForm(initial={"day": day, "therapist": therapist}, label_suffix=""),
        day=day,
        therapist=therapist,
        before=day - ONE_DAY,
        after=day + ONE_DAY,
        visits=visits,
        is_tight=len(visits) > ROOMY,
        who_works=who_works(day, therapist, visits),
        closures=Closure.objects.filter(therapist=None, first_day__lte=day, last_day__gte=day),
        now=timezone.now(),
    )


def visits_on(day, therapist=None):
    """The visits that may take place on that day, or have."""
    of_day = Appointment.objects.filter(
        starts_at__gte=instant(day, time.min, ZONE),
        starts_at__lt=instant(day + ONE_DAY, time.min, ZONE),
    )
    if therapist:
        of_day = of_day.filter(therapist=therapist)
    shown = of_day.exclude(state__in=State.over()).select_related("booking", "service", "therapist")
    return shown.order_by("starts_at", "therapist__order", "therapist__name", "pk")


def who_works(day, therapist, visits):
    """Each therapist with their hours, own closures and times busy elsewhere on that day.

    Somebody who takes no more bookings is there as long as they have visits.
    """
    shown = {one.therapist for one in visits} | set(Therapist.objects.active())
    shown = {therapist} if therapist else shown
    hours, closed = defaultdict(list), defaultdict(list)
    for row in WorkingHours.objects.filter(therapist__in=shown, weekday=day.weekday()):
        if row.as_hours().hold_on(day):
            hours[row.therapist_id].append(row)
    for row in Closure.objects.filter(therapist__in=shown, first_day__lte=day, last_day__gte=day):
        closed[row.therapist_id].append(row)
    of_day = instant(day, time.min, ZONE), instant(day + ONE_DAY, time.min, ZONE)
    elsewhere = BusyElsewhere.objects.by_therapist([one.pk for one in shown], *of_day)
    in_order = sorted(shown, key=lambda one: (one.order, one.name, one.pk))
    return [
        (one, hours[one.pk], closed[one.pk], cut(elsewhere[one.pk], of_day)) for one in in_order
    ]


def cut(periods, of_day):
    return [(max(one.start, of_day[0]), min(one.end, of_day[1])) for one in periods]
