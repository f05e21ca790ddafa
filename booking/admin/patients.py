from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.urls import path
from django.utils.html import format_html

from booking.admin import own, patient_verbs
from booking.admin.patient_form import NoteForm
from booking.models import Appointment, Patient
from booking.models.patient import MOST_ALIKE
from booking.models.state import State
from booking.models.visible import sees_own_alone
from booking.models.waiting import WaitingListEntry
from booking.viewing import NotesViews, Screen
from clinic.clock import moment
from clinic.phone import to_e164
from typed.text import whole_number

PAST_ON_A_PAGE = 20
MOST_OTHERS = 5  # of a patient's other visits beside one


@admin.register(Patient)
class PatientAdmin(NotesViews, admin.ModelAdmin):
    """Read-only rows: every change is a model method."""

    change_form_template = "admin/patient.html"
    viewed_as = Screen.PATIENT
    list_display = ["name", "phone", "email", "prefers", "next_visit"]
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""
    fields = []  # the page shows them in its own order
    search_fields = ["name", "phones", "emails"]  # only that there is a search: it uses `words`

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).with_next_visit()

    def has_view_permission(self, request, obj=None):
        """The list is reception's; a therapist opens those that they have treated or will treat."""
        visible = Patient.objects.visible_to(request.user)
        can_be_own = obj and sees_own_alone(request.user)
        return super().has_view_permission(request, obj) or bool(
            can_be_own and visible.filter(pk=obj.pk).exists()
        )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        def screen(address, view, name):
            view = self.admin_site.admin_view(view)
            return path(address, view, name=f"booking_patient_{name}")

        return [
            screen("find/", patient_verbs.find, "find"),
            screen("<int:pk>/correct/", patient_verbs.correct, "correct"),
            screen("<int:pk>/note/", patient_verbs.note, "note"),
            screen("<int:pk>/join/", patient_verbs.join, "join"),
            screen("<int:pk>/apart/", patient_verbs.tell_apart, "apart"),
            screen("<int:pk>/part/", patient_verbs.part, "part"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, obj=None, **kwargs):
        is_own = sees_own_alone(request.user)
        context |= own.of_patient(obj, request.user) if is_own else about(obj, request)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    @admin.display(ordering="phones")
    def phone(self, patient):
        if not patient.phones:
            return ""
        number = patient.phones[0]
        return format_html('<a href="tel:{}">{}</a>', to_e164(number), number)

    @admin.display(ordering="emails")
    def email(self, patient):
        return patient.emails[0] if patient.emails else ""

    @admin.display(ordering="contact_by")
    def prefers(self, patient):
        return patient.get_contact_by_display()

    @admin.display(description="next visit")
    def next_visit(self, patient):
        return moment(patient.next_visit, "short") if patient.next_visit else ""


def about(patient, request):
    """What a patient's page shows."""
    visits = Appointment.objects.of_patients().filter(booking__patient=patient)
    visits = visits.select_related("booking", "service", "therapist")
    to_come = visits.to_come()
    past = Paginator(
        visits.exclude(pk__in=to_come.values("pk")).order_by("-starts_at"), PAST_ON_A_PAGE
    )
    contacts = Q(phone_dialled__in=[to_e164(phone) for phone in patient.phones])
    for email in patient.emails:
        contacts |= Q(email__iexact=email)
    booked_as = patient.bookings.values("name", "email", "phone").order_by().distinct()
    waits = WaitingListEntry.objects.on_list().with_wish().filter(contacts)
    may_change = request.user.has_perm("booking.change_patient")
    return {
        "title": "Patient",
        "subtitle": None,  # the page begins with the name
        "patient": patient,
        "phones": [(phone, to_e164(phone)) for phone in patient.phones],
        "to_come": to_come.order_by("starts_at"),
        "past": past.get_page(whole_number(request.GET.get("page", ""), 1)),
        "missed": visits.filter(state=State.MISSED).count(),
        "waiting_count": patient.bookings.waiting().count(),
        "waits": waits if request.user.has_perm("booking.view_waitinglistentry") else [],
        "booked_as": booked_as.annotate(bookings=Count("pk"), booking=Min("pk")),
        "notes": patient.notes.select_related("by"),
        "note_form": NoteForm(label_suffix=""),
        "may_change": may_change,
        "alike": Patient.objects.like(patient),
        "apart": patient.not_the_same.all()[:MOST_ALIKE],
    }


def beside_visit(booking):
    """What a visit's page says about its patient."""
    if not booking.patient:
        return {"alike": Patient.objects.reached_by(booking.contact_keys).few(MOST_ALIKE)}
    visits = Appointment.objects.of_patients().filter(booking__patient=booking.patient)
    counted = visits.aggregate(all=Count("pk"), missed=Count("pk", filter=Q(state=State.MISSED)))
    others = visits.exclude(booking=booking).select_related("service", "therapist")
    return {
        "alike": Patient.objects.like(booking.patient),
        "others": others.order_by("-starts_at")[:MOST_OTHERS],
        "visits_count": counted["all"],
        "missed_count": counted["missed"],
        "bookings_count": booking.patient.bookings.count(),
    }
