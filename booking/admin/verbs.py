"""What reception does to an appointment with one button. The model takes the locks."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from booking.admin.screens import BUSY, find, may_decide, not_done, show
from booking.conflicts import DiaryBusy, NoLongerPossible, PatientHasVisit, TimeTaken
from booking.models import Appointment, Booking
from booking.models.one_patient import OtherVisits
from booking.models.state import State
from inbox.forms import UncutForm
from typed.seen import seen_version


class ReasonForm(UncutForm):
    """Why a request is declined or a visit cancelled. Both columns take the same text."""

    reason = Appointment._meta.get_field("decline_reason").formfield(
        label="Reason (optional)", widget=forms.Textarea(attrs={"rows": 2, "cols": 60})
    )


def possible(one):
    """Which buttons its state allows. The model's methods check again, under the locks."""
    stands = one.stands()
    return {
        "confirm": stands and one.state == State.REQUESTED,
        "decline": one.state == State.REQUESTED,
        "restore": one.state == State.SPAM,
        "offer": (stands or one.state == State.REQUESTED) and not one.open_offer(),
        "answer": stands and one.state == State.OFFERED,
        "move": stands and one.state != State.OFFERED,
        "cancel": stands and one.state != State.REQUESTED,
    } | marks(one)


def marks(one):
    """Whether reception can now record that they came, or did not; either corrects the other."""
    begun = one.starts_at <= timezone.now()
    return {
        "attended": begun and one.state in (State.CONFIRMED, State.MISSED),
        "missed": begun and one.state in (State.CONFIRMED, State.ATTENDED),
    }


def asked(request, pk):
    """The appointment, what is to change (it or its whole booking), and the version seen."""
    one = find(pk)
    if "all" in request.POST:
        return one, one.booking, seen_version(request.POST, "all")
    return one, one, seen_version(request.POST)


@may_decide
@require_POST
def confirm(request, pk):
    one, target, version = asked(request, pk)
    at_once = "at_once" in request.POST
    refusal = attempt(lambda: target.confirm(by=request.user, seen=version, at_once=at_once))
    return answer(request, one, refusal, "confirmed", then=queue())


@may_decide
@require_POST
def cancel(request, pk):
    return end(request, pk, "cancel", "cancelled")


@may_decide
@require_POST
def decline(request, pk):
    return end(request, pk, "decline", "declined", then=queue())


def end(request, pk, verb, done, then=None):
    """If refused, ask again on a page of its own, so that the reason is not lost."""
    one, target, version = asked(request, pk)
    form = ReasonForm(request.POST)
    status, refusal = 422, ""
    if form.is_valid():
        act, reason = getattr(target, verb), form.cleaned_data["reason"]
        refusal = attempt(lambda: act(by=request.user, reason=reason, seen=version))
        if not refusal:
            if one.instead_of_id and target is one:
                done = "not offered another time any more"
            return answer(request, one, "", done, then=then)
        status = 409
    context = {"original": find(pk), "refusal": refusal}
    context |= buttons(context["original"], form)
    return show(request, "not_ended.html", f"{verb.capitalize()}: not done", status, **context)


@may_decide
@require_POST
def restore(request, pk):
    """A rule was wrong: a person asked for these visits."""
    one, booking = find(pk), find(pk).booking
    refusal = attempt(
        lambda: booking.restore(by=request.user, seen=seen_version(request.POST, "all"))
    )
    if refusal:
        return answer(request, one, refusal, "")
    messages.success(request, f"The request from {booking.name} is restored. {told(booking)}")
    if booking.visits().waiting().filter(holds_time=False).exists():
        text = "Not all the times asked for are still free. Offer another for any that is not held."
        messages.warning(request, text)
    return redirect(one.get_admin_url())


@may_decide
@require_POST
def turn_away(request, pk):
    """Nobody asked for these visits, so nobody is mailed."""
    one = find(pk)
    booking, version = one.booking, seen_version(request.POST, "all")
    done = []
    refusal = attempt(
        lambda: done.append(Booking.objects.turn_away(by=request.user, seen={booking.pk: version}))
    )
    if refusal or not any(done):
        return answer(request, one, refusal or not_done(booking.last_change()), "")
    messages.success(request, f"The request from {booking.name} is declined. No email was sent.")
    return redirect(queue())


