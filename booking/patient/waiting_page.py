"""The private page of somebody on the waiting list, behind a link of its own."""

from functools import wraps

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from booking.conflicts import NoLongerPossible, ScheduleBusy
from booking.models import RecordView, WaitingListEntry
from booking.models.links import LINK_KEPT
from booking.models.waiting_changes import WaitState
from booking.patient.private_page import BUSY, CHANGED, JUST_NOW
from booking.waiting_form import WhenForm
from clinic.tokens import forgiving
from inbox.guard import public_form
from typed.seen import ChangedMeanwhile, seen_version

DONE = {"changed": "Your changes are saved."}


def private(view):
    """As for a booking: never cached, never indexed, and without contact details.

    The view receives the entry instead of the token. Some days after they have left the list, the
    link opens nothing any more.
    """

    @never_cache
    @forgiving
    @public_form
    @wraps(view)
    def guarded(request, token):
        rows = WaitingListEntry.objects.select_related("service", "therapist", "booking")
        entry = rows.filter(token=token).first()
        if entry is None:
            raise Http404
        if is_expired(entry):
            response = render(request, "booking/waiting_gone.html", status=410)
        else:
            try:
                response = view(request, entry)
                if response.status_code < 300:
                    RecordView.objects.note_by_patient(RecordView.Screen.PRIVATE, entry)
            except (ChangedMeanwhile, NoLongerPossible):  # their text is for staff
                entry = get_object_or_404(rows, pk=entry.pk)
                response = show(request, entry, status=409, problem=CHANGED)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def is_expired(entry):
    """Whether the link no longer works, for spam as for a wait that ended with its last day."""
    if entry.state == WaitState.SPAM:
        return entry.until + LINK_KEPT < timezone.localdate()
    return bool(entry.closed_at) and entry.closed_at < timezone.now() - LINK_KEPT


def show(request, entry, status=200, problem=""):
    state = entry.shown_state()
    context = {
        "entry": entry,
        "state": state,
        "is_waiting": state in WaitState.open(),
        "done": just_done(entry),
        "problem": problem,
    }
    return render(request, "booking/waiting.html", context, status=status)


def just_done(entry):
    """What the patient has just done here, as a sentence; "" if somebody else has acted since."""
    last = entry.changes.last()
    just_now = last and not last.by_id and last.at > timezone.now() - JUST_NOW
    return DONE.get(last.verb, "") if just_now else ""


@private
@require_safe
def waiting(request, entry):
    return show(request, entry)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, entry):
    """Other days, times of day, or another last day."""
    if entry.shown_state() not in WaitState.open():
        return back_to(entry)
    form, status = WhenForm(initial={one: getattr(entry, one) for one in WHEN}), 200
    if request.method == "POST":
        form, status = WhenForm(request.POST), 422
        if form.is_valid():
            try:
                entry.adjust(seen=seen_version(request.POST), **form.wish())
                return back_to(entry)
            except ScheduleBusy:
                form.add_error(None, BUSY)
                status = 503
    context = {"entry": entry, "form": form}
    return render(request, "booking/change_waiting.html", context, status=status)


WHEN = ("weekdays", "times_of_day", "until")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, entry):
    """Ask first: mail scanners follow links, so only the button takes them off the list."""
    if entry.shown_state() not in WaitState.open():
        return back_to(entry)
    problem, status = "", 200
    if request.method == "POST":
        try:
            entry.leave(seen=seen_version(request.POST))
            return back_to(entry)
        except ScheduleBusy:
            problem, status = BUSY, 503
    context = {"entry": entry, "problem": problem}
    return render(request, "booking/leave_waiting.html", context, status=status)


def back_to(entry):
    return HttpResponseRedirect(entry.private_path(), status=303)
