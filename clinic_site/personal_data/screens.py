"""Three screens for an administrator: whose data, all that is held, and erasing it.

If several people use one address or number, some or all of them are chosen. What is typed is only
ever posted, so that it is in no URL, title or log.
"""

from functools import wraps

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from booking.conflicts import ScheduleBusy
from booking.viewing import Screen, Shown
from clinic.phone import PhoneField
from clinic_site.accounts.sure import require_sure
from clinic_site.models import ERASE_DATA, EXPORT_DATA, PersonalDataRequest
from clinic_site.personal_data import erasing, guards, mail
from clinic_site.personal_data.held import Held
from clinic_site.personal_data.people import our_addresses
from inbox.fields import PublicEmailField, TextField
from inbox.forms import UncutForm
from typed.seen import CHANGED, ChangedMeanwhile
from typed.text import whole_number

CHOSEN = "chosen"  # in a form that had the people to choose from
MOST_ALSO = 20
NOTHING_ELSE = "Nothing else can be erased. Select this box and enter a reason, or go back."
OUTDATED = f"{CHANGED} Nothing was erased. Here is what we hold now: please check it again."
BUSY = (
    "A visit is being changed or an email is being sent right now. Nothing was erased: try again "
    "in a minute."
)


class ContactForm(UncutForm):
    use_required_attribute = False

    email = PublicEmailField(
        label="The person’s email address",
        help_text="In full, as they gave it to us. Capital letters do not matter.",
        required=False,
    )
    phone = PhoneField(
        label="Or their phone number",
        help_text="With the area code. If you enter both, you see what we hold for either.",
        required=False,
    )
    patient = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A browser would remember it, or fill in its user's own address.
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_email(self):
        """Refuse the clinic's own address: nearly every email has it and would be deleted."""
        typed = self.cleaned_data["email"]
        if mail.normal(typed) in our_addresses():
            raise ValidationError("This is the clinic’s own address, not a person’s.", code="ours")
        return typed

    def clean_patient(self):
        """The primary key, or None: it comes from the patient's page."""
        return whole_number(self.cleaned_data["patient"]) or None

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.values()):
            words = "Enter the person’s email address. If they gave none, enter their phone number."
            self.add_error("email", words)
        return cleaned

    def whom(self):
        """The arguments of `Held`, with the people that were chosen, if anybody was to choose."""
        typed = self.cleaned_data
        is_patients = typed["patient"] and CHOSEN not in self.data
        return {
            "address": typed["email"],
            "phone": typed["phone"],
            "who": None if is_patients else self.data.getlist("who"),
            "also": self.data.getlist("also")[:MOST_ALSO],
            "patient": typed["patient"],
        }


class ReasonForm(UncutForm):
    """To erase what a rule asks to keep."""

    use_required_attribute = False

    override = forms.BooleanField(
        label="Erase these bookings too, although the rule asks us to keep them", required=False
    )
    reason = TextField(
        label="Why",
        max_length=500,
        required=False,
        help_text="For our records, with your name and the date. Do not name the person.",
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("override") and not cleaned.get("reason") and not self.errors:
            self.add_error("reason", "Enter the reason, or clear the box above.")
        return cleaned

    def why(self):
        return self.cleaned_data["reason"] if self.cleaned_data["override"] else ""


def of_person(view):
    """A screen about one person: needs the permission, and the address or number in a POST.

    A GET (after logging in again, for example) leads to the first screen.
    """

    @permission_required(EXPORT_DATA, raise_exception=True)
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request):
        if request.method != "POST":
            return redirect("admin:personal_data")
        form = ContactForm(request.POST)
        if not form.is_valid():
            return ask(request, form, status=422)
        return view(request, form.whom())

    return guarded


@permission_required(EXPORT_DATA, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def personal_data(request):
    """Ask for the address, then show everything. Changes nothing."""
    return show_held(request) if request.method == "POST" else ask(request, ContactForm())


@of_person
def show_held(request, whom):
    return listed(request, Held(**whom))


@of_person
def as_file(request, whom):
    require_sure(request)
    found = Held(**whom)
    if not found:
        return listed(request, found)
    note(request, Screen.DATA_FILE, found)
    found.note_export(by=request.user)
    response = JsonResponse(found.as_data(), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return response


@permission_required(ERASE_DATA, raise_exception=True)
@of_person
def erase(request, whom):
    """Ask for confirmation, then erase what was shown. A second press finds nothing left."""
    require_sure(request)
    seen, is_confirmed = request.POST.get("seen", ""), "confirmed" in request.POST
    form = ReasonForm(request.POST if is_confirmed else None)
    if not (is_confirmed and form.is_valid()):
        found = Held(**whom)
        if found.version() != seen:
            return listed(request, found, 409, OUTDATED)
        if found.unsettled():
            return listed(request, found, 409)
        return confirmation(request, found, form)
    found = Held(**whom)
    if found.kept and not found.would_erase(overriding=bool(form.why())):
        form.add_error("override", NOTHING_ELSE)
        return confirmation(request, found, form)
    try:
        done = erasing.erase(whom, by=request.user, seen=seen, reason=form.why())
    except ChangedMeanwhile:
        return listed(request, Held(**whom), 409, OUTDATED)
    except erasing.StillNeeded:
        return listed(request, Held(**whom), 409)
    except ScheduleBusy:
        return listed(request, Held(**whom), 503, BUSY)
    messages.success(request, f"Erased for good: {done.amounts()}.")
    return redirect("admin:personal_data")


def confirmation(request, found, form):
    """What goes, what is kept until when and by which rule, and the button."""
    note(request, Screen.DATA, found)
    return screen(
        request,
        "erase.html",
        "Erase personal data",
        422 if form.errors else 200,
        found=found,
        form=form,
        amounts=found.to_erase(),
        rule=guards.RULE,
    )


def ask(request, form, status=200):
    return screen(request, "ask.html", "Personal data", status, form=form)


def listed(request, found, status=200, problem=""):
    """Everything that is held, with what prevents erasing it."""
    note(request, Screen.DATA, found)
    accounts = get_user_model().objects.exclude(email="").values_list("email", flat=True)
    return screen(
        request,
        "held.html",
        "What we hold",
        status,
        found=found,
        problem=problem,
        is_staff=not found.emails.isdisjoint(map(mail.normal, accounts)),
    )


def note(request, screen, found):
    """In the view log, before it is shown."""
    if rows := [*found.patients, *found.bookings, *found.waits]:
        Shown(screen, *rows).note(request)


def screen(request, template, title, status=200, **context):
    context |= admin.site.each_context(request) | {
        "opts": PersonalDataRequest._meta,
        "title": title,
    }
    return render(request, f"admin/personal_data/{template}", context, status=status)
