"""A service gets another length: booked visits keep theirs, and reception sees how many."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import F
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from booking.admin.affected_visits import posted
from booking.models import Appointment

AGREED = "_length"  # the button, with the length that the person agreed to


class KeepsLength(Exception):
    """Visits are booked at the old length, and nobody has been told."""

    def __init__(self, service, old, number):
        super().__init__()
        self.service, self.old, self.number = service, old, number

    def page(self, service_admin, request):
        visits = ngettext("1 visit is", f"{self.number} visits are", self.number)
        to_come = {"state": "all", "service__id__exact": self.service.pk}
        to_come["starts_at__gt"] = timezone.now().strftime("%Y-%m-%d %H:%M:%S+00:00")
        context = {
            **service_admin.admin_site.each_context(request),
            "opts": service_admin.opts,
            "title": f"{visits} booked at {self.old} minutes",
            "service": self.service,
            "old": self.old,
            "query": urlencode(to_come),
            "posted": [(name, value) for name, value in posted(request) if name != AGREED],
        }
        return render(request, "admin/lengths.html", context, status=422)


def check_length(request, service, old):
    """Raise KeepsLength if upcoming visits have the old length, unless the person has seen that."""
    lasting = timedelta(minutes=old)
    visits = (
        Appointment.objects.to_come()
        .of_patients()
        .filter(service=service, ends_at=F("starts_at") + lasting)
    )
    number = visits.count()
    if number and request.POST.get(AGREED) != str(service.duration):
        raise KeepsLength(service, old, number)
