"""Who the clinic treats, across their bookings."""

from collections import Counter

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from booking.models.appointment import Appointment
from booking.models.brought_in import PatientsBroughtIn, WithImportKey
from booking.models.one_patient import contact_keys, folded
from booking.models.patient_changes import PatientChanges
from booking.models.visible import sees_own_alone
from clinic.columns import PhoneField
from clinic.desk_search import FoundByWords, Words, stored
from clinic.phone import to_e164


def in_one_text(column):
    return Func(F(column), function="joined_texts", output_field=models.TextField())


MOST_FOUND, MOST_LOOKED_AT = 8, 50  # patients, by what somebody typed
MOST_ALIKE, MOST_NAMESAKES = 10, 3  # patients shown who may be the same person
WORDS = Words(
    "name", in_one_text("other_names"), in_one_text("emails"), phone=in_one_text("phones")
)


class PatientQuerySet(FoundByWords, PatientsBroughtIn):
    def visible_to(self, user):
        """Those whose page this account may open. A therapist: those with a visit of theirs."""
        if user.has_perm("booking.view_patient"):
            return self
        if not sees_own_alone(user):
            return self.none()
        visits = Appointment.objects.visible_to(user)
        return self.filter(pk__in=visits.values("booking__patient"))

    def called(self, name, keys):
        """Those with this name and one of these keys: the rule of `is_same_person`, for rows."""
        return self.filter(names_folded__contains=[folded(name)], contact_keys__overlap=list(keys))

    def owner(self, *, name, email, phone, contact_by, is_certain=None):
        """The patient to whom a booking with these details belongs: a new one if nobody agrees.

        `is_certain` is the patient if somebody has said who it is. Whoever it is can be reached by
        this email and phone from now on. The caller's transaction has taken turns for the contact,
        so that two requests of one person do not create two patients.
        """
        keys = contact_keys(email, to_e164(phone))
        found = self.filter(pk=is_certain.pk).in_turn() if is_certain else []
        if not found:  # or joined with another since they were chosen
            of_chosen = is_certain.contact_keys if is_certain else []
            found = self.called(name, keys.union(of_chosen)).in_turn()
        if not found:
            new = self.model(contact_by=contact_by)
            new.set_names([name])
            new.set_contacts([email], [phone])
            new.save()
            return new
        patient = found[0]
        if keys - set(patient.contact_keys):
            patient.set_contacts([*patient.emails, email], [*patient.phones, phone])
            patient.count_change()
            patient.save(update_fields=[*CONTACTS, "version"])
        return patient

    def in_turn(self):
        """These rows, locked. All of them: with LIMIT, PostgreSQL may search every patient."""
        return list(self.select_for_update(no_key=True).order_by("pk"))

    def like(self, patient):
        """Others who may be the same person, with their next visit: first those who share an email
        or phone, then those of the same name, unless it is so common that it says nothing."""
        others = self.exclude(pk=patient.pk).exclude(not_the_same=patient)
        found = others.reached_by(patient.contact_keys).few(MOST_ALIKE)
        more = others.filter(names_folded__overlap=patient.names_folded).few(MOST_NAMESAKES + 1)
        if len(more) > MOST_NAMESAKES:
            more = []
        return found + [one for one in more if one not in found]

    def reached_by(self, keys):
        return self.filter(contact_keys__overlap=list(keys))

    def few(self, most):
        """The first of them by name, with their next visit."""
        # With LIMIT, PostgreSQL may search every patient in the order of their names.
        pks = sorted(self.order_by().values_list("name", "pk"))[:most]
        return list(self.model.objects.with_next_visit().filter(pk__in=[pk for _, pk in pks]))

    def with_next_visit(self):
        """Each with the start of the next visit, as `next_visit`, or None."""
        to_come = Appointment.objects.of_patients().to_come()
        theirs = to_come.filter(booking__patient=OuterRef("pk")).order_by("starts_at")
        return self.annotate(next_visit=Subquery(theirs.values("starts_at")[:1]))

    def matching(self, typed):
        """The first few who are found by any of these texts, best first, with their next visit."""
        found = Counter()
        for text in typed:
            found.update(self.order_by().found(text).values_list("pk", flat=True)[:MOST_LOOKED_AT])
        best = [pk for pk, _ in found.most_common(MOST_FOUND)]
        rows = self.with_next_visit().filter(pk__in=best)
        return sorted(rows, key=lambda one: (-found[one.pk], one.name))

    def forget_unneeded(self):
        """Delete those of these patients who have no booking (any more), with their notes."""
        list(self.select_for_update().order_by("pk"))  # nobody gives them a booking from here on
        self.filter(bookings=None).delete()

    def lose(self, erased):
        """Forget what only these bookings said, which have just been erased; nobody is kept
        without a booking."""
        self.forget_unneeded()
        for patient in self.prefetch_related("bookings"):
            gone = [one for one in erased if one.patient_id == patient.pk]
            patient.lose(gone, list(patient.bookings.all()))

    def erase(self):
        """Delete these patients with their notes, or else what only erased bookings said of them.

        Someone may have bookings under another name, which were not to be erased.
        """
        self.forget_unneeded()
        for patient in self.prefetch_related("bookings"):
            patient.notes.all().delete()
            left = patient.bookings.all()
            patient.set_names([one.name for one in left])
            patient.set_contacts([one.email for one in left], [one.phone for one in left])
            patient.count_change()
            patient.save()


