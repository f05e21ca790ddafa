from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from booking.models import CalendarFeed, RecordView
from booking.patient.private_page import behind_link
from clinic.tokens import forgiving


@behind_link(RecordView.Screen.CALENDAR)
@require_safe
def calendar(request, booking):
    """A booking's visits, to add to a calendar or subscribe to for as long as the link works."""
    from booking.ical import as_calendar  # only when needed: it takes time and memory to load

    return calendar_file(as_calendar(booking))


@never_cache
@forgiving
@require_safe
def feed(request, token):
    """A therapist's calendar, for anyone who has its link."""
    from booking.ical import as_feed  # only when needed

    found = get_object_or_404(CalendarFeed.objects.select_related("therapist"), token=token)
    content = as_feed(found.therapist)
    RecordView.objects.note_by_patient(RecordView.Screen.FEED, therapist_id=found.therapist_id)
    return calendar_file(content)


def calendar_file(content):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="visits.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
