from django.contrib import admin
from django.contrib.admin.widgets import AdminTimeWidget
from django.core.exceptions import PermissionDenied
from django.db.models import TimeField
from django.urls import path
from django.utils import timezone

from booking import diary
from booking.admin.feeds import FeedLinks
from booking.admin.holidays import add_holidays
from booking.admin.hours import ClosureForm, DayOffForm, HoursForm, HoursFormSet
from booking.admin.stranding import StrandingAdmin
from booking.models import BookingRules, Closure, Offering, Service, Therapist, WorkingHours
from pages.cells import NamedCells
from pages.clock import spoken
from pages.one_row import OneRowAdmin

TO_THE_MINUTE = {TimeField: {"widget": AdminTimeWidget(format="%H:%M")}}
MOST_HOURS = 200  # rows of one therapist; whoever claims more would keep the server busy
ROWS_AT_FIRST = 5  # of a new therapist's hours: without JavaScript no further row can be added


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    """Takes no lock: visits already made keep their length, and new ones read the row under it."""

    list_display = [
        "name",
        "duration",
        "buffer_before",
        "buffer_after",
        "start_every",
        "longest_course",
        "is_online",
        "is_active",
    ]
    fieldsets = [
        (None, {"fields": ["name", "is_online", "is_active", "order"]}),
        ("Time", {"fields": ["duration", "buffer_before", "buffer_after", "start_every"]}),
        ("Course", {"fields": ["longest_course"]}),
    ]


@admin.register(BookingRules)
class BookingRulesAdmin(OneRowAdmin):
    fieldsets = [
        ("When patients can ask", {"fields": ["notice_hours", "horizon_days", "most_waiting"]}),
        ("How long a request keeps its time", {"fields": ["hold_days", "example"]}),
        ("Once a visit is confirmed", {"fields": ["cutoff_hours", "reminder_hours"]}),
    ]
    readonly_fields = ["example"]

    @admin.display(description="as saved now")
    def example(self, rules):
        now = timezone.now()
        return f"A request of {spoken(now)} keeps its time until {spoken(diary.held_until(now))}."


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
    formfield_overrides = TO_THE_MINUTE
    max_num = MOST_HOURS

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj else ROWS_AT_FIRST

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=MOST_HOURS, **kwargs)


class DayOffInline(admin.TabularInline):
    model = Closure
    form = DayOffForm
    formset = NamedCells
    formfield_overrides = TO_THE_MINUTE
    fields = ["first_day", "last_day", "from_time", "until_time", "reason"]
    extra = 1
    verbose_name = "day off"
    verbose_name_plural = "days off"


@admin.register(Therapist)
class TherapistAdmin(FeedLinks, StrandingAdmin):
    change_form_template = "admin/therapist.html"
    list_display = ["name", "offers", "is_active", "order"]
    inlines = [OfferingInline, WorkingHoursInline, DayOffInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("services")

    @admin.display
    def offers(self, therapist):
        return ", ".join(service.name for service in therapist.services.all())


@admin.register(Closure)
class ClosureAdmin(StrandingAdmin):
    form = ClosureForm
    formfield_overrides = TO_THE_MINUTE
    change_list_template = "admin/closures.html"
    list_select_related = ["therapist"]
    list_display = [
        "who",
        "first_day",
        "last_day",
        "from_time",
        "until_time",
        "reason",
        "is_public",
    ]
    list_filter = ["is_public", "therapist"]
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
