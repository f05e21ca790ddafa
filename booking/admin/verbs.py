"""What reception does to an appointment with one click. The model takes the locks."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from booking import answering
from booking.admin.buttons import buttons
from booking.admin.lines import PREVIEW, LineForm
from booking.admin.patient_form import NoteForm
from booking.admin.screens import BUSY, find, may_attend, may_decide, not_done, render_visit
from booking.board.address import Address
from booking.conflicts import NoLongerPossible, PatientHasVisit, ScheduleBusy, TimeTaken
from booking.models import Booking, VisitNote
from booking.models.state import State
from booking.rehearsal import email_of
from inbox.onward import first_screen, query_sent
from typed.seen import ChangedMeanwhile, seen_version


def asked(request, pk):
    """The appointment, what is to change (it or its whole booking), and the version seen."""
    one = find(request, pk)
    if "all" in request.POST:
        return one, one.booking, seen_version(request.POST, "all")
    return one, one, seen_version(request.POST)


@may_decide
@require_POST
def confirm(request, pk):
    return decide(request, pk, "confirm", "confirmed", as_well="as_well" in request.POST)


@may_decide
@require_POST
def cancel(request, pk):
    return decide(request, pk, "cancel", "cancelled")


@may_decide
@require_POST
def decline(request, pk):
    return decide(request, pk, "decline", "declined")


@may_decide
@require_POST
def reinstate(request, pk):
    """Undo a decline or a cancellation."""
    one, as_well = find(request, pk), "as_well" in request.POST
    done = "a request again" if one.state == State.DECLINED else "confirmed again"
    return decide(request, pk, "reinstate", done, like=one, as_well=as_well)


def decide(request, pk, verb, done, **how):
    """Do it, or only show the email. If refused, ask again with what was typed, on its own page."""
    one, target, version = asked(request, pk)
    pile, form = answering.pile_of(one), LineForm(request.POST, verb=verb)
    is_offer = one.state == State.OFFERED
    if not form.is_valid():
        return ask_again(request, pk, form, 422)
    how |= {"by": request.user, "line": form.line_to_send()}
    if PREVIEW in request.POST:
        target = one.booking if request.POST[PREVIEW] == "all" else one
        emails = []
        act = partial(getattr(target, verb), **how)
        refusal = attempt(lambda: emails.append(email_of(one.booking, act)))
        email = None if refusal else emails[0]
        return ask_again(request, pk, form, 409 if refusal else 200, refusal, email)
    if refusal := attempt(partial(getattr(target, verb), seen=version, **how)):
        return ask_again(request, pk, form, 409, refusal)
    if is_offer and target is one:
        done = "no longer offered another time"
    return answer(request, one, "", done, pile=pile)


def ask_again(request, pk, form, status, refusal="", email=None):
    """The visit as it is now, with the form as it was sent and the email that it would make."""
    one = find(request, pk)
    context = {"refusal": refusal, "email": email} | buttons(one, form)
    context["back"] = answering.asked(request)
    verb = "Undo" if form.verb == "reinstate" else form.verb.capitalize()
    title = verb if status == 200 else f"{verb}: not done"
    return render_visit(request, "decide.html", title, one, status, **context)


@may_decide
@require_POST
def restore(request, pk):
    """Not spam: a person asked for these visits."""
    one, booking = find(request, pk), find(request, pk).booking
    refusal = attempt(
        lambda: booking.restore(by=request.user, seen=seen_version(request.POST, "all"))
    )
    if refusal:
        return answer(request, one, refusal, "")
    if booking.visits().waiting().filter(holds_time=False).exists():
        text = (
            "Some of the requested times are no longer available. Offer another time for each "
            "visit whose time is not held."
        )
        messages.warning(request, text)
    said = f"The request from {booking.name} is restored. {told(booking)}"
    return answering.answered(request, one, said, answering.asked(request))


@may_decide
@require_POST
def turn_away(request, pk):
    """Nobody asked for these visits, so nobody is emailed."""
    one = find(request, pk)
    booking, version = one.booking, seen_version(request.POST, "all")
    pile = answering.asked(request) or answering.pile_of(one)
    done = []
    refusal = attempt(
        lambda: done.append(Booking.objects.turn_away(by=request.user, seen={booking.pk: version}))
    )
    if refusal or not any(done):
        return answer(request, one, refusal or not_done(booking.last_change()), "")
    said = f"The request from {booking.name} is declined. No email was sent."
    return answering.answered(request, one, said, pile)


@may_decide
@require_POST
def accept(request, pk):
    """The patient accepts by phone."""
    one, _, version = asked(request, pk)
    as_well = "as_well" in request.POST
    refusal = attempt(lambda: one.accept(by=request.user, seen=version, as_well=as_well))
    return answer(request, one.instead_of or one, refusal, "confirmed at the time offered")


@may_decide
@require_POST
def refuse(request, pk):
    """The patient declines by phone."""
    one, _, version = asked(request, pk)
    refusal = attempt(lambda: one.refuse(by=request.user, seen=version))
    if refusal:
        return answer(request, one.instead_of or one, refusal, "")
    said = f"Noted: {one.booking.name} has declined the offer."
    return go_back(request, one.instead_of or one, said)


@may_attend
@require_POST
def mark(request, pk, state):
    one, _, version = asked(request, pk)
    refusal = attempt(lambda: one.mark(state, by=request.user, seen=version))
    return answer(request, one, refusal, f"marked as {state}", tell=False)


@may_decide
@require_POST
def replace_link(request, pk):
    """For a link that someone else may have."""
    one = find(request, pk)
    try:
        one.booking.replace_link(by=request.user, seen=seen_version(request.POST))
    except ChangedMeanwhile as error:
        messages.error(request, f"{error} The link has just been replaced.")
        return redirect(one.get_admin_url())
    sent = "We are emailing them the new one." if one.booking.email else told(one.booking)
    said = f"The old private link of {one.booking.name} no longer works. {sent}"
    messages.success(request, said)
    return redirect(one.get_admin_url())


@may_decide
@require_POST
def phoned(request, pk):
    """The patient now knows what an email did not tell them, or what became of their request."""
    one = find(request, pk)
    one.booking.note_call(by=request.user)
    return go_back(request, one, f"Noted: {one.booking.name} has been phoned.")


@may_attend
@require_POST
def note(request, pk):
    """For the staff only."""
    one, form = find(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "back": answering.asked(request)}
        return render_visit(request, "visit_note.html", "Add a note", one, 422, **context)
    with transaction.atomic():
        VisitNote.objects.add(one, form.cleaned_data["text"], request.user)
    messages.success(request, "The note is saved.")
    return redirect(answering.opened(one, answering.asked(request)) + "#notes")


def attempt(act):
    """Why it could not be done, as text; "" if it was done."""
    try:
        act()
    except (ChangedMeanwhile, NoLongerPossible) as error:
        return not_done(error)
    except ScheduleBusy:
        return BUSY
    except PatientHasVisit as error:
        return f"Nothing was changed. {error} Select the box to book both."
    except TimeTaken:
        return "Nothing was changed: another visit now has this time."
    return ""


def answer(request, one, refusal, done, pile="", tell=True):
    """Say what was done and go on; `pile` is the visit's own, if it was opened from no other."""
    if refusal:
        messages.error(request, refusal)
        return redirect(first_screen(request) or answering.opened(one, answering.asked(request)))
    said = f"The visit of {one.booking.name} is {done}."
    if "all" in request.POST:
        said = f"The visits of {one.booking.name} are {done}."
    return go_back(request, one, f"{said} {told(one.booking)}" if tell else said, pile)


def go_back(request, one, said, pile=""):
    """To where the button was, to the next of the pile, or to the visit."""
    if where := back(request, one):
        messages.success(request, said)
        return redirect(where)
    return answering.answered(request, one, said, answering.asked(request) or pile)


def told(booking):
    """How the patient is told."""
    if not booking.email:
        return "They gave no email address: phone them."
    if booking.contact_by == booking.ContactBy.PHONE:
        return "We are emailing them, but they prefer a phone call."
    return "We are emailing them."


def back(request, one):
    """The list the button was on, if any."""
    where = request.POST.get("back")
    if where == "waiting-list":
        return reverse("admin:booking_appointment_waiting_list")
    if where == "board":
        typed = query_sent(request, "board") or {"day": f"{timezone.localdate(one.starts_at)}"}
        return f"{Address.of(typed)}#visit-{one.pk}"
    return first_screen(request)
