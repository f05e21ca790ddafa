from django.views.decorators.http import require_POST

from booking.conflicts import PatientHasVisit, ScheduleBusy, TimeTaken
from booking.patient.private_page import BUSY, back_to, private, show_booking
from typed.seen import seen_version

YOURS = (
    "You already have a visit at that time, so we are not holding another one. To change it, "
    "please phone us."
)


@private
@require_POST
def keep(request, booking):
    """The patient has the link from our email, so the time is held, or confirmed, from now on."""
    if not booking.can_be_kept_by_patient():
        return back_to(booking)  # as after a double click
    try:
        booking.keep_by_patient(seen=seen_version(request.POST))
    except (ScheduleBusy, TimeTaken):
        return show_booking(request, booking, status=503, problem=BUSY)
    except PatientHasVisit:
        return show_booking(request, booking, status=409, problem=YOURS)
    return back_to(booking)
