"""What reception's own screens share, beyond stock admin."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required, user_passes_test
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render

from booking.models import Appointment, visible
from booking.viewing import Screen, Shown, refuse


def allowed(rule):
    """A decorator of views for accounts of which this is true; others get a 403."""

    def checked(user):
        if not rule(user):
            raise PermissionDenied
        return True

    return user_passes_test(checked)


may_look = permission_required(visible.SEE_ALL, raise_exception=True)
may_decide = allowed(visible.may_decide)
may_attend = allowed(visible.may_attend)
may_see_some = allowed(visible.sees_visits)

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


def find(request, pk):
    """The appointment with everything a screen shows about it.

    Raises Http404 also for one that this account may not see, and PermissionDenied for a
    therapist's account.
    """
    rows = Appointment.objects.visible_to(request.user).select_related(
        "booking__patient", "service", "therapist", "instead_of__booking", "instead_of__therapist"
    )
    found = rows.filter(pk=pk).first()
    if found is None and visible.sees_own_alone(request.user):
        refuse(request)
    if found is None:
        raise Http404
    return found