class ContactBy(models.TextChoices):
    EMAIL = "email", "Email"
    PHONE = "phone", "Phone call"


class Patient(WithImportKey, PatientChanges):
    """A person with their bookings, how to reach them, and what the staff noted.

    A booking keeps the contact that it was made with. The site never tells a visitor whether
    somebody is known here.
    """

    WORDS = WORDS

    name = models.CharField(max_length=120)
    other_names = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        help_text="What they have booked as, too.",
    )
    emails = ArrayField(models.EmailField(), default=list, blank=True)
    phones = ArrayField(PhoneField(max_length=40), default=list, blank=True)
    contact_by = models.CharField(
        "preferred contact", max_length=5, choices=ContactBy, default=ContactBy.EMAIL
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    names_folded = ArrayField(models.TextField(), default=list, editable=False)
    contact_keys = ArrayField(
        models.CharField(max_length=254),
        editable=False,
        help_text="The emails without capitals, and the phone numbers as E.164.",
    )
    not_the_same = models.ManyToManyField(
        "self", blank=True, help_text="Patients who seem to be the same person and are not."
    )

    words = stored(WORDS)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            GinIndex(fields=["words"], name="booking_patient_words"),
            # Each request looks here, so it must not have to read a list of pending entries.
            GinIndex(fields=["contact_keys"], name="booking_patient_contacts", fastupdate=False),
            GinIndex(fields=["names_folded"], name="booking_patient_of_a_name", fastupdate=False),
            models.Index(fields=["name", "id"], name="booking_patients_by_name"),
            models.Index(
                fields=["book_import"],
                condition=Q(book_import__isnull=False),
                name="booking_patients_brought_in",
            ),
            models.Index(
                fields=["import_key"], condition=~Q(import_key=""), name="booking_patient_of_a_book"
            ),
        ]

    def __str__(self):
        return self.name

    def get_admin_url(self):
        return reverse("admin:booking_patient_change", args=[self.pk])

    @transaction.atomic
    def add_note(self, text, by):
        """The same words twice in a row, as by a double click, are one note."""
        type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        last = self.notes.first()
        if last and (last.text, last.by) == (text, by):
            return last
        return self.notes.create(text=text, by=by)

    def set_names(self, names):
        """The first is the one to use."""
        self.name, *self.other_names = each_once(names, folded)
        self.names_folded = sorted({folded(name) for name in names})

    def set_contacts(self, emails, phones):
        """Each address and number once, in this order: the first is the one to use."""
        self.emails, self.phones = each_once(emails, str.lower), each_once(phones, to_e164)
        keys = {one.lower() for one in self.emails} | {to_e164(one) for one in self.phones}
        self.contact_keys = sorted(keys - {""})


def each_once(values, key):
    found = {}
    for value in filter(None, values):
        found.setdefault(key(value), value)
    return list(found.values())


CONTACTS = ["emails", "phones", "contact_keys"]


class PatientNote(models.Model):
    """What one of the staff noted about a patient. Append-only."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"of {self.at:%Y-%m-%d}"
