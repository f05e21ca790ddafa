from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, DateField, TimeField
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking.admin.affected_visits import FitCheckAdmin
from booking.admin.away import away
from booking.admin.feeds import FeedLinks
from booking.admin.filters import ForWhom
from booking.admin.holidays import add_holidays
from booking.admin.hours import (
    MOST_DAYS_OFF,
    ClosureForm,
    DayOffForm,
    DaysOffFormSet,
    HoursForm,
    HoursFormSet,
)
from booking.fields import ClockInput, DayInput
from booking.models import BookingRules, Closure, Offering, Service, Therapist, WorkingHours
from booking.models.rules import Hold
from clinic.clock import spoken
from clinic.screens import NamedCells, OneRowAdmin, yes_or_no
from typed.fields import LineField

PICKERS = {DateField: {"widget": DayInput}, TimeField: {"widget": ClockInput}}
TIDIED = {CharField: {"form_class": LineField}}
MOST_HOURS = 200  # rows of one therapist; a form that claims more would keep the server busy
ROWS_AT_FIRST = 5  # for a new therapist: without JavaScript, no further rows can be added


@admin.register(Service)
class ServiceAdmin(FitCheckAdmin):
    formfield_overrides = TIDIED
    list_display = [
        "name",
        "duration",
        "buffer_before",
        "buffer_after",
        "start_every",
        "longest_course",
        yes_or_no("is_online", "booked online"),
        yes_or_no("is_active", "offered"),
    ]
    fieldsets = [
        (None, {"fields": ["name", "is_online", "is_active", "order"]}),
        ("Time", {"fields": ["duration", "start_every"]}),
        ("Buffers", {"fields": ["buffer_before", "buffer_after", "buffers_overrun"]}),
        ("Course", {"fields": ["longest_course"]}),
    ]


class BookingRulesForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kept_years" in self.fields:
            self.fields["kept_years"].required = False

    def clean_kept_years(self):
        """An empty box must not erase anything sooner."""
        return self.cleaned_data["kept_years"] or self.instance.kept_years


@admin.register(BookingRules)
class BookingRulesAdmin(OneRowAdmin):
    form = BookingRulesForm
    fieldsets = [
        (
            "When patients can request visits",
            {"fields": ["notice_hours", "horizon_days", "most_waiting"]},
        ),
        ("How long a requested time is held", {"fields": ["hold_days", "example"]}),
        ("Once a visit is confirmed", {"fields": ["cutoff_hours", "reminder_hours"]}),
        ("After the last visit", {"fields": ["kept_years"]}),
    ]
    readonly_fields = ["example"]

    @admin.display(description="example, as saved")
    def example(self, rules):
        hold = Hold.starting_now()
        return f"A time requested on {spoken(hold.now)} is held until {spoken(hold.latest)}."


class OfferingInline(admin.TabularInline):
    model = Offering
    formset = NamedCells
    extra = 1
    verbose_name = "service"
    verbose_name_plural = "services"


class WorkingHoursInline(admin.TabularInline):
    model = WorkingHours
    form = HoursForm
    formset = HoursFormSet
    formfield_overrides = PICKERS
    max_num = MOST_HOURS

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj else ROWS_AT_FIRST

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=MOST_HOURS, **kwargs)


class DayOffInline(admin.TabularInline):
    model = Closure
    form = DayOffForm
    formset = DaysOffFormSet
    formfield_overrides = PICKERS
    max_num = MOST_DAYS_OFF
    fields = ["first_day", "last_day", "from_time", "until_time", "reason"]
    extra = 1
    verbose_name = "day off"
    verbose_name_plural = "days off from today on"

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=MOST_DAYS_OFF, **kwargs)


@admin.register(Therapist)
class TherapistAdmin(FeedLinks, FitCheckAdmin):
    change_form_template = "admin/therapist.html"
    formfield_overrides = TIDIED
    list_display = ["name", "offers", yes_or_no("is_active", "takes bookings"), "order"]
    inlines = [OfferingInline, WorkingHoursInline, DayOffInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("services")

    def render_change_form(self, request, context, obj=None, **kwargs):
        if obj and request.user.has_perm("booking.view_closure"):
            today = timezone.localdate()
            context["past_days_off"] = {
                "count": obj.closures.filter(last_day__lt=today).count(),
                "query": urlencode({"therapist__id__exact": obj.pk, "last_day__lt": today}),
            }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def get_urls(self):
        def away_screen(request, pk):
            return away(self, request, pk)

        only = require_http_methods(["GET", "HEAD", "POST"])
        view = self.admin_site.admin_view(only(away_screen))
        return [path("<int:pk>/away/", view, name="booking_therapist_away"), *super().get_urls()]

    @admin.display
    def offers(self, therapist):
        return ", ".join(service.name for service in therapist.services.all())


@admin.register(Closure)
class ClosureAdmin(FitCheckAdmin):
    form = ClosureForm
    formfield_overrides = PICKERS
    change_list_template = "admin/closures.html"
    empty_value_display = ""
    list_select_related = ["therapist"]
    list_display = ["who", "when", "reason", yes_or_no("is_public", "shown to patients")]
    list_filter = ["is_public", ("therapist", ForWhom)]
    date_hierarchy = "first_day"
    ordering = ["-first_day", "from_time"]
    fieldsets = [
        (None, {"fields": ["therapist", "first_day", "last_day", "from_time", "until_time"]}),
        ("Why", {"fields": ["reason", "is_public"]}),
    ]

    def get_urls(self):
        view = self.admin_site.admin_view(self.holidays)
        return [path("holidays/", view, name="booking_closure_holidays"), *super().get_urls()]

    def holidays(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return add_holidays(self, request)

    @admin.display(description="who")
    def who(self, closure):
        return closure.therapist or "The whole clinic"

    @admin.display(description="when", ordering="first_day")
    def when(self, closure):
        return closure.when()
