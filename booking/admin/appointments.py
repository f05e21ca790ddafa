from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from antispam.admin import WaitingFirst
from booking import diary
from booking.conflicts import DiaryBusy, NoLongerPossible, TimeTaken
from booking.models import Appointment
from pages.clock import spoken
from pages.phone import to_e164

REFERENCE_LENGTH = 8  # letters and digits, without the dash
FEWEST_DIGITS = 4  # of a phone number, so that a house number finds nobody


class WithoutRoom(admin.SimpleListFilter):
    """The work list after hours or closures have changed under visits already made."""

    title = "room in the diary"
    parameter_name = "room"

    def lookups(self, request, model_admin):
        return [("none", "No longer fits hours or closures")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(pk__in=[one.pk for one in diary.stranded()])


class DeclineForm(forms.Form):
    reason = Appointment._meta.get_field("decline_reason").formfield(
        label="Reason to decline (optional)",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
    )


@admin.register(Appointment)
class AppointmentAdmin(admin.ModelAdmin):
    """Read-only rows: each change is a verb of the model, which locks the therapist first."""

    change_form_template = "admin/appointment.html"
    list_display = ["when", "patient", "service", "therapist", "state", "asked"]
    list_filter = [WaitingFirst, WithoutRoom, "therapist"]
    list_select_related = ["booking", "service", "therapist"]
    search_fields = [
        "booking__name",
        "booking__email",
        "booking__phone",
        "booking__reference",
    ]
    fields = [
        "state",
        "when",
        "service",
        "therapist",
        "patient",
        "email",
        "phone",
        "note",
        "reference",
        "decline_reason",
        "signs",
        "timeline",
    ]
    readonly_fields = [
        "when",
        "patient",
        "email",
        "phone",
        "note",
        "reference",
        "signs",
        "timeline",
    ]

    def get_fields(self, request, obj=None):
        declined = obj is not None and obj.state == obj.State.DECLINED
        return [one for one in self.fields if declined or one != "decline_reason"]

    def get_search_results(self, request, queryset, search_term):
        """As stock admin, and by phone or reference however they are written."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        signs = "".join(sign for sign in search_term.upper() if sign.isalnum())
        if len(signs) == REFERENCE_LENGTH:
            reference = f"{signs[:4]}-{signs[4:]}"
            found |= queryset.filter(booking__reference=reference)
        digits = signs if signs.isdecimal() else ""
        if len(digits) >= FEWEST_DIGITS:
            found |= queryset.filter(booking__phone_dialled__contains=digits)
        return found, may_repeat

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        return [
            path(
                f"<int:pk>/{verb}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"booking_appointment_{verb}",
            )
            for verb, view in (
                ("confirm", self.confirm),
                ("decline", self.decline),
                ("cancel", self.cancel),
            )
        ] + super().get_urls()

    def confirm(self, request, pk):
        return self.decide(request, pk, lambda one: one.confirm(by=request.user), "confirmed")

    def cancel(self, request, pk):
        return self.decide(request, pk, lambda one: one.cancel(by=request.user), "cancelled")

    def decline(self, request, pk):
        self.check_may_decide(request)
        form = DeclineForm(request.POST)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": "Decline",
                "original": get_object_or_404(Appointment, pk=pk),
                "decline_form": form,
            }
            return render(request, "admin/decline.html", context, status=422)
        reason = form.cleaned_data["reason"]
        return self.decide(
            request, pk, lambda one: one.decline(by=request.user, reason=reason), "declined"
        )

    @staticmethod
    def check_may_decide(request):
        if not request.user.has_perm("booking.decide_appointment"):
            raise PermissionDenied

    def decide(self, request, pk, act, done):
        self.check_may_decide(request)
        appointment = get_object_or_404(Appointment, pk=pk)
        try:
            act(appointment)
        except NoLongerPossible as error:
            self.message_user(request, str(error), messages.ERROR)
        except DiaryBusy:
            self.message_user(
                request,
                "The diary is busy right now. Nothing was changed: try again.",
                messages.ERROR,
            )
        except TimeTaken:
            self.message_user(
                request, "Another visit has this time now. Nothing was changed.", messages.ERROR
            )
        else:
            self.message_user(
                request,
                f"The visit of {appointment.booking.name} is {done}. They are told by e-mail.",
            )
            return redirect("admin:booking_appointment_changelist")
        return redirect(appointment.get_admin_url())

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {
            "may_decide": request.user.has_perm("booking.decide_appointment"),
            "decline_form": DeclineForm(),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    @admin.display(description="visit", ordering="starts_at")
    def when(self, appointment):
        return f"{spoken(appointment.starts_at)} ({appointment.service.duration} min)"

    @admin.display(description="patient", ordering="booking__name")
    def patient(self, appointment):
        return appointment.booking.name

    @admin.display(description="asked", ordering="booking__created_at")
    def asked(self, appointment):
        return spoken(appointment.booking.created_at)

    @admin.display(description="e-mail")
    def email(self, appointment):
        return format_html('<a href="mailto:{0}">{0}</a>', appointment.booking.email)

    @admin.display
    def phone(self, appointment):
        phone = appointment.booking.phone
        return format_html('<a href="tel:{}">{}</a>', to_e164(phone), phone)

    @admin.display
    def note(self, appointment):
        return appointment.booking.note or "None."

    @admin.display
    def reference(self, appointment):
        return appointment.booking.reference

    @admin.display(description="signs of spam")
    def signs(self, appointment):
        return " ".join(appointment.booking.reasons) or "None."

    @admin.display(description="what happened")
    def timeline(self, appointment):
        events = appointment.events.select_related("staff")
        return format_html(
            "<ol>{}</ol>", format_html_join("", "<li>{}</li>", ((event,) for event in events))
        )
