from django.http import HttpResponse, HttpResponseGone
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from booking.calendar import as_calendar, as_feed
from booking.models import Booking, CalendarFeed, FormerLink


@never_cache
@require_safe
def calendar(request, token):
    """A booking's visits, to add to a calendar or to subscribe to as long as the link lasts."""
    booking = Booking.objects.filter(token=token).first()
    if booking is None:
        get_object_or_404(FormerLink, token=token)
    if booking is None or booking.link_ends_at() < timezone.now():
        return HttpResponseGone("This link has ended.", content_type="text/plain; charset=utf-8")
    return calendar_file(as_calendar(booking))


@never_cache
@require_safe
def feed(request, token):
    """A therapist's calendar, for whoever has its link."""
    found = get_object_or_404(CalendarFeed.objects.select_related("therapist"), token=token)
    return calendar_file(as_feed(found.therapist))


def calendar_file(content):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="visits.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
