"""Both logs at the desk, a file of either, and what a patient may know of who has looked."""

from itertools import groupby
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from booking.models import Booking, Patient, RecordView
from booking.viewing import Screen, Shown
from clinic.clock import in_full
from clinic_site.audit import in_words
from clinic_site.audit.listing import LogForm, Page, lines
from clinic_site.models import AccountEvent
from typed.text import whole_number

LOOK = "booking.view_recordview"
MAY_LOOK = [LOOK, "booking.view_patient", "booking.view_appointment"]
FOLLOW = "clinic_site.view_accountevent"


class ViewsForm(LogForm):
    screen = forms.ChoiceField(required=False, choices=[("", "All"), *Screen.choices])
    patient = forms.CharField(required=False, widget=forms.HiddenInput)
    booking = forms.CharField(required=False, widget=forms.HiddenInput)

    def found(self):
        rows = super().found()
        if self.errors:
            return rows
        if screen := self.cleaned_data["screen"]:
            rows = rows.filter(screen=screen)
        if patient := whole_number(self.cleaned_data["patient"]):
            rows = rows.about([patient], bookings_of(patient))
        if booking := whole_number(self.cleaned_data["booking"]):
            rows = rows.filter(booking_id=booking)
        return rows


class EventsForm(LogForm):
    what = forms.ChoiceField(required=False, choices=[("", "All"), *AccountEvent.What.choices])

    def found(self):
        rows = super().found()
        what = self.cleaned_data.get("what")
        return rows.filter(what=what) if what else rows


def local(row):
    return f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S%z}"


VIEWS_FILE = {
    "When": local,
    "Account": lambda row: row.account,
    "Account number": lambda row: row.account_id,
    "Screen": lambda row: row.get_screen_display(),
    "From a search": lambda row: "yes" if row.by_search else "",
    "Patient number": lambda row: row.patient_id,
    "Booking number": lambda row: row.booking_id,
    "Waiting-list number": lambda row: row.entry_id,
    "Therapist number": lambda row: row.therapist_id,
    "First day": lambda row: row.day,
    "How many people": lambda row: row.patients,
    "Joined patient number": lambda row: row.joined_id,
}
EVENTS_FILE = {
    "When": local,
    "What": lambda row: row.get_what_display(),
    "Account": lambda row: row.account,
    "Account number": lambda row: row.account_id,
    "By": lambda row: row.by,
    "By number": lambda row: row.by_id,
    "Network": lambda row: row.network,
}


@permission_required(MAY_LOOK, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def view_log(request):
    """Who looked at what. A POST answers with a file, because that leaves a record."""
    form = ViewsForm(sent(request), RecordView.objects.all(), "No account: opened by a link")
    found = form.found()
    patient = Patient.objects.filter(pk=whole_number(form["patient"].value() or "")).first()
    about = [patient] if patient else []
    if request.method == "POST" and form.is_valid():
        Shown(Screen.LOG, *about).note(request)
        AccountEvent.objects.note(AccountEvent.What.LOG_EXPORTED, request.user, request=request)
        return file(found, VIEWS_FILE, "view-log")
    page = Page(found, request.GET.get("before", ""))
    names = in_words.Names(page.rows)
    rows = [(row, in_words.who(row), in_words.screen(row), *names.whom(row)) for row in page.rows]
    Shown(Screen.LOG, *about, patients=1 if about else len(names.patients)).note(request)
    return screen(request, "view_log.html", "View log", form, page, rows=rows, patient=patient)


@permission_required(FOLLOW, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def account_log(request):
    """What happened to accounts; a POST answers with a file."""
    form = EventsForm(sent(request), AccountEvent.objects.all(), "Unknown account")
    found = form.found()
    if request.method == "POST" and form.is_valid():
        AccountEvent.objects.note(AccountEvent.What.LOG_EXPORTED, request.user, request=request)
        return file(found, EVENTS_FILE, "account-log")
    page = Page(found, request.GET.get("before", ""))
    return screen(request, "account_log.html", "Account log", form, page, rows=page.rows)


@permission_required(MAY_LOOK, raise_exception=True)
@require_safe
def who_has_looked(request, pk):
    """What a patient may have on paper: who opened their record, and when."""
    patient = get_object_or_404(Patient, pk=pk)
    found = RecordView.objects.about([patient.pk], bookings_of(patient.pk))
    page = Page(found, request.GET.get("before", ""))
    Shown(Screen.LOG, patient).note(request)
    context = admin.site.each_context(request) | {
        "opts": Patient._meta,
        "title": "Who has looked at this record",
        "patient": patient,
        "page": page,
        "older": f"before={page.older}" if page.older else "",
        # A screen opened twice in a minute reads the same twice.
        "rows": [row for row, _ in groupby(map(in_words.for_patient, page.rows))],
        "now": in_full(timezone.now()),
    }
    return render(request, "admin/who_has_looked.html", context)


def bookings_of(patient):
    """Their keys, read first: with a subquery PostgreSQL would go through the whole log."""
    return list(Booking.objects.filter(patient=patient).values_list("pk", flat=True))


def sent(request):
    """What the list is narrowed to, in the address or with the button for the file."""
    return request.POST if request.method == "POST" else request.GET


def screen(request, template, title, form, page, **context):
    kept = {name: value for name, value in sent(request).items() if name in form.fields and value}
    context |= admin.site.each_context(request) | {
        "title": title,
        "form": form,
        "page": page,
        "kept": kept,
        "older": urlencode(kept | {"before": page.older}) if page.older else "",
        "newest": urlencode(kept),
    }
    return render(request, f"admin/{template}", context, status=422 if form.errors else 200)


def file(rows, columns, name):
    response = StreamingHttpResponse(lines(rows, columns), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
