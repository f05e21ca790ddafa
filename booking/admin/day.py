"""One day of the whole clinic, to keep on screen or to print in the morning."""

from collections import defaultdict
from contextlib import suppress
from datetime import time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.admin.buttons import marks
from booking.admin.screens import may_look, render_screen
from booking.models import Appointment, Booking, Closure, Therapist, WorkingHours
from booking.models.rules import ZONE
from booking.models.state import State
from booking.wall_clock import ONE_DAY, instant


@may_look
@require_safe
def day(request):
    today = timezone.localdate(timezone.now())
    shown = typed_day(request.GET.get("day")) or today
    visits = list(visits_on(shown))
    unreached = set(
        Booking.objects.undelivered()
        .filter(pk__in=[one.booking_id for one in visits])
        .values_list("pk", flat=True)
    )
    return render_screen(
        request,
        "day.html",
        "Visits by day",
        day=shown,
        today=today,
        before=shown - ONE_DAY,
        after=shown + ONE_DAY,
        rows=[(one, marks(one), one.booking_id in unreached) for one in visits],
        who_works=who_works(shown),
        closures=Closure.objects.filter(therapist=None, first_day__lte=shown, last_day__gte=shown),
    )


def typed_day(text):
    """The typed day, or None if it is not a valid one."""
    with suppress(ValidationError):
        found = forms.DateField(required=False).clean(text)
        if found and 2000 < found.year < 9000:
            return found
    return None


def visits_on(shown):
    """The visits that may take place on that day, or have."""
    return (
        Appointment.objects.filter(
            starts_at__gte=instant(shown, time.min, ZONE),
            starts_at__lt=instant(shown + ONE_DAY, time.min, ZONE),
        )
        .exclude(state__in=State.over())
        .select_related("booking", "service", "therapist")
        .order_by("starts_at", "therapist")
    )


def who_works(shown):
    """Each therapist with their own hours and closures on that day."""
    hours, closed = defaultdict(list), defaultdict(list)
    for row in WorkingHours.objects.filter(weekday=shown.weekday()):
        if row.as_hours().hold_on(shown):
            hours[row.therapist_id].append(row)
    for row in Closure.objects.filter(first_day__lte=shown, last_day__gte=shown):
        closed[row.therapist_id].append(row)
    return [(one, hours[one.pk], closed[one.pk]) for one in Therapist.objects.active()]
