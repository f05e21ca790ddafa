"""Three screens for an administrator: whose data, all that is held, and erasing it.

If several people use one address or number, some or all of them are chosen. What is typed is only
ever posted, so that it is in no URL, title or log.
"""

from email.utils import parseaddr
from functools import wraps

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from booking.conflicts import ScheduleBusy
from clinic.models import Clinic
from clinic.phone import PhoneField
from clinic_site.models import HANDLE, PersonalDataRequest
from clinic_site.personal_data import erasing, mail
from clinic_site.personal_data.held import Held
from inbox.fields import PublicEmailField
from inbox.forms import UncutForm
from typed.seen import CHANGED, ChangedMeanwhile

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A browser would remember it, or fill in its user's own address.
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_email(self):
        """Refuse the clinic's own address: nearly every email has it and would be deleted."""
        typed = self.cleaned_data["email"]
        ours = [Clinic.current().email, settings.RECEPTION_EMAIL, settings.DEFAULT_FROM_EMAIL]
        if typed and mail.normal(typed) in [mail.normal(parseaddr(one)[1]) for one in ours]:
            raise ValidationError("This is the clinic’s own address, not a person’s.", code="ours")
        return typed

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned["email"] or cleaned["phone"]):
            words = "Enter the person’s email address. If they gave none, enter their phone number."
            self.add_error("email", words)
        return cleaned

    def contact(self):
        """The arguments of `Held`, with the people that were chosen."""
        typed = self.cleaned_data
        who = self.data.getlist("who")
        return {"address": typed["email"], "phone": typed["phone"], "who": who}


def of_person(view):
    """A screen about one person: needs the permission, and the address or number in a POST.

    A GET (after logging in again, for example) leads to the first screen.
    """

    @permission_required(HANDLE, raise_exception=True)
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request):
        if request.method != "POST":
            return redirect("admin:personal_data")
        form = ContactForm(request.POST)
        if not form.is_valid():
            return ask(request, form, status=422)
        return view(request, form.contact())

    return guarded


@permission_required(HANDLE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def personal_data(request):
    """Ask for the address, then show everything. Changes nothing."""
    return show_held(request) if request.method == "POST" else ask(request, ContactForm())


@of_person
def show_held(request, contact):
    return listed(request, Held(**contact))


@of_person
def as_file(request, contact):
    found = Held(**contact)
    if not found:
        return listed(request, found)
    found.note_export(by=request.user)
    response = JsonResponse(found.as_data(), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return response


@of_person
def erase(request, contact):
    """Ask for confirmation, then erase what was shown. A second press finds nothing left."""
    seen = request.POST.get("seen", "")
    if "confirmed" not in request.POST:
        found = Held(**contact)
        if found.version() != seen:
            return listed(request, found, 409, OUTDATED)
        if found.unsettled():
            return listed(request, found, 409)
        return screen(request, "erase.html", "Erase personal data", found=found)
    try:
        done = erasing.erase(**contact, by=request.user, seen=seen)
    except ChangedMeanwhile:
        return listed(request, Held(**contact), 409, OUTDATED)
    except erasing.StillNeeded:
        return listed(request, Held(**contact), 409)
    except ScheduleBusy:
        return listed(request, Held(**contact), 503, BUSY)
    messages.success(request, f"Erased for good: {done.amounts()}.")
    return redirect("admin:personal_data")


def ask(request, form, status=200):
    return screen(request, "ask.html", "Personal data", status, form=form)


def listed(request, found, status=200, problem=""):
    """Everything that is held, with what prevents erasing it."""
    accounts = get_user_model().objects.exclude(email="").values_list("email", flat=True)
    return screen(
        request,
        "held.html",
        "What we hold",
        status,
        found=found,
        problem=problem,
        is_staff=found.address in map(mail.normal, accounts),
    )


def screen(request, template, title, status=200, **context):
    context |= admin.site.each_context(request) | {
        "opts": PersonalDataRequest._meta,
        "title": title,
    }
    return render(request, f"admin/personal_data/{template}", context, status=status)
