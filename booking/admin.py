from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from antispam.admin import WaitingFirst
from booking.conflicts import TimeTaken
from booking.models import Appointment, Closure, Service, Therapist, WorkingHours
from booking.models.appointment import NoLongerPossible
from pages.phone import to_e164


def spoken(moment):
    return date_format(timezone.localtime(moment), "D, F j, Y, g:i A T")


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    list_display = ["name", "duration", "buffer_before", "buffer_after", "is_active", "order"]


class WorkingHoursInline(admin.TabularInline):
    model = WorkingHours
    extra = 1


class OwnClosureInline(admin.TabularInline):
    model = Closure
    extra = 0
    verbose_name_plural = "days off"


@admin.register(Therapist)
class TherapistAdmin(admin.ModelAdmin):
    """Saving updates the therapist's row first, which is the lock for all of their time."""

    list_display = ["name", "is_active", "order"]
    filter_horizontal = ["services"]
    inlines = [WorkingHoursInline, OwnClosureInline]


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    list_display = ["who", "first_day", "last_day", "from_time", "until_time", "reason"]
    list_filter = ["therapist"]
    date_hierarchy = "first_day"

    @admin.display(description="who")
    def who(self, closure):
        return closure.therapist or "The whole clinic"

    def save_model(self, request, obj, form, change):
        self.lock(obj)
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        with transaction.atomic():
            self.lock(obj)
            super().delete_model(request, obj)

    @staticmethod
    def lock(closure):
        everyone = Therapist.objects.values_list("pk", flat=True)
        Therapist.objects.lock([closure.therapist_id] if closure.therapist_id else everyone)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Reason to decline (optional)",
        required=False,
        max_length=Appointment._meta.get_field("decline_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="The patient reads this on their page and in the mail. It may stay empty.",
    )


@admin.register(Appointment)
class AppointmentAdmin(admin.ModelAdmin):
    """Read-only rows: each change is a verb of the model, which locks the therapist first."""

    change_form_template = "admin/appointment.html"
    list_display = ["when", "patient", "service", "therapist", "state", "asked"]
    list_filter = [WaitingFirst, "therapist"]
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
        "signals",
        "timeline",
    ]
    readonly_fields = [
        "when",
        "patient",
        "email",
        "phone",
        "note",
        "reference",
        "signals",
        "timeline",
    ]

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
            for verb, view in (("confirm", self.confirm), ("decline", self.decline))
        ] + super().get_urls()

    def confirm(self, request, pk):
        return self.decide(request, pk, lambda one: one.confirm(by=request.user), "Confirmed.")

    def decline(self, request, pk):
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
            request, pk, lambda one: one.decline(by=request.user, reason=reason), "Declined."
        )

    def decide(self, request, pk, act, done):
        if not request.user.has_perm("booking.decide_appointment"):
            raise PermissionDenied
        appointment = get_object_or_404(Appointment, pk=pk)
        try:
            act(appointment)
        except NoLongerPossible as error:
            self.message_user(request, str(error), messages.ERROR)
        except TimeTaken:
            self.message_user(
                request, "Another visit has this time now. Nothing was changed.", messages.ERROR
            )
        else:
            self.message_user(request, f"{done} The patient is told by e-mail.")
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
    def signals(self, appointment):
        return " ".join(appointment.booking.signals) or "None."

    @admin.display(description="what happened")
    def timeline(self, appointment):
        events = appointment.events.select_related("staff")
        return format_html(
            "<ol>{}</ol>", format_html_join("", "<li>{}</li>", ((event,) for event in events))
        )
