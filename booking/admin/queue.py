from django.contrib import admin
from django.db.models import F
from django.urls import path
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from booking import answering, waiting_list
from booking.admin import (
    board,
    buttons,
    export,
    figures,
    flood,
    moving,
    own,
    phone_booking,
    service,
    sheet,
    verbs,
)
from booking.admin.filters import (
    Attendance,
    MailNotDelivered,
    VisitsByState,
    WithoutAnswer,
    WithoutRoom,
)
from booking.admin.patient_form import NoteForm
from booking.admin.patients import beside_visit
from booking.admin.screens import may_look, render_screen
from booking.models import Appointment, Booking, WaitingListEntry
from booking.models.state import State
from booking.models.visible import may_decide, sees_own_alone, sees_visits
from booking.stranding import stranded
from booking.templatetags.booking import phone_link
from booking.viewing import NOBODY, NotesViews, Screen, Shown
from booking.waiting_matches import MOST_READ
from clinic import desk_search
from clinic.clock import moment
from inbox.counting import counted, in_words

TITLES = {
    State.REQUESTED: "Appointment request",
    State.SPAM: "Request marked as spam",
    State.UNPROVEN: "Request that holds no time yet",
    State.OFFERED: "Offered time",
}


@admin.register(Appointment)
class AppointmentAdmin(NotesViews, admin.ModelAdmin):
    """Read-only rows: every change is a model method, which locks the therapist first."""

    change_form_template = "admin/appointment.html"
    viewed_as = Screen.VISIT
    change_list_template = "admin/appointments.html"
    list_display = ["when", "patient", "what", "therapist", "state", "hold", "asked"]
    list_filter = [
        VisitsByState,
        WithoutAnswer,
        WithoutRoom,
        MailNotDelivered,
        Attendance,
        "therapist",
    ]
    list_select_related = ["booking", "service", "therapist"]
    list_per_page = 50
    show_full_result_count = False  # counting every row ever takes longer than the list
    empty_value_display = ""
    fields = []  # the page shows them in its own order
    search_fields = [f"booking__{name}" for name in Booking.WORDS.names]

    def get_queryset(self, request):
        rows = super().get_queryset(request).visible_to(request.user)
        return rows.prefetch_related("booking__appointments")

    def has_view_permission(self, request, obj=None):
        return sees_visits(request.user)

    def changelist_view(self, request, extra_context=None):
        """Without a filter it lists the requests, as the menu calls it."""
        shown = {}
        if not request.GET:
            shown = {"title": "Requests", "has_floods": Booking.objects.floods().exists()}
        return super().changelist_view(request, shown | (extra_context or {}))

    def get_list_filter(self, request):
        return [VisitsByState, Attendance] if sees_own_alone(request.user) else self.list_filter

    def get_search_results(self, request, queryset, search_term):
        """By anything known of the patient, or by the reference."""
        if not search_term.strip():
            return queryset, False
        # Offers that have ended add nothing to what the visit itself shows.
        queryset = queryset.exclude(instead_of__isnull=False, state__in=State.over())
        few = desk_search.few_keys(Booking.objects.found(search_term))
        if few is not None:
            return queryset.filter(booking__in=few), False
        return desk_search.found(queryset, F("booking__words"), search_term), False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        def screen(address, view, name, **kwargs):
            view = self.admin_site.admin_view(view)
            return path(address, view, kwargs, name=f"booking_appointment_{name}")

        return [
            screen("book/", phone_booking.book, "book"),
            screen("board/", board.fragment, "board"),
            screen("day/", board.day, "day"),
            screen("sheet/", sheet.sheet, "sheet"),
            screen("mine/", own.mine, "mine"),
            screen("export/", export.export, "export"),
            screen("figures/", figures.figures, "figures"),
            screen("waiting-list/", show_waiting_list, "waiting_list"),
            screen("flood/", flood.flood, "flood"),
            screen("<int:pk>/confirm/", verbs.confirm, "confirm"),
            screen("<int:pk>/decline/", verbs.decline, "decline"),
            screen("<int:pk>/cancel/", verbs.cancel, "cancel"),
            screen("<int:pk>/note/", verbs.note, "note"),
            screen("<int:pk>/service/", service.change_service, "service"),
            screen("<int:pk>/reinstate/", verbs.reinstate, "reinstate"),
            screen("<int:pk>/restore/", verbs.restore, "restore"),
            screen("<int:pk>/turn-away/", verbs.turn_away, "turn_away"),
            screen("<int:pk>/accept/", verbs.accept, "accept"),
            screen("<int:pk>/refuse/", verbs.refuse, "refuse"),
            screen("<int:pk>/attended/", verbs.mark, "attended", state=State.ATTENDED),
            screen("<int:pk>/missed/", verbs.mark, "missed", state=State.MISSED),
            screen("<int:pk>/phoned/", verbs.phoned, "phoned"),
            screen("<int:pk>/link/", verbs.replace_link, "link"),
            screen("<int:pk>/offer/", moving.another_time, "offer", verb="offer"),
            screen("<int:pk>/move/", moving.another_time, "move", verb="move"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, obj=None, **kwargs):
        if sees_own_alone(request.user):
            context |= own.of_visit(obj)
            return super().render_change_form(request, context, obj=obj, **kwargs)
        context |= beside(obj, request.user) | {
            "back": answering.asked(request),
            "notes": obj.notes.select_related("by"),
        }
        if may_decide(request.user):
            context |= buttons.buttons(obj) | {
                "note_form": NoteForm(auto_id="id_note_%s", label_suffix="")
            }
            context["possible"]["confirm"] &= not context["lacks_room"]
        return super().render_change_form(request, context, obj=obj, **kwargs)

    @admin.display(description="visit", ordering="starts_at")
    def when(self, appointment):
        return moment(appointment.starts_at, "short")

    @admin.display(description="patient", ordering="booking__name")
    def patient(self, appointment):
        return format_html("{}<br>{}", appointment.booking.name, phone_link(appointment.booking))

    @admin.display(description="service", ordering="service")
    def what(self, appointment):
        if appointment.instead_of_id:
            return f"{appointment.service}, offered instead of another time"
        visits = sum(not one.instead_of_id for one in appointment.booking.appointments.all())
        if visits > 1:
            return f"{appointment.service}, one of {visits} visits"
        return appointment.service

    @admin.display(description="held until", ordering="held_until")
    def hold(self, appointment):
        if appointment.state not in State.held_for_a_while():
            return ""
        if not appointment.is_held():
            return "No longer held"
        return moment(appointment.held_until, "short")

    @admin.display(description="received", ordering="booking__created_at")
    def asked(self, appointment):
        return moment(appointment.booking.created_at, "short")


def beside(one, user):
    """What someone who decides wants to know about the patient, if they may, and the time."""
    booking = one.booking
    of_patient = Booking.objects.of_contact(booking.email, booking.phone_dialled)
    to_come = one.is_to_come()
    visits = list(booking.visits())
    lacking = stranded(visit for visit in {*visits, one} if visit.is_to_come())
    of_its_patient = beside_visit(booking) if user.has_perm("booking.view_patient") else {}
    return of_its_patient | {
        "title": TITLES.get(one.state, "Visit"),
        "subtitle": None,  # the page begins with it
        "has_use_for_link": any(one.is_to_come() or one.state == State.REQUESTED for one in visits),
        "course": [(visit, visit in lacking) for visit in visits if visit != one],
        "rivals": Appointment.objects.rivals_of(one).select_related("booking") if to_come else [],
        "lacks_room": one in lacking,
        "waiting_count": of_patient.waiting().count(),
        "of_visitor_count": Booking.objects.of_visitor(booking).count(),
        "undelivered": Booking.objects.undelivered().filter(pk=booking.pk).exists(),
        "events": one.events.with_time_before(),
    }


@may_look
@require_safe
def show_waiting_list(request):
    """Everybody who waits, and a button for each time that can be offered to them."""
    entries = counted(WaitingListEntry.objects.on_list())
    context = {
        "rows": waiting_list.rows(),
        "most_read": MOST_READ,
        "entries": entries,
        "entries_in_words": in_words(entries),
        "spam": counted(WaitingListEntry.objects.suspected_spam()),
    }
    shows = Shown(Screen.LIST, patients=entries) if entries else NOBODY
    return render_screen(request, "waiting_list.html", "Waiting list", shows=shows, **context)
