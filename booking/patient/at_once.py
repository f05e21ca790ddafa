from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from booking.conflicts import PatientHasVisit, ScheduleBusy, TimeTaken
from booking.models import Booking
from booking.models.links import LINK_KEPT
from booking.patient.private_page import BUSY, back_to, link_gone, private, show_booking
from typed.seen import seen_version

TAKEN = (
    "This time is no longer available, so nothing was confirmed. Reception will answer your "
    "request, or you can choose another time below."
)
YOURS = "You already have a visit at that time, so nothing was confirmed."


@private
@require_POST
def confirm(request, booking):
    """The patient has the link from our email and has been here before: no answer is needed."""
    if not booking.can_be_confirmed_by_patient():
        return back_to(booking)  # as after a double click
    try:
        booking.confirm_by_patient(seen=seen_version(request.POST))
    except ScheduleBusy:
        return show_booking(request, booking, status=503, problem=BUSY)
    except PatientHasVisit:
        return show_booking(request, booking, status=409, problem=YOURS)
    except TimeTaken:
        return show_booking(request, booking, status=409, problem=TAKEN)
    return back_to(booking)


@never_cache
@require_safe
def receipt(request, signed):
    """What was sent, for the person who sent it, who may not be the patient.

    It stays the same whatever is done with the request.
    """
    try:
        booking = Booking.objects.of_receipt(signed)
    except Booking.DoesNotExist:
        raise Http404 from None
    starts = booking.asked_starts()
    if not starts or starts[-1] + LINK_KEPT < timezone.now():
        return link_gone(request)
    response = render(request, "booking/receipt.html", {"booking": booking, "starts": starts})
    response["X-Robots-Tag"] = "noindex"
    return response
