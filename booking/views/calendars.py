from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from booking.calendar import as_icalendar
from booking.views.private import of_patient
from pages.models import Clinic


@never_cache
@require_safe
def calendar(request, token):
    """The visit for the patient's own calendar, once it is confirmed."""
    one = of_patient(token).visits().first()
    if one.state != one.State.CONFIRMED:
        raise Http404
    response = HttpResponse(as_icalendar(one, Clinic.current()), content_type="text/calendar")
    response["Content-Disposition"] = 'attachment; filename="visit.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
