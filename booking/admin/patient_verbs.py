"""What reception does to a patient, each with a button on the page of the patient or a visit."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from booking.admin.finding import typed_of
from booking.admin.patient_form import MOST, NoteForm, PatientForm
from booking.admin.screens import BUSY, not_done, render_screen
from booking.conflicts import NoLongerPossible, ScheduleBusy
from booking.models import Appointment, Booking, Patient
from booking.models.locking import translated_conflicts
from booking.models.one_patient import folded
from booking.viewing import Screen, Shown
from clinic.phone import to_e164
from typed.seen import ChangedMeanwhile, seen_version
from typed.text import whole_number

JOINED = "This patient’s record has been joined with another, so nothing was saved."

may_look = permission_required("booking.view_patient", raise_exception=True)
may_change = permission_required("booking.change_patient", raise_exception=True)


def button(view):
    """A POST that acts on a patient and leads back to the page it was on, with what it says."""

    @may_change
    @require_POST
    @wraps(view)
    def pressed(request, pk):
        patient = get_object_or_404(Patient, pk=pk)
        then = patient
        try:
            with translated_conflicts():
                then = view(request, patient)
        except (ChangedMeanwhile, NoLongerPossible) as error:
            messages.error(request, not_done(error))
        except ScheduleBusy:
            messages.error(request, BUSY)
        return redirect(back(request, then))

    return pressed


def back(request, patient):
    """The page of the visit that was named, or else of the patient."""
    number = whole_number(request.POST.get("visit", request.GET.get("visit", "")))
    if visit := Appointment.objects.filter(pk=number).first():
        return visit.get_admin_url()
    if Patient.objects.filter(pk=patient.pk).exists():
        return patient.get_admin_url()
    return reverse("admin:booking_patient_changelist")


def named(request, model, name):
    return get_object_or_404(model, pk=whole_number(request.POST.get(name, "")))


def looked_at(request, pk):
    """The patient; or who has their bookings now, if they have been joined since the page of this
    form was opened, so that nothing typed is lost."""
    if patient := Patient.objects.filter(pk=pk).first():
        return patient
    names, emails, phones = (
        [one for one in request.POST.getlist(f"was_{kind}")[:MOST] if "\0" not in one]
        for kind in ("names", "emails", "phones")
    )
    keys = {one.lower() for one in emails} | {to_e164(one) for one in phones}
    named = Patient.objects.filter(names_folded__overlap=[folded(name) for name in names])
    found = named.reached_by(keys - {""}).order_by("pk").first()
    if not found:
        raise Http404
    return found


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk):
    patient, status = looked_at(request, pk), 200
    form = PatientForm(patient, request.POST if request.method == "POST" else None)
    if form.is_bound:
        status, is_valid = 422, form.is_valid()
        if patient.pk != pk:
            form.notice_change(patient, JOINED)
            status = 409
        elif is_valid:
            seen = form.cleaned_data["seen"]
            try:
                with translated_conflicts():
                    done = patient.correct(form.details(), by=request.user, seen=seen)
            except ScheduleBusy:
                form.add_error(None, BUSY)
                status = 409
            except ChangedMeanwhile as error:
                patient = looked_at(request, pk)
                form.notice_change(patient, error)
                status = 409
            else:
                messages.success(request, said(patient, done))
                return redirect(back(request, patient))
    context = {"form": form, "patient": patient, "leads_back": back(request, patient)}
    context["visit"] = whole_number(request.POST.get("visit", request.GET.get("visit", "")))
    shows = Shown(Screen.PATIENT, patient)
    return render_screen(
        request, "patient_correct.html", "Correct details", status, shows=shows, **context
    )


def said(patient, done):
    """What was done, and who is told."""
    words = "The details are saved."
    if done.revoked:
        words += " The old private link no longer works."
    if done.sent:
        to = ", ".join(dict.fromkeys(booking.email for booking in done.sent))
        words += f" We are emailing the {'new ' if done.revoked else ''}link to {to}."
    elif done.revoked:
        words += " No new one was sent: phone them."
    return words


@may_change
@require_POST
def note(request, pk):
    patient = looked_at(request, pk)
    form, status = NoteForm(request.POST), 422
    if form.is_valid() and patient.pk != pk:
        form.add_error(None, f"{JOINED} If the note is about the patient shown here, add it again.")
        status = 409
    if not form.is_valid():
        context = {"form": form, "patient": patient}
        shows = Shown(Screen.PATIENT, patient)
        return render_screen(
            request, "patient_note.html", "Add a note", status, shows=shows, **context
        )
    patient.add_note(form.cleaned_data["text"], by=request.user)
    messages.success(request, "The note is saved.")
    return redirect(back(request, patient) + "#notes")


@button
def join(request, patient):
    """The two are one person."""
    other = Patient.objects.filter(pk=whole_number(request.POST.get("other", ""))).first()
    if not other or other == patient:
        raise ChangedMeanwhile
    seen, other_seen = seen_version(request.POST), seen_version(request.POST, "other_seen")
    with transaction.atomic():
        joined = patient.join(other, request.user, seen, other_seen)
        gone = other.pk if joined.pk == patient.pk else patient.pk
        Shown(Screen.JOINED, joined, joined_id=gone).note(request)
    messages.success(request, f"Joined: all of this now belongs to {joined}.")
    return joined


@button
def tell_apart(request, patient):
    """The two are not one person."""
    other = named(request, Patient, "other")
    patient.tell_apart(other, seen_version(request.POST))
    messages.success(request, f"Noted: {patient} and {other} are not the same person.")
    return patient


@button
def part(request, patient):
    """A booking is not this patient's."""
    booking = named(request, Booking, "booking")
    new = patient.part(booking, request.user, seen_version(request.POST))
    messages.success(request, f"Parted: {new} is a patient of their own again.")
    return new


@may_look
@require_POST
def find(request):
    """Who matches what was typed, as a part of a page. By POST: it must not be in an address."""
    looked_for = typed_of(request.POST)
    found = list(Patient.objects.matching(looked_for))
    if found:
        Shown(Screen.PHONE, *found, by_search=True).note(request)
    context = {"found": found, "looked_for": looked_for}
    return render(request, "admin/_found_patients.html", context)
