"""The visits of some days as a file for a spreadsheet, and a record of who took it."""

import csv
from operator import attrgetter

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking.admin.screens import render_screen
from booking.admin.span_form import SpanForm
from booking.models import Appointment, Export
from booking.models.rules import ZONE
from booking.spans import month_before
from booking.viewing import NOBODY, Screen, Shown
from typed.spreadsheet import harmless

may_export = permission_required(
    ["booking.export_appointment", "booking.view_appointment"], raise_exception=True
)
AT_ONCE = 500  # visits in memory
RECORDS = 20  # earlier files shown
MARK = "\ufeff"  # by which Excel knows UTF-8

COLUMNS = {
    "Date": lambda one: f"{timezone.localtime(one.starts_at):%Y-%m-%d}",
    "Start": lambda one: f"{timezone.localtime(one.starts_at):%H:%M}",
    "End": lambda one: f"{timezone.localtime(one.ends_at):%H:%M}",
    "State": lambda one: str(one.get_state_display()),
    "Service": attrgetter("service.name"),
    "Therapist": attrgetter("therapist.name"),
    "Patient": attrgetter("booking.name"),
    "Phone": attrgetter("booking.phone"),
    "Email": attrgetter("booking.email"),
    "Reference": attrgetter("booking.reference"),
    "Booked on": lambda one: f"{timezone.localtime(one.booking.created_at):%Y-%m-%d %H:%M}",
}


@may_export
@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """Ask for the days; a POST answers with the file, since it leaves a record."""
    usual = month_before(timezone.localdate(timezone.now()))
    if request.method != "POST":
        return ask(request, SpanForm(initial={"first": usual.first, "last": usual.last}))
    form = SpanForm(request.POST)
    if not form.is_valid():
        return ask(request, form, status=422)
    span = form.cleaned_data["span"]
    visits = visits_of(span)
    patients = visits.values("booking").order_by().distinct().count()
    Shown(Screen.EXPORT, day=span.first, patients=patients).note(request)
    Export.objects.create(
        by=request.user, first_day=span.first, last_day=span.last, visits=visits.count()
    )
    response = StreamingHttpResponse(lines(visits), content_type="text/csv; charset=utf-8")
    name = f"visits-{span.first}-to-{span.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def ask(request, form, status=200):
    records = Export.objects.select_related("by")[:RECORDS]
    return render_screen(
        request, "export.html", "Visits as a file", status, shows=NOBODY, form=form, records=records
    )


def visits_of(span):
    """The visits of these days in every state but spam, without offers of another time."""
    begins, ends = span.bounds(ZONE)
    visits = Appointment.objects.of_patients().filter(starts_at__gte=begins, starts_at__lt=ends)
    return visits.exclude(state__in=Appointment.State.set_aside())


def lines(visits):
    """The file, line by line."""
    writer = csv.writer(Echo(), quoting=csv.QUOTE_ALL)
    yield MARK + writer.writerow(COLUMNS)
    for one in a_few_at_a_time(visits):
        yield writer.writerow(harmless(column(one)) for column in COLUMNS.values())


def a_few_at_a_time(visits):
    """The visits in order, each few in a query of their own, so that memory holds no more.

    No cursor of the server's: a pooler gives each transaction another session. A visit that is
    moved in these seconds is where it was or where it is now, or both.
    """
    rows = visits.select_related("booking", "service", "therapist").order_by("starts_at", "pk")
    few = list(rows[:AT_ONCE])
    while few:
        yield from few
        last = few[-1]
        later = Q(starts_at=last.starts_at, pk__gt=last.pk) | Q(starts_at__gt=last.starts_at)
        # The first condition is implied, but lets the index by time be used.
        few = list(rows.filter(later, starts_at__gte=last.starts_at)[:AT_ONCE])


class Echo:
    """A file whose `write` hands the line back."""

    def write(self, line):
        return line
