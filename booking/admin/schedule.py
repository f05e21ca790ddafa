from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, DateField, TimeField
from django.shortcuts import redirect
from django.urls import path

from booking.admin.affected_visits import FitCheckAdmin
from booking.admin.filters import ForWhom
from booking.admin.holidays import add_holidays
from booking.admin.hours import (
    ClosureForm,
)
from booking.admin.lengths import KeepsLength, check_length
from booking.admin.questions import QuestionInline
from booking.board.address import Address
from booking.fields import ClockInput, DayInput
from booking.models import BookingRules, Closure, Service
from booking.models.rules import Hold
from clinic.clock import moment
from clinic.screens import OneRowAdmin, advise_on_wording, yes_or_no
from typed.fields import LineField

PICKERS = {DateField: {"widget": DayInput}, TimeField: {"widget": ClockInput}}
TIDIED = {CharField: {"form_class": LineField}}


@admin.register(Service)
class ServiceAdmin(FitCheckAdmin):
    formfield_overrides = TIDIED
    inlines = [QuestionInline]
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
        (None, {"fields": ["name", "is_online", "is_active", "confirmed_at_once", "order"]}),
        ("For patients to choose by", {"fields": ["for_whom", "is_first", "price"]}),
        ("Time", {"fields": ["duration", "start_every"]}),
        ("Buffers", {"fields": ["buffer_before", "buffer_after", "buffers_overrun"]}),
        ("Course", {"fields": ["longest_course"]}),
        ("What patients are told", {"fields": ["bring", "before_visit", "after_visit"]}),
    ]

    def save_related(self, request, form, formsets, change):
        old = form.initial.get("duration")
        if change and form.instance.duration != old:
            check_length(request, form.instance, old)
        super().save_related(request, form, formsets, change)
        advise_on_wording(request, form)

    def save_seen(self, request, save, show_again):
        try:
            return super().save_seen(request, save, show_again)
        except KeepsLength as kept:
            return kept.page(self, request)


@admin.register(BookingRules)
class BookingRulesAdmin(OneRowAdmin):
    fieldsets = [
        (
            "When patients can request visits",
            {"fields": ["notice_hours", "horizon_days", "most_waiting"]},
        ),
        ("How long a requested time is held", {"fields": ["hold_days", "example"]}),
        ("How much online requests can hold", {"fields": ["held_of_week", "held_of_day"]}),
        ("Once a visit is confirmed", {"fields": ["cutoff_hours", "reminder_hours"]}),
    ]
    readonly_fields = ["example"]

    @admin.display(description="example, as saved")
    def example(self, rules):
        hold = Hold.starting_now()
        return f"A time requested on {moment(hold.now)} is held until {moment(hold.latest)}."


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

    def response_add(self, request, obj, post_url_continue=None):
        """Back to the board if it began there; the form posts to its own address, query and all."""
        answer = super().response_add(request, obj, post_url_continue)
        is_done = not {"_continue", "_addanother"} & set(request.POST)
        if request.GET.get("back") == "board" and is_done:
            return redirect(str(Address(obj.first_day)))
        return answer

    @admin.display(description="who")
    def who(self, closure):
        return closure.therapist or "The whole clinic"

    @admin.display(description="when", ordering="first_day")
    def when(self, closure):
        return closure.when()
