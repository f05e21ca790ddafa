"""Booking for someone on the phone, on one page and in less than half a minute."""

import uuid

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from booking.admin.course_plan import PlansCourse
from booking.admin.finding import FindsPatient, PatientField, details_of
from booking.admin.screens import may_decide, render_screen
from booking.admin.times import TimeForm, asked_for
from booking.admin.verbs import back, told
from booking.asks_about_texts import AsksAboutTexts
from booking.conflicts import (
    NoLongerPossible,
    OutsideHours,
    ScheduleBusy,
    TimeTaken,
)
from booking.fields import NOT_FILLED_IN, KeyField, SelectOrNone
from booking.models import Appointment, Booking, Patient, Service, Therapist, WaitingListEntry
from booking.models.requests import AlreadySent
from booking.models.rules import WALK_IN
from booking.models.service import LONGEST_COURSE
from booking.viewing import NOBODY, Screen, Shown
from clinic.phone import PhoneField
from inbox.fields import NameField, PublicEmailField, TextField
from typed.text import whole_number

PATIENT = ("name", "phone", "email", "note")


class WaitingField(PatientField):
    """Who is taken off the waiting list by this; None if they no longer wait."""


class BookForm(AsksAboutTexts, FindsPatient, PlansCourse, TimeForm):
    reaches_back = WALK_IN
    field_order = [*PATIENT[:3], "service", "therapist", "visits", "note", "arranged_by"]

    key = KeyField()
    waiting = WaitingField(WaitingListEntry.objects.waiting(), required=False)
    name = NameField(
        max_length=120,
        widget=forms.TextInput(attrs=NOT_FILLED_IN),
        error_messages={"required": "Enter the patient's name."},
    )
    phone = PhoneField(required=False, help_text="A phone number or an email address is enough.")
    email = PublicEmailField(required=False, help_text="Leave empty to send them no email.")
    texts = forms.BooleanField(label="They agree to text messages", required=False)
    service = forms.ModelChoiceField(
        Service.objects.none(),
        empty_label=None,
        widget=SelectOrNone,
        error_messages={"required": "Choose a service."},
    )
    visits = forms.TypedChoiceField(
        label="Weekly visits",
        choices=[(number, number) for number in range(1, LONGEST_COURSE + 1)],
        coerce=int,
        initial=1,
        help_text="All at the same time of day as the first.",
    )
    note = TextField(max_length=1000, rows=2, required=False)
    arranged_by = NameField(
        label="Caller, if not the patient",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=NOT_FILLED_IN),
        help_text="For example a parent. The phone number and email above are then theirs.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.active()
        self.fields["therapist"] = forms.ModelChoiceField(
            Therapist.objects.active(), required=False, empty_label="Anyone"
        )
        for name in ("phone", "email"):
            self.fields[name].widget.attrs |= NOT_FILLED_IN

    def service_asked(self):
        if self["service"].value() is None:
            return self.fields["service"].queryset.first()  # which browsers choose
        return self.chosen("service")

    def therapists_asked(self):
        """Everyone who offers the service, or the chosen one, if they offer it too."""
        offering = Therapist.objects.offering(self.service_asked())
        one = self.chosen("therapist")
        return list(offering.filter(pk=one.pk) if one else offering)

    def says_who(self):
        # In a course, who takes the first visit depends on the times of the others.
        return self.chosen("therapist") is None and self.chosen("visits") == 1

    def clean(self):
        cleaned = super().clean()
        if not {"phone", "email"} & set(self.errors) and not (cleaned["phone"] or cleaned["email"]):
            self.add_error("phone", "Enter a phone number or an email address.")
        service, therapist = cleaned.get("service"), cleaned.get("therapist")
        if service and therapist and not self.therapists_asked():
            self.add_error("therapist", f"{therapist} does not offer {service}.")
        if service and cleaned.get("visits", 1) > service.longest_course:
            self.add_error("visits", f"At most {service.longest_course} for this service.")
        return cleaned

    def book(self, by):
        typed = self.cleaned_data
        contact_by = Booking.ContactBy.EMAIL if typed["email"] else Booking.ContactBy.PHONE
        return Booking.objects.by_staff(
            by=by,
            form_key=typed["key"],
            service=typed["service"],
            therapists=self.therapists_asked(),
            starts=self.starts(),
            outside_hours=typed["outside_hours"],
            as_well=typed["as_well"],
            contact_by=contact_by,
            patient=typed["patient"],
            waiting=typed["waiting"],
            texts=typed.get("texts", False),
            **{name: typed[name] for name in (*PATIENT, "arranged_by")},
        )

    def ask_again(self, earlier):
        """Refuse a form already stored with other answers; sent again, it becomes a new booking."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid.uuid4())
        link = format_html('<a href="{}">{}</a>', earlier.visits().first().get_admin_url(), earlier)
        self.add_error(
            None,
            format_html(
                (
                    "This form has already been booked, as {}. Press “Book” again only to book "
                    "another visit."
                ),
                link,
            ),
        )
        return 409


@may_decide
@require_http_methods(["GET", "HEAD", "POST"])
def book(request):
    initial, asked = blank(request)
    form = BookForm.of(request, initial)
    status = 422 if form.is_outdated else 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                booking = form.book(by=request.user)
            except AlreadySent as error:
                status = form.ask_again(error.booking)
            except (ScheduleBusy, OutsideHours, TimeTaken) as error:
                status = form.refuse(error)
            except NoLongerPossible as error:
                form.add_error(None, str(error))
                status = 409
            else:
                sent = sent_about(booking)
                messages.success(request, f"Booked, with reference {booking}. {sent}")
                first = booking.visits().first()
                return redirect(back(request, first) or first.get_admin_url())
    if request.method == "GET":
        form.fields["name"].widget.attrs["autofocus"] = True
    where = request.POST.get("back") or ("board" if "start" in request.GET else "")
    rows = named_on(form, asked)
    shows = Shown(Screen.PHONE, *rows, by_search=form.is_looking) if rows else NOBODY
    shown = {"form": form, "back": where}
    return render_screen(request, "book.html", "Book for a caller", status, shows=shows, **shown)


def named_on(form, asked):
    """Whose details it shows that were not typed here: chosen, found, or asked for by a link."""
    found = form.found() if form.is_looking else []
    return [one for one in (form.known(), *asked, *found) if one]


def sent_about(booking):
    if all(one.has_passed() for one in booking.visits()):
        return "Nothing was sent: the visit has already begun."
    if booking.email:
        return told(booking)
    if booking.gets_texts():
        return "The patient will be told by text message."
    return "Nothing was sent: they gave no email address."


def blank(request):
    """What the form starts with, and the visit and the wait that it is about, or None for each.

    It is empty, or for another visit of the patient whom reception has just looked at.
    """
    initial = {"key": uuid.uuid4()}
    if request.user.has_perm("booking.view_patient"):
        patient = whole_number(request.GET.get("patient", ""))
        initial |= details_of(Patient.objects.filter(pk=patient).first())
    again = whole_number(request.GET.get("again", ""))
    if one := Appointment.objects.select_related("booking").filter(pk=again).first():
        initial["patient"] = one.booking.patient_id
        same = ("name", "phone", "email", "arranged_by")
        initial |= {name: getattr(one.booking, name) for name in same}
        initial |= {"service": one.service_id, "therapist": one.therapist_id}
    waiting = whole_number(request.GET.get("waiting", ""))
    if entry := WaitingListEntry.objects.waiting().filter(pk=waiting).first():
        initial |= {name: getattr(entry, name) for name in PATIENT} | {"waiting": entry.pk}
        initial |= {"service": entry.service_id, "therapist": entry.therapist_id}
    initial |= asked_for(request.GET)
    if "service" not in initial and "therapist" in initial:
        theirs = Service.objects.active().filter(therapists=initial["therapist"])
        initial["service"] = getattr(theirs.first(), "pk", None)
    return initial, (one, entry)
