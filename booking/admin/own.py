"""What a therapist sees: their own visits and patients, hours and calendar. Nothing of others.

The addresses of visits and patients are reception's; the QuerySets decide which rows open there.
"""

from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.admin.buttons import marks
from booking.admin.feeds import shared
from booking.admin.patient_form import NoteForm
from booking.admin.screens import allowed, render_screen
from booking.models import Appointment, BusyElsewhere, Closure, OutsideCalendar, Therapist
from booking.models.visible import sees_own_alone
from booking.viewing import NOBODY

MOST_VISITS = 50  # of one patient
MOST_BUSY = 10  # times in their other calendar


def of_visit(one):
    """What the page of their own visit shows."""
    return {
        "is_own": True,
        "title": "Visit",
        "subtitle": None,  # the page begins with it
        "marks": marks(one),
        "notes": one.notes.select_related("by"),
        "note_form": NoteForm(auto_id="id_note_%s", label_suffix=""),
        "events": one.events.with_time_before(),
    }


def of_patient(patient, user):
    """What the page of their patient shows: only what belongs to visits with them."""
    visits = Appointment.objects.visible_to(user).filter(booking__patient=patient)
    visits = visits.select_related("booking", "service").prefetch_related("notes__by")
    visits = list(visits.order_by("-starts_at")[:MOST_VISITS])
    bookings = {one.booking_id: one.booking for one in visits}.values()
    return {
        "is_own": True,
        "title": "Patient",
        "subtitle": None,
        "patient": patient,
        "visits": visits,
        "phones": dict.fromkeys((one.phone, one.phone_dialled) for one in bookings if one.phone),
        "emails": dict.fromkeys(one.email for one in bookings if one.email),
    }


@allowed(sees_own_alone)
@require_safe
def mine(request):
    """Their hours, days off and calendar link, and when they are busy in their other calendar."""
    therapist, today = Therapist.objects.filter(account=request.user).first(), timezone.localdate()
    context = {"therapist": therapist}
    if therapist:
        context |= shared(therapist) | {
            "hours": therapist.working_hours.reaching(today),
            "closures": Closure.objects.concerning(therapist).filter(last_day__gte=today),
            "elsewhere": OutsideCalendar.objects.defer("address").filter(pk=therapist.pk).first(),
            "busy": BusyElsewhere.objects.to_come(therapist)[:MOST_BUSY],
        }
    return render_screen(request, "mine.html", "My hours and calendar", shows=NOBODY, **context)
