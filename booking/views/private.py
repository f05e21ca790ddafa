from contextlib import suppress

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antispam.guard import public_form
from booking.conflicts import DiaryBusy, NoLongerPossible
from booking.models import Booking


def of_patient(token):
    """The booking that a private link opens, with its visit. A wrong link says nothing: 404."""
    booking = get_object_or_404(Booking, token=token)
    return booking, booking.appointments.select_related("service", "therapist").first()


def show_private(request, template, booking, one, status=200, **context):
    """A page behind a private link: kept by no cache, found by no search engine.

    Whoever has the link sees it, so it shows no contact details.
    """
    context |= {"booking": booking, "appointment": one}
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def appointment(request, token):
    return show_private(request, "booking/appointment.html", *of_patient(token))


@never_cache
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, token):
    """Ask first: mail scanners follow links, so only the button cancels."""
    booking, one = of_patient(token)
    if request.method == "POST" and one.can_be_changed_by_patient():
        try:
            with suppress(NoLongerPossible):  # the page that follows shows the state it is in now
                one.cancel()
        except DiaryBusy:
            return show_private(request, "booking/cancel.html", booking, one, status=503, busy=True)
    elif one.can_be_changed_by_patient():
        return show_private(request, "booking/cancel.html", booking, one)
    return HttpResponseRedirect(booking.get_absolute_url(), status=303)
