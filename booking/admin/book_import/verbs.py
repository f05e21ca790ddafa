"""Bringing in, going on, undoing, and deleting the file."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import StreamingHttpResponse
from django.shortcuts import redirect

from booking.admin.book_import.forms import RemindForm
from booking.admin.book_import.preview import of_what_comes
from booking.admin.book_import.screens import of_import, screen, to
from booking.admin.book_import.steps import report
from booking.admin.screens import not_done
from booking.models import Appointment
from booking.moving_in import taking_back
from booking.moving_in.mending import lines_to_mend
from booking.viewing import Screen, Shown
from clinic import desk_log
from clinic.clock import day as in_words
from clinic.long_work import CannotGoOn
from typed.seen import ChangedMeanwhile, seen_version

MOST_TOUCHED = 100  # shown


@of_import("GET", "HEAD", "POST")
def begin(request, one):
    if request.method != "POST":
        return to(one)
    form = RemindForm(one, request.POST)
    if not form.is_valid() and one.is_at_preview:
        return of_what_comes(request, one, form)
    try:
        one.begin(seen_version(request.POST), form.cleaned_data.get("remind_from"))
    except ChangedMeanwhile as error:
        messages.warning(request, not_done(str(error)))
    else:
        desk_log.note(request, one, "Brought it in.")
    return to(one)


@of_import("GET", "HEAD", "POST")
def again(request, one):
    """Compare with what is here again, or continue after a failure."""
    if request.method != "POST":
        return to(one)
    try:
        one.go_on(seen_version(request.POST))
    except ChangedMeanwhile as error:
        messages.warning(request, not_done(str(error)))
    return to(one)


@of_import("GET", "HEAD", "POST")
def remind(request, one):
    if request.method != "POST" or not one.is_begun or one.undone_at or one.is_running:
        return to(one)
    form = RemindForm(one, request.POST)
    if not form.is_valid():
        return report(request, one, form)
    day = form.cleaned_data["remind_from"]
    one.remind(day)
    said = f"The patients of these visits are reminded from {in_words(day)} on." if day else ""
    said = said or "The patients of these visits are not reminded."
    desk_log.note(request, one, said)
    messages.success(request, said)
    return to(one)


@of_import("GET", "HEAD", "POST")
def undo(request, one):
    """Take back what it has brought in, except what was touched since, which is shown first."""
    if not one.is_begun or one.undone_at or one.forgotten_at or one.is_running:
        return to(one)
    if request.method == "POST":
        try:
            one.undo(seen_version(request.POST))
        except ChangedMeanwhile as error:
            messages.warning(request, not_done(str(error)))
        else:
            desk_log.note(request, one, "Undid it.")
        return to(one)
    touched = taking_back.touched(one)
    patients = taking_back.touched_patients(one)
    visits = Appointment.objects.filter(instead_of=None).select_related("service", "therapist")
    shown = touched.select_related("patient").prefetch_related(Prefetch("appointments", visits))
    shown = list(shown[:MOST_TOUCHED])
    context = {
        "touched": [(booking, booking.appointments.all()[0]) for booking in shown],
        "touched_count": touched.count(),
        "touched_patients": patients.count(),
        "visits": one.bookings.count(),
    }
    return screen(
        request, "undo", one, "Undo this import", 200, Shown(Screen.IMPORT, *shown), **context
    )


@of_import("GET", "HEAD", "POST")
def forget(request, one):
    """Delete the file and what was read from it, once asked; what has been brought in stays."""
    if one.forgotten_at or one.is_running:
        return to(one)
    if request.method != "POST":
        return screen(request, "forget", one, "Delete this file?")
    try:
        one.discard(seen_version(request.POST))
    except ChangedMeanwhile as error:
        messages.warning(request, not_done(str(error)))
        return to(one)
    desk_log.note(request, one, "Deleted the file.")
    messages.success(request, "The file has been deleted.")
    return redirect("admin:booking_bookimport_changelist")


@of_import("GET", "HEAD")
def to_mend(request, one):
    """The rows that stay out, each with the reason, as a file."""
    if one.forgotten_at or one.is_running:
        return to(one)
    try:
        lines = lines_to_mend(one)
        first = next(lines)
    except CannotGoOn as error:
        messages.warning(request, str(error))
        return to(one)
    count = one.rows.to_mend().count()
    Shown(Screen.IMPORT, patients=count).note(request)
    response = StreamingHttpResponse(
        (part for some in ([first], lines) for part in some),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="to-mend-{one.pk}.csv"'
    return response
