"""What reception's own screens share, beyond stock admin."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, render

from booking.models import Appointment
from booking.viewing import Screen, Shown

may_look = permission_required("booking.view_appointment", raise_exception=True)
may_decide = permission_required("booking.decide_appointment", raise_exception=True)

BUSY = "The schedule is busy right now. Nothing was changed: try again in a moment."


def render_screen(request, template, title, status=200, *, shows, **context):
    """A screen of the desk. `shows` says whose records are on it, for the log, or is NOBODY."""
    if shows:
        shows.note(request)
    context |= admin.site.each_context(request) | {"opts": Appointment._meta, "title": title}
    return render(request, f"admin/{template}", context, status=status)


def render_visit(request, template, title, one, status=200, **context):
    """A screen about one visit."""
    shows = Shown(Screen.VISIT, one)
    return render_screen(request, template, title, status, shows=shows, original=one, **context)


def not_done(why):
    """What a person reads whom somebody or something was faster than."""
    return f"Nothing was changed. {why}"


def find(pk):
    """The appointment with everything a screen shows about it. Raises Http404."""
    found = Appointment.objects.select_related(
        "booking__patient", "service", "therapist", "instead_of__booking", "instead_of__therapist"
    )
    return get_object_or_404(found, pk=pk)
