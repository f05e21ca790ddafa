from django.db.models import Subquery
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking import free_times
from booking.conflicts import PatientHasVisit, ScheduleBusy, TimeTaken
from booking.course import choices_behind
from booking.models import Appointment, Booking
from booking.models.floods import SENDERS_KEPT
from booking.models.late_changes import LateChanges
from booking.models.requests import AlreadySent
from booking.models.rules import ZONE
from booking.patient.choose import kept_for_back, therapists_asked
from booking.patient.details_form import RequestForm
from booking.patient.late_changes import ConsentForm
from booking.patient.taken_times import COURSE_YOURS, YOURS
from booking.patient.url_state import UrlState
from clinic.clock import local
from inbox.client_address import client_digests
from inbox.guard import public_form, retry_later, too_many
from inbox.verdict import judge

PRIVACY = "privacy"  # the original address of the page whose version a booking records
SENT_BEFORE = (
    "We already have your request from this form. Changes you made after that were not sent."
)
BUSY = (
    "The schedule is busy right now, so your request was not sent. Everything you entered is still "
    "here. Please wait a moment and send it again."
)


@kept_for_back
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def request_appointment(request):
    """Three steps at one address: the details, a check of the answers, the request itself.

    What was typed travels in the forms: never in an address, a cookie or a session. “Back” shows
    the same form with the same key, so sending it again leads to the request it made, instead of
    finding that request's time taken.
    """
    if request.method == "POST":
        return with_details(request)
    return before_details(request, UrlState(request.GET))


def before_details(request, url_state):
    """The empty form for available times; otherwise, the way back to those that are."""
    service, starts = url_state.chosen("service"), url_state.chosen("start")
    if not service or not service.is_online or not starts:
        return redirect(str(url_state.step("choose", start=None)))
    try:
        asked, busy = therapists_asked(url_state), Appointment.objects.busy()
        visits = url_state.catalogue.visits(service, asked)
        free_times.share_out(visits, starts, busy)
    except TimeTaken:
        if len(starts) > 1:
            return redirect(str(url_state.step("course", start=starts[:1])))
        return redirect(str(url_state.step("choose", day=timezone.localdate(starts[0]))))
    return show_details(request, RequestForm.blank(url_state), url_state)


def with_details(request):
    url_state = UrlState.of(request)
    if "edit" in request.POST:
        return show_details(request, RequestForm.blank(url_state, request.POST), url_state)
    if "go" in request.POST:  # another time was chosen, before or after the details
        form = RequestForm.with_url_state(request.POST, url_state)
        if form.is_valid():
            return show_answers(request, form, url_state)
        return show_details(request, RequestForm.blank(url_state, request.POST), url_state)
    form = RequestForm(url_state.catalogue, request.POST)
    if not form.is_valid():
        if form.unanswered and form.cleaned_data.get("service"):
            form.look_for_others(form.unanswered, therapists_asked(url_state))
        return show_details(request, form, url_state, status=422)
    if "confirmed" not in request.POST:
        return show_answers(request, form, url_state)
    consent = ConsentForm(LateChanges.now(), request.POST)
    if not consent.is_valid():
        return show_answers(request, form, url_state, 422, consent, consent.problem())
    if wait := too_many(request, RequestForm.counted_as):
        page = show_answers(request, form, url_state, consent=consent, problem=wait.words)
        return retry_later(page, wait)
    return send(request, form, url_state, consent)


def send(request, form, url_state, consent):
    typed = form.typed()
    service, starts = typed["service"], typed["start"]
    try:
        booking = Booking.objects.request(
            form_key=typed["key"],
            service=service,
            therapists=therapists_asked(url_state),
            starts=starts,
            verdict=judge(request, form),
            senders=client_digests(request, SENDERS_KEPT.days),
            privacy_notice_id=privacy_notice(),
            **form.details(),
            **consent.consent(),
        )
    except ScheduleBusy:
        return show_answers(request, form, url_state, 409, consent, problem=BUSY)
    except PatientHasVisit as error:
        form.offer_instead_of(error.starts, therapists_asked(url_state), (YOURS, COURSE_YOURS))
        return show_details(request, form, url_state, status=409)
    except TimeTaken as error:
        form.offer_instead_of(error.starts or starts, therapists_asked(url_state))
        return show_details(request, form, url_state, status=409)
    except AlreadySent as error:
        form.ask_again(SENT_BEFORE)
        earlier = error.booking if error.booking.is_of_same_patient(form.patient()) else None
        return show_details(request, form, url_state, status=409, earlier=earlier)
    return HttpResponseRedirect(booking.address_for_sender(), status=303)


def privacy_notice():
    """The privacy page's version that the patient could read now, wherever the page has moved.

    Returned as an expression, so that the INSERT looks it up.
    """
    notices = Booking._meta.get_field("privacy_notice").related_model.objects
    return Subquery(notices.live_first_at(PRIVACY).values("pk")[:1])


def show_answers(request, form, url_state, status=200, consent=None, problem=""):
    """Every answer, with a way back to change it, and what holds for late changes."""
    consent = consent or ConsentForm.not_sent_yet(LateChanges.now(), request.POST)
    context = context_of(form, url_state) | {
        "carried": form.carried(),
        "answers": form.answers(),
        "consent": consent,
        "late": consent.late_changes,
        "problem": problem,
    }
    return render(request, "booking/check.html", context, status=status)


def show_details(request, form, url_state, status=200, earlier=None):
    """`earlier` is the booking that this form has made before."""
    context = context_of(form, url_state) | {"earlier": earlier}
    return render(request, "booking/request.html", context, status=status)


def other_times(url_state, form):
    """The step back to the times; for a course, to its plan as it is."""
    starts = form.starts()
    day = timezone.localdate(starts[0]) if starts else None
    visits = len(starts) + len(form.alternatives)
    if len(starts) > 1 and not form.alternatives:
        others, skipped = choices_behind(starts, ZONE)
        plan = {"start": starts[:1], "other": others, "skip": skipped}
        return url_state.step("course", visits=visits, **plan)
    return url_state.step("choose", start=None, day=day, visits=visits)


def context_of(form, url_state):
    service, therapist = url_state.chosen("service"), url_state.chosen("therapist")
    starts = form.starts()
    asked = therapists_asked(url_state) if service else []
    return {
        "form": form,
        "service": service,
        "therapist": therapist,
        "starts": starts,
        "zones": list(dict.fromkeys(local(start).tzname() for start in starts)),
        "minutes": url_state.catalogue.minutes(service, asked) if service else None,
        "price": url_state.catalogue.price(service, asked) if service else "",
        "choose": other_times(url_state, form),
    }
