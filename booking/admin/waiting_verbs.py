"""What reception does with one click for somebody on the waiting list who has no visit."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from booking.admin import verbs
from booking.admin.screens import may_decide, not_done
from booking.conflicts import NoLongerPossible, OutsideHours, PatientHasVisit
from booking.fields import StartField
from booking.models import Booking, Therapist, WaitingListEntry
from clinic.clock import moment
from inbox.onward import first_screen
from typed.seen import seen_version


class TimeForm(forms.Form):
    """One of the times shown beside an entry."""

    start = StartField()
    therapist = forms.ModelChoiceField(Therapist.objects.active())


@may_decide
@require_POST
def offer(request, pk):
    """Hold this time for them, and ask them."""
    entry = find(pk)
    return give(request, entry, Booking.objects.offer_to, "Offered to", "held until they answer")


@may_decide
@require_POST
def book(request, pk):
    """They have agreed to this time by phone."""
    entry = find(pk)
    return give(request, entry, Booking.objects.book_for, "Booked for", "no longer waiting")


def give(request, entry, act, done, then):
    form = TimeForm(request.POST)
    if not form.is_valid():
        messages.error(request, not_done("Choose one of the times shown."))
        return redirect(back(request))
    chosen, visits = form.cleaned_data, []

    def do():
        try:
            visits.append(act(entry, by=request.user, seen=seen_version(request.POST), **chosen))
        except PatientHasVisit as error:
            raise NoLongerPossible(str(error)) from error
        except OutsideHours:
            raise NoLongerPossible("The therapist no longer works at that time.") from None

    if refusal := verbs.attempt(do):
        messages.error(request, refusal)
        return redirect(back(request))
    when = moment(visits[0].starts_at)
    said = f"{done} {entry.name}: {when}, {then}. {verbs.told(visits[0].booking)}"
    messages.success(request, said)
    return redirect(back(request))


@may_decide
@require_POST
def remove(request, pk):
    """They no longer wait. An offered time is released."""
    entry = find(pk)
    refusal = verbs.attempt(lambda: entry.leave(by=request.user, seen=seen_version(request.POST)))
    return answer(request, entry, refusal, f"is off the waiting list. {told(entry)}")


@may_decide
@require_POST
def restore(request, pk):
    """Not spam: a person wants to wait."""
    entry = find(pk)
    refusal = verbs.attempt(lambda: entry.restore(request.user, seen_version(request.POST)))
    return answer(request, entry, refusal, f"is on the waiting list. {told(entry)}")


@may_decide
@require_POST
def turn_away(request, pk):
    """Spam: remove the entry without emailing anyone."""
    entry = find(pk)
    refusal = verbs.attempt(lambda: entry.turn_away(request.user, seen_version(request.POST)))
    return answer(request, entry, refusal, "is removed as spam. No email was sent.")


def answer(request, entry, refusal, done):
    if refusal:
        messages.error(request, refusal)
        return redirect(entry.get_admin_url())
    messages.success(request, f"{entry.name} {done}")
    return redirect(back(request))


def told(entry):
    return "We are emailing them." if entry.email else "They gave no email address."


def find(pk):
    rows = WaitingListEntry.objects.select_related("service", "therapist", "booking")
    return get_object_or_404(rows, pk=pk)


def back(request):
    """The first screen if the button was there, or else the waiting list."""
    return first_screen(request) or reverse("admin:booking_appointment_waiting_list")
