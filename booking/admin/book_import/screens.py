"""What the screens of an import share."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from booking.admin.screens import render_screen
from booking.models import BookImport
from booking.moving_in.deciding import Step
from booking.viewing import NOBODY
from typed.seen import ChangedMeanwhile
from typed.text import whole_number

PER_PAGE = 50
may_bring_in = permission_required(
    ["booking.add_bookimport", "booking.view_appointment"], raise_exception=True
)


def of_import(*methods):
    """A view of one import, for those who may bring one in; `methods` of HTTP are allowed."""

    def decorate(view):
        @may_bring_in
        @require_http_methods(methods)
        @wraps(view)
        def found(request, pk):
            return view(request, get_object_or_404(BookImport, pk=pk))

        return found

    return decorate


def screen(request, template, one, title, status=200, shows=NOBODY, **context):
    context |= {"book_import": one, "steps": Step}
    return render_screen(
        request, f"book_import/{template}.html", title, status, shows=shows, **context
    )


def to(one, name="change"):
    return redirect(f"admin:booking_bookimport_{name}", one.pk)


def decided(view):
    """A screen on which a person decides: only while it waits for that, or has failed."""

    @wraps(view)
    def asked(request, one):
        is_idle = one.state in (one.State.ASKS, one.State.FAILED)
        if not is_idle or one.is_begun or one.forgotten_at:
            return to(one)
        try:
            return view(request, one)
        except ChangedMeanwhile as error:
            messages.warning(request, str(error))
            return to(one)

    return asked


def keys(data, name):
    """The primary keys that a page's form sent under this name."""
    return [key for value in data.getlist(name)[:PER_PAGE] if (key := whole_number(value))]
