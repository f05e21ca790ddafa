"""A therapist's page: who they are, what they offer, and when they work."""

from contextlib import suppress
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import CharField, DateField, TimeField
from django.forms.utils import ErrorDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from booking.absence import Absence, may_record
from booking.admin.affected_visits import FitCheckAdmin, KeptForm
from booking.admin.away import away
from booking.admin.feeds import FeedLinks
from booking.admin.hours import MOST_DAYS_OFF, DayOffForm, DaysOffFormSet
from booking.admin.other_calendars import OtherCalendars
from booking.admin.service_fields import WithServices
from booking.admin.week_cells import SEEN, typed_grid, values_of
from booking.admin.week_fields import WithWeeks
from booking.fields import ClockInput, DayField, DayInput
from booking.models import Closure, Therapist, WorkingHours
from booking.typed_week import MOST_PAIRS, MOST_WEEKS, WEEKDAYS, Grid
from booking.wall_clock import ONE_DAY
from clinic.screens import yes_or_no
from typed.fields import LineField
from typed.text import whole_number

COPY, PAIR, SEASON = "_copy", "_pair", "_season"  # buttons that fill in the form
TARGETS = {"workdays": range(5), "all": WEEKDAYS} | {str(day): [day] for day in WEEKDAYS}


class TherapistForm(WithServices, WithWeeks, KeptForm):
    last_day = DayField(
        label="Last day at the clinic",
        required=False,
        widget=DayInput(),
        help_text=(
            "Only if they are leaving: their hours end with this day. Once you have saved, you can "
            "answer all of their later visits on one screen."
        ),
    )

    is_filled_in = False  # by a button, and only shown again

    def full_clean(self):
        if self.is_filled_in:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day and day < timezone.localdate():
            raise ValidationError("Enter today or a later day.")
        return day


class DayOffInline(admin.TabularInline):
    model = Closure
    form = DayOffForm
    formset = DaysOffFormSet
    formfield_overrides = {
        DateField: {"widget": DayInput},
        TimeField: {"widget": ClockInput},
    }
    max_num = MOST_DAYS_OFF
    fields = ["first_day", "last_day", "from_time", "until_time", "reason"]
    extra = 1
    verbose_name = "day off"
    verbose_name_plural = "days off from today on"

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=MOST_DAYS_OFF, **kwargs)


@admin.register(Therapist)
class TherapistAdmin(FeedLinks, OtherCalendars, FitCheckAdmin):
    form = TherapistForm
    change_form_template = "admin/therapist.html"
    formfield_overrides = {CharField: {"form_class": LineField}}
    list_display = ["name", "offers", yes_or_no("is_active", "takes bookings"), "order"]
    inlines = [DayOffInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("services")

    def get_fieldsets(self, request, obj=None):
        leaving = ["last_day"] if obj and self.has_change_permission(request, obj) else []
        return [
            (None, {"fields": ["name"]}),
            ("Bookings", {"fields": ["is_active", *leaving, "order"]}),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        can_save = self.has_change_permission(request, obj) if obj else True
        for parts, model in (("hours", "workinghours"), ("services", "offering")):
            may = [request.user.has_perm(f"booking.{verb}_{model}") for verb in VERBS]
            setattr(form, f"shows_{parts}", any(may))
            setattr(form, f"may_change_{parts}", can_save and all(may[1:]))
        form.is_filled_in = getattr(request, "is_filled_in", False)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and {COPY, PAIR, SEASON} & set(request.POST):
            self.fill_in(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def fill_in(self, request, object_id):
        """Do what the button says to what was typed, and show the form again."""
        today = timezone.localdate()
        rows = WorkingHours.objects.filter(therapist=whole_number(object_id or "")).reaching(today)
        grid = typed_grid(request.POST, Grid.of_rows(rows))
        filled = pressed(request.POST, grid)
        if not filled:
            words = "Enter the first day of the season, and its last day if it has one."
            self.message_user(request, words, messages.ERROR)
        elif len(filled.weeks) > MOST_WEEKS or filled.pairs > MOST_PAIRS:
            filled = None
            self.message_user(request, "This form has no room for more hours.", messages.ERROR)
        data = request.POST.copy()
        for name in [name for name in data if name.startswith("hours-") and name != SEEN]:
            del data[name]
        data.update(values_of(filled or grid))
        request.POST = data
        request.is_kept = request.is_filled_in = True

    def render_change_form(self, request, context, obj=None, **kwargs):
        if obj and request.user.has_perm("booking.view_closure"):
            today = timezone.localdate()
            context["past_days_off"] = {
                "count": obj.closures.filter(last_day__lt=today).count(),
                "query": urlencode({"therapist__id__exact": obj.pk, "last_day__lt": today}),
            }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def save_related(self, request, form, formsets, change):
        form.save_services(form.instance)
        form.save_hours(form.instance)
        if last_day := form.cleaned_data.get("last_day"):
            WorkingHours.objects.end(form.instance, last_day)
            Absence(form.instance, last_day + ONE_DAY, None).end_exceptions()
        super().save_related(request, form, formsets, change)
        request.absence = absence_after(form, formsets)

    def next_step(self, request):
        if request.POST.get("last_day") or "is_active" not in request.POST:
            return "Or save, and answer all of them on the next screen."
        return ""

    def response_change(self, request, obj):
        """A therapist who leaves, or has a new day off, leads to the visits that this affects."""
        response, absence = super().response_change(request, obj), request.absence
        if absence and may_record(request.user) and absence.visits():
            address = reverse("admin:booking_therapist_away", args=[obj.pk])
            return redirect(f"{address}?{urlencode(absence.query())}")
        return response

    def get_urls(self):
        def away_screen(request, pk):
            return away(self, request, pk)

        only = require_http_methods(["GET", "HEAD", "POST"])
        view = self.admin_site.admin_view(only(away_screen))
        return [path("<int:pk>/away/", view, name="booking_therapist_away"), *super().get_urls()]

    @admin.display
    def offers(self, therapist):
        return ", ".join(service.name for service in therapist.services.all())


VERBS = ("view", "add", "change", "delete")


def absence_after(form, formsets):
    """The Absence that was just saved with the form, or None."""
    if day := form.cleaned_data.get("last_day"):
        return Absence(form.instance, day + ONE_DAY, None)
    if "is_active" in form.changed_data and not form.instance.is_active:
        return Absence(form.instance, timezone.localdate(), None)
    for closure in (new for rows in formsets for new in rows.new_objects):
        return Absence.of(closure)
    return None


def pressed(data, grid):
    """The grid after the button that was pressed, or None if that needs a day."""
    if PAIR in data:
        return grid.with_pair()
    if COPY in data:
        number = whole_number(data[COPY], len(grid.weeks))
        targets = TARGETS.get(data.get(f"hours-{number}-to"), ())
        source = whole_number(data.get(f"hours-{number}-copy", ""))
        return grid.with_copy(number, source, targets) if number < len(grid.weeks) else grid
    first, last = (season_day(data, name) for name in ("season-first", "season-last"))
    if not first or (last and last < first):
        return None
    return grid.with_season(first, last)


def season_day(data, name):
    with suppress(ValidationError):
        return DayField(required=False).clean(data.get(name, ""))
    return None
