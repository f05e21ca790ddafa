from django import forms
from django.contrib import admin, messages
from django.db import connection
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import ngettext

from booking.conflicts import ScheduleBusy, TimeTaken
from booking.models import Appointment, Therapist
from booking.viewing import Screen, Shown
from typed.seen import ChangedMeanwhile

ANYWAY, BACK = "_anyway", "_back"  # the buttons on the page that lists the visits


class WouldStrand(Exception):
    """Visits would no longer fit the schedule, and nobody has agreed to it."""

    def __init__(self, visits):
        super().__init__()
        self.visits = visits


class KeptForm(forms.ModelForm):
    """Counts as invalid while `is_kept`, to show everything typed again."""

    is_kept = False

    def is_valid(self):
        return super().is_valid() and not self.is_kept


class FitCheckAdmin(admin.ModelAdmin):
    """For rows whose change can affect visits.

    A save locks every therapist's time, so that no request slips in between the check and the
    commit. If it would affect visits, it is undone until the person has seen which.
    """

    form = KeptForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.is_kept = getattr(request, "is_kept", False)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = super().changeform_view

        def answer():
            return view(request, object_id, form_url, extra_context)

        return self.save_seen(request, answer, answer) if request.method == "POST" else answer()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.check_room(request)

    def save_seen(self, request, save, show_again):
        """Answer with `save`, which calls `check_room` once everything is written.

        If nothing can be saved yet, answer with `show_again`, which keeps everything typed.
        """
        if BACK in request.POST:
            words, level = "Nothing is saved yet.", messages.WARNING
        else:
            level = messages.ERROR
            try:
                with Appointment.objects.locking_schedules(
                    list(Therapist.objects.values_list("pk", flat=True))
                ):
                    request.stranded_before = Appointment.objects.stranded()
                    return save()
            except WouldStrand as error:
                return self.show_stranded(request, error.visits)
            except ChangedMeanwhile as error:
                words = str(error)
            except ScheduleBusy:
                words = "A visit is being booked right now. Save again in a moment."
            except TimeTaken:
                words = (
                    "A colleague has just saved hours that overlap these. Yours are not saved: "
                    "open this page in another tab to see theirs."
                )
        self.message_user(request, words, level)
        request.is_kept = True
        return show_again()

    def check_room(self, request):
        """Raise WouldStrand for visits that no longer fit, unless the person agreed to these.

        Also checks the constraints that would otherwise wait for the commit, which is too late for
        a message.
        """
        connection.check_constraints()
        stranded = Appointment.objects.stranded()
        visits = [one for one in stranded if one not in request.stranded_before]
        if not {str(one.pk) for one in visits} <= set(request.POST.get(ANYWAY, "").split()):
            raise WouldStrand(visits)
        if visits:
            url = reverse("admin:booking_appointment_changelist")
            number = len(visits)
            need = ngettext("1 visit now needs", f"{number} visits now need", number)
            words = '{} another time. <a href="{}?state=all&amp;room=none">See the list</a>'
            self.message_user(request, format_html(words, need, url), messages.WARNING)

    def show_stranded(self, request, visits):
        """Save nothing; show the visits affected, and put everything typed into hidden fields."""
        Shown(Screen.LIST, patients=len(visits)).note(request)
        needs = ngettext("1 visit needs", f"{len(visits)} visits need", len(visits))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{needs} another time if you save this",
            "visits": visits,
            "posted": posted(request),
            "next_step": self.next_step(request),
        }
        return render(request, "admin/stranded.html", context, status=422)

    def next_step(self, request):
        """What follows once this is saved anyway, as a sentence; "" if nothing does."""
        return ""


def posted(request):
    """Everything typed, for hidden fields: pairs of name and value."""
    buttons = {"csrfmiddlewaretoken", ANYWAY, BACK}
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in buttons
    ]
