"""People on the waiting list who have no visit: added for a caller, changed, and looked up."""

import uuid

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import path, reverse

from booking.admin import waiting_verbs
from booking.admin.finding import details_of
from booking.admin.screens import BUSY, not_done, render_screen
from booking.conflicts import NoLongerPossible, ScheduleBusy
from booking.fields import NOT_FILLED_IN, KeyField
from booking.models import Patient, WaitingListEntry
from booking.models.waiting_rows import JoinedBefore
from booking.viewing import NOBODY, NotesViews, Screen, Shown
from booking.waiting_form import WaitForm, usual_last_day
from clinic.clock import day
from inbox.admin import WaitingFirst
from typed.seen import ChangedMeanwhile, seen_version
from typed.text import whole_number

SAME = ("name", "phone", "email", "service", "therapist", "note")  # as in the form for a caller
ADDED_BEFORE = "This form has already been saved. Save it again only to add another entry."


class EntryForm(WaitForm):
    """A wait as reception types it, with a one-use key for a new one."""

    use_required_attribute = False

    key = KeyField()
    patient = None  # whose details it was filled in with

    def __init__(self, *args, entry=None, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.entry = entry
        for name in ("service", "therapist") if entry else ():
            field, own = self.fields[name], Q(pk=getattr(entry, f"{name}_id"))
            offered = field.queryset.values("pk")
            field.queryset = field.queryset.model.objects.filter(Q(pk__in=offered) | own)
        self.fields["email"].help_text = "Leave empty to send them nothing."
        for name in ("name", "email", "phone"):
            self.fields[name].widget.attrs |= NOT_FILLED_IN

    @classmethod
    def blank(cls, request):
        """A form that is empty, for the patient in the address, or as typed for a caller."""
        number, patient = whole_number(request.GET.get("patient", "")), None
        if number and request.user.has_perm("booking.view_patient"):
            patient = Patient.objects.filter(pk=number).first()
        known = details_of(patient) if patient else {}
        typed = {name: request.POST[name] for name in SAME if name in request.POST}
        form = cls(initial=known | typed | {"key": uuid.uuid4(), "until": usual_last_day()})
        form.patient = patient
        return form

    @classmethod
    def of(cls, entry):
        """Filled in with what is stored."""
        names = (name for name in cls.base_fields if name != "key")
        return cls(initial={name: getattr(entry, name) for name in names}, entry=entry)

    def can_wait_for(self, service, therapist):
        one = self.entry
        is_unchanged = one and (service, therapist) == (one.service, one.therapist)
        return is_unchanged or super().can_wait_for(service, therapist)

    def ask_again(self):
        self.data = self.data.copy()
        self.data["key"] = str(uuid.uuid4())
        self.add_error(None, ADDED_BEFORE)


@admin.register(WaitingListEntry)
class WaitingListEntryAdmin(NotesViews, admin.ModelAdmin):
    """The list of all entries. Every change is a model method, and nothing is deleted by hand."""

    list_display = ["name", "wish", "phone", "last_day", "since", "state"]
    list_filter = [WaitingFirst, "service", "therapist"]
    list_select_related = ["service", "therapist"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    viewed_as = Screen.WAITING
    search_fields = WaitingListEntry.WORDS.names

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        verbs = [
            path(
                f"<int:pk>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(getattr(waiting_verbs, name)),
                name=f"booking_waitinglistentry_{name}",
            )
            for name in ("offer", "book", "remove", "restore", "turn_away")
        ]
        return [*verbs, *super().get_urls()]

    @admin.display(description="waits for", ordering="service")
    def wish(self, entry):
        return f"{entry.service} with {entry.therapist or 'anyone'}, {entry.when()}"

    @admin.display(description="last day", ordering="until")
    def last_day(self, entry):
        return day(entry.until, "short")

    @admin.display(description="since", ordering="created_at")
    def since(self, entry):
        return day(entry.created_at, "short")

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form, status = EntryForm.blank(request), 200
        if request.method == "POST" and "prefill" not in request.POST:
            form, status = EntryForm(request.POST), 422
            if form.is_valid():
                key = form.cleaned_data["key"]
                try:
                    entry = WaitingListEntry.objects.join(
                        form_key=key, by=request.user, **form.details()
                    )
                except JoinedBefore:
                    form.ask_again()
                    status = 409
                else:
                    told = waiting_verbs.told(entry)
                    messages.success(request, f"{entry.name} is on the waiting list. {told}")
                    return redirect("admin:booking_appointment_waiting_list")
        else:
            form.fields["name"].widget.attrs["autofocus"] = True
        return self.show(request, form, "Add to the waiting list", status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        entry = self.get_object(request, unquote(object_id))
        if entry is None:
            messages.warning(request, "This entry no longer exists.")
            return redirect("admin:booking_waitinglistentry_changelist")
        form, status = EntryForm.of(entry), 200
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            form, status = EntryForm(request.POST, entry=entry), 422
            if form.is_valid():
                refusal, status = self.adjust(request, entry, form)
                if not refusal:
                    messages.success(request, f"The entry of {entry.name} is changed.")
                    return redirect(entry.get_admin_url())
                form.add_error(None, refusal)
                entry = self.get_object(request, unquote(object_id))
                if entry is None:
                    messages.error(request, not_done("This entry no longer exists."))
                    return redirect("admin:booking_waitinglistentry_changelist")
        return self.show(request, form, "On the waiting list", status, entry=entry)

    @staticmethod
    def adjust(request, entry, form):
        """Why it could not be stored, with the status of the answer; "" if it was."""
        try:
            seen = seen_version(request.POST)
            entry.adjust(by=request.user, seen=seen, **form.details())
        except (ChangedMeanwhile, NoLongerPossible) as error:
            return (
                f"{not_done(error)} What you typed is still here: check it, then save again.",
                409,
            )
        except ScheduleBusy:
            return BUSY, 503
        return "", 302

    def show(self, request, form, title, status, entry=None):
        context = {"form": form, "entry": entry, "back": list_url()}
        if entry:
            context |= {
                "changes": entry.changes.select_related("by"),
                "visit": entry.booking.visits().first() if entry.booking else None,
                "may_decide": request.user.has_perm("booking.decide_appointment"),
                "may_change": self.has_change_permission(request),
                "is_conflict": form.is_bound and seen_version(form.data) != entry.version,
            }
        shown = entry or form.patient
        shows = Shown(Screen.WAITING, shown) if shown else NOBODY
        return render_screen(request, "waiting_entry.html", title, status, shows=shows, **context)


def list_url():
    return reverse("admin:booking_appointment_waiting_list")
