from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction

from booking.conflicts import DiaryBusy, conflicts_as_time_taken
from booking.models import BookingRules, Closure, Service, Therapist, WorkingHours
from pages.one_row import OneRowAdmin


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    list_display = ["name", "duration", "buffer_before", "buffer_after", "is_active", "order"]


@admin.register(BookingRules)
class BookingRulesAdmin(OneRowAdmin):
    pass


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
    inlines = [WorkingHoursInline, OwnClosureInline]


class ClosureForm(forms.ModelForm):
    class Meta:
        model = Closure
        fields = "__all__"  # noqa: DJ007 - the admin decides which

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].required = False
        self.fields["last_day"].help_text = "Empty: the same as the first."

    def clean_last_day(self):
        return self.cleaned_data["last_day"] or self.cleaned_data.get("first_day")

    def clean(self):
        """Hold every diary until the closure is saved, so that no request slips in between."""
        everyone = Therapist.objects.values_list("pk", flat=True)
        try:
            with conflicts_as_time_taken(), transaction.atomic():
                Therapist.objects.lock(everyone)
        except DiaryBusy:
            raise ValidationError("A visit is being booked right now. Save this again.") from None
        return super().clean()


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    form = ClosureForm
    list_select_related = ["therapist"]
    list_display = ["who", "first_day", "last_day", "from_time", "until_time", "reason"]
    list_filter = ["therapist"]
    date_hierarchy = "first_day"

    @admin.display(description="who")
    def who(self, closure):
        return closure.therapist or "The whole clinic"
