"""A therapist's other calendar: connected, fetched and disconnected on their page."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from booking.admin.screens import BUSY, not_done, render_screen
from booking.calendar_address import PROGRAMS, how_to_find, is_page, program_of
from booking.conflicts import ScheduleBusy
from booking.models import OutsideCalendar, Therapist
from booking.models.outside_calendars import LONGEST
from booking.outside_calendars import disconnect, refusal
from booking.viewing import NOBODY
from inbox.forms import UncutForm
from typed.fields import LineField
from typed.seen import ChangedMeanwhile, seen_version

WANTED = "Enter an address that begins with https:// or webcal://."
PAGE = "This is the address of a page in {}, not of a calendar file."


class AddressForm(UncutForm):
    address = LineField(
        label="Address of the calendar",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": 60}),
        help_text=(
            "It begins with https:// or webcal:// and usually ends in .ics. See below where to "
            "find it."
        ),
        error_messages={"required": "Enter the address of the calendar."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def clean_address(self):
        address = self.cleaned_data["address"]
        for scheme in ("webcals://", "webcal://"):
            if address.lower().startswith(scheme):
                address = f"https://{address[len(scheme) :]}"
        try:
            parts = urlsplit(address)
            is_good = parts.scheme in schemes() and parts.hostname and parts.port != 0
        except ValueError:
            is_good = False
        if not is_good or " " in address:
            raise ValidationError(WANTED)
        if parts.username is not None:
            raise ValidationError("Enter an address without a name and password in it.")
        if is_page(address):
            words = PAGE.format(program_of(address).name)
            raise ValidationError(f"{words} {how_to_find(address)}")
        if words := refusal(address):
            raise ValidationError(words)
        return address


def schemes():
    return ("https", "http") if settings.FETCH_PRIVATE_ADDRESSES else ("https",)


class OtherCalendars:
    """Part of the therapist's page, for people who can change them."""

    def get_urls(self):
        name, view = "booking_therapist_other_calendar", self.admin_site.admin_view
        only = require_http_methods(["GET", "HEAD", "POST"])
        address = "<int:pk>/other-calendar/"
        fetch, remove = require_POST(self.fetch_calendar), require_POST(self.remove_calendar)
        return [
            path(address, view(only(self.connect_calendar)), name=name),
            path(f"{address}fetch/", view(fetch), name=f"{name}_fetch"),
            path(f"{address}remove/", view(remove), name=f"{name}_remove"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, obj=None, **kwargs):
        if obj and self.has_change_permission(request, obj):
            context["other_calendar"] = {"row": calendar_of(obj)}
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def connect_calendar(self, request, pk):
        therapist = self.therapist_to_change(request, pk)
        one, error, status = calendar_of(therapist), "", 200
        form = AddressForm(request.POST if request.method == "POST" else None)
        if form.is_bound:
            status = 422
            if form.is_valid():
                seen = seen_version(request.POST) if "seen" in request.POST else None
                try:
                    OutsideCalendar.objects.connect(therapist, form.cleaned_data["address"], seen)
                except ChangedMeanwhile as problem:
                    error, status = f"{problem} Here is the calendar as it is now.", 409
                else:
                    self.log_change(request, therapist, "Connected another calendar.")
                    words = "The calendar is connected. It will be read in a moment."
                    self.message_user(request, words)
                    return self.back_to(therapist)
        return render_screen(
            request,
            "other_calendar.html",
            f"Other calendar of {therapist}",
            status,
            shows=NOBODY,
            therapist=therapist,
            one=one,
            form=form,
            error=error,
            programs=PROGRAMS,
        )

    def fetch_calendar(self, request, pk):
        therapist = self.therapist_to_change(request, pk)
        if one := calendar_of(therapist):
            one.fetch_soon()
            self.message_user(request, "The calendar will be read in a moment.")
        return self.back_to(therapist)

    def remove_calendar(self, request, pk):
        therapist = self.therapist_to_change(request, pk)
        try:
            disconnect(therapist, seen_version(request.POST))
        except ChangedMeanwhile as error:
            self.message_user(request, not_done(error), messages.ERROR)
        except ScheduleBusy:
            self.message_user(request, BUSY, messages.ERROR)
        else:
            self.log_change(request, therapist, "Disconnected the other calendar.")
            self.message_user(
                request, "The calendar is disconnected and no longer closes any times."
            )
        return self.back_to(therapist)

    def therapist_to_change(self, request, pk):
        if not request.user.has_perm("booking.change_therapist"):
            raise PermissionDenied
        return get_object_or_404(Therapist, pk=pk)

    @staticmethod
    def back_to(therapist):
        return redirect("admin:booking_therapist_change", therapist.pk)


def calendar_of(therapist):
    return OutsideCalendar.objects.defer("address").filter(pk=therapist.pk).first()
