"""The upload, what its columns mean, and who and what its names are."""

from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking.admin.book_import import figures
from booking.admin.book_import.forms import ColumnsForm, RemindForm, UploadForm
from booking.admin.book_import.names_form import NamesForm
from booking.admin.book_import.preview import listed
from booking.admin.book_import.screens import (
    PER_PAGE,
    decided,
    may_bring_in,
    of_import,
    screen,
    to,
)
from booking.models import Appointment, BookImport, BookingRules
from booking.moving_in.deciding import Step
from booking.viewing import NOBODY, Screen, Shown
from clinic import desk_log
from clinic.long_work import FAULT, NO_END
from typed.seen import seen_version

NEXT_SCREEN = {Step.COLUMNS: "columns", Step.NAMES: "names", Step.PREVIEW: "preview"}


@may_bring_in
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request):
    """Upload a file, or continue with an earlier one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            name = upload.name[:255]
            return to(BookImport.objects.upload(name, upload.chunks(), by=request.user))
    rows = BookImport.objects.select_related("file", "started_by")[:PER_PAGE]
    context = {"form": form, "imports": rows}
    status = 422 if form.is_bound and form.errors else 200
    return screen(request, "imports", None, "Bring in an appointment book", status, **context)


@of_import("GET", "HEAD")
def one_import(request, one):
    """Where it is: waiting for the worker, for a person, or done."""
    if one.is_running:
        return screen(request, "working", one, one.heading())
    if one.state == one.State.FAILED:
        can_help = one.is_begun or one.problem in (FAULT, NO_END)
        return screen(request, "failed", one, one.heading(), can_help=can_help)
    if one.state == one.State.ASKS and not one.forgotten_at:
        return to(one, NEXT_SCREEN[Step(one.asks)])
    return report(request, one, RemindForm(one))


def report(request, one, form):
    """What has been brought in, with the form for when its patients are reminded."""
    is_here = one.is_begun and not one.undone_at
    upcoming = Appointment.objects.of_patients().to_come().filter(booking__book_import=one)
    context = {
        "visits": one.bookings.count(),
        "patients": one.patients.count(),
        "what_came": figures.brought(one.counts["came"]) if "came" in one.counts else "",
        "left": one.rows.to_mend().count(),
        "kinds": listed(one) if not one.forgotten_at else [],
        "upcoming": upcoming.count() if is_here else 0,
        "is_reminding": bool(one.remind_from and one.remind_from <= timezone.localdate()),
        "hours": BookingRules.current().reminder_hours,
        "history": desk_log.about(one),
        "form": form,
    }
    return screen(request, "report", one, one.heading(), 422 if form.is_bound else 200, **context)


@of_import("GET", "HEAD", "POST")
@decided
def columns(request, one):
    if one.is_calendar:
        return to(one, "names")
    form = ColumnsForm(one, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        one.decide(seen_version(request.POST), "sort", **form.chosen())
        return to(one)
    status = 422 if form.is_bound else 200
    # The first rows of the file, who may be patients here or not.
    shows = Shown(Screen.IMPORT, patients=len(one.samples))
    # Somebody has gone on, and the dates need an answer that nobody was asked for before.
    is_back = one.asks == Step.COLUMNS and bool(one.dates and not one.order)
    is_back = is_back and bool(one.version or one.as_in_id) and not form.is_bound
    context = {"form": form, "is_back": is_back}
    return screen(request, "columns", one, "What the columns mean", status, shows, **context)


@of_import("GET", "HEAD", "POST")
@decided
def names(request, one):
    if one.asks == Step.COLUMNS or not one.has_names:
        return to(one)
    form = NamesForm(one, request.POST if request.method == "POST" else None)
    if "tick" in request.POST:
        form = NamesForm(one, initial=form.typed_and(request.POST["tick"] == "all"))
    elif form.is_bound and form.is_valid():
        one.decide(seen_version(request.POST), "plan", **form.chosen())
        return to(one)
    status = 422 if form.is_bound else 200
    shows = Shown(Screen.IMPORT, patients=len(one.subjects)) if one.subjects else NOBODY
    return screen(request, "names", one, "Therapists and services", status, shows, form=form)