@may_decide
@require_POST
def accept(request, pk):
    """The patient says yes by phone."""
    one, _, version = asked(request, pk)
    at_once = "at_once" in request.POST
    refusal = attempt(lambda: one.accept(by=request.user, seen=version, at_once=at_once))
    return answer(request, one.instead_of or one, refusal, "confirmed at the time offered")


@may_decide
@require_POST
def refuse(request, pk):
    """The patient says no by phone."""
    one, _, version = asked(request, pk)
    refusal = attempt(lambda: one.refuse(by=request.user, seen=version))
    return answer(request, one.instead_of or one, refusal, "left as they want it", tell=False)


@may_decide
@require_POST
def mark(request, pk, state):
    one, _, version = asked(request, pk)
    refusal = attempt(lambda: one.mark(state, by=request.user, seen=version))
    return answer(request, one, refusal, f"marked as {state}", tell=False)


@may_decide
@require_POST
def replace_link(request, pk):
    """For a link that someone else may have."""
    one = find(pk)
    if not one.booking.replace_link(by=request.user, seen=seen_version(request.POST)):
        messages.error(request, "The link has been replaced just before. Nothing was changed.")
        return redirect(one.get_admin_url())
    sent = "The new one is sent to them." if one.booking.email else told(one.booking)
    messages.success(request, f"The old private link of {one.booking.name} is dead. {sent}")
    return redirect(one.get_admin_url())


@may_decide
@require_POST
def phoned(request, pk):
    """The patient now knows what an email did not tell them, or what became of their request."""
    one = find(pk)
    one.booking.note_call(by=request.user)
    messages.success(request, f"Noted: {one.booking.name} knows.")
    return redirect(one.get_admin_url())


def attempt(act):
    """Why it could not be done, as text; "" if it was done."""
    try:
        act()
    except NoLongerPossible as error:
        return not_done(error)
    except DiaryBusy:
        return BUSY
    except PatientHasVisit as error:
        return f"Nothing was changed. {error} Tick the box to book both."
    except TimeTaken:
        return "Another visit has this time now. Nothing was changed."
    return ""


def answer(request, one, refusal, done, then=None, tell=True):
    if refusal:
        messages.error(request, refusal)
        return redirect(one.get_admin_url())
    said = f"The visit of {one.booking.name} is {done}."
    if "all" in request.POST:
        said = f"The visits of {one.booking.name} are {done}."
    messages.success(request, f"{said} {told(one.booking)}" if tell else said)
    return redirect(back(request, one) or then or one.get_admin_url())


def told(booking):
    """How the patient is told."""
    if not booking.email:
        return "They gave no e-mail address: phone them."
    if booking.contact_by == booking.ContactBy.PHONE:
        return "They are told by e-mail, but would rather have a phone call."
    return "They are told by e-mail."


def back(request, one):
    """The list that had the button, if it was on a list."""
    where = request.POST.get("back")
    if where == "waiting-list":
        return reverse("admin:booking_appointment_waiting_list")
    if where == "day":
        day = urlencode({"day": timezone.localdate(one.starts_at)})
        return reverse("admin:booking_appointment_day") + f"?{day}"
    return None


def queue():
    return reverse("admin:booking_appointment_changelist")


def buttons(one, reason_form):
    """What the buttons of a visit's page need."""
    can = possible(one)
    return whole(one) | {
        "possible": can,
        "reason_form": reason_form,
        "met": met(one) if can["confirm"] or can["answer"] else [],
    }


def met(one):
    """Other visits of the patient at the times of those that the buttons would confirm."""
    others = OtherVisits(one.booking)
    asked = [visit for visit in one.booking.visits() if possible(visit)["confirm"]]
    found = [other for visit in {one, *asked} for other in others.meeting(*visit.span(), visit)]
    return list(dict.fromkeys(found))


def whole(one):
    """What can be done to all visits of the booking at once, as numbers of visits.

    0 if there is only one visit, or if reception has to answer a request first.
    """
    visits = list(one.booking.visits())
    waiting = sum(visit.state == State.REQUESTED for visit in visits)
    to_come = sum(visit.stands() for visit in visits)
    return {
        "all_waiting": waiting if waiting > 1 else 0,
        "all_to_come": to_come if to_come > 1 and not waiting else 0,
    }
