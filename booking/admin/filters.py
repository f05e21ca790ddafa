from django.contrib import admin

from booking.models import Appointment, Booking
from booking.models.visits import AppointmentQuerySet
from inbox.admin import WaitingFirst


class VisitsByState(WaitingFirst):
    """Like any list of states; the work lists below hold visits in any state."""

    widened_by = WaitingFirst.widened_by | {"room", "mail", "answer", "attendance"}


class WithoutRoom(admin.SimpleListFilter):
    """Visits that no longer fit after a change of hours or closures."""

    title = "schedule"
    parameter_name = "room"

    def lookups(self, request, model_admin):
        return [("none", "No longer fits hours, closures or services")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(pk__in=[one.pk for one in Appointment.objects.stranded()])


class WithoutAnswer(admin.SimpleListFilter):
    """Offers that patients have not answered, and what ended for lack of an answer."""

    title = "missing answer"
    parameter_name = "answer"
    lists = {
        "offered": AppointmentQuerySet.unanswered_offers,
        "follow-up": AppointmentQuerySet.offers_to_follow_up,
        "never": AppointmentQuerySet.to_call,
    }

    def lookups(self, request, model_admin):
        return [
            ("offered", "Offered times"),
            ("follow-up", "Offers to follow up: hold ended, or ends within a day"),
            ("never", "Never answered: phone them"),
        ]

    def queryset(self, request, queryset):
        only = self.lists.get(self.value())
        return only(queryset) if only else queryset


class MailNotDelivered(admin.SimpleListFilter):
    """Patients to phone, because our last email to them was not delivered."""

    title = "email to the patient"
    parameter_name = "mail"

    def lookups(self, request, model_admin):
        return [("undelivered", "Not delivered: phone them")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.to_come().filter(booking__in=Booking.objects.undelivered())


class Attendance(admin.SimpleListFilter):
    """Visits that have ended, of which nobody has noted whether the patient came."""

    title = "attendance"
    parameter_name = "attendance"

    def lookups(self, request, model_admin):
        return [("unmarked", "Not marked yet")]

    def queryset(self, request, queryset):
        return queryset if self.value() is None else queryset.unmarked()


class ForWhom(admin.RelatedFieldListFilter):
    """Closures by therapist, where none means the whole clinic."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = "The whole clinic"
