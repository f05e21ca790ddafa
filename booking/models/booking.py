import secrets

from django.conf import settings
from django.db import IntegrityError, models
from django.urls import reverse

from booking import diary, mails
from booking.conflicts import TimeTaken
from booking.models.appointment import Appointment
from booking.models.schedule import Therapist
from pages.phone import to_e164, validate_phone

# Without letters and digits that are mistaken for one another when read out by phone.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"


def new_reference():
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def new_token():
    return secrets.token_urlsafe(24)


class AlreadySent(Exception):
    """The form's one-use key has been used, with other words than these."""


class BookingManager(models.Manager):
    def request(self, *, form_key, service, therapists, starts_at, **details):
        """Store a patient's request for one visit with the first free of these therapists.

        Who does not offer the service (any more) is passed over. `details` are the patient's
        fields. The same form sent again (a double click, a reload) leads to the booking it made
        before. Raises TimeTaken when nobody is free then, and AlreadySent when the key comes back
        with different details.
        """
        ids = [therapist.pk for therapist in therapists]
        try:
            with Appointment.taking_time(ids):
                if earlier := self.sent_before(form_key, service, starts_at, details):
                    return earlier
                therapists = Therapist.objects.offering(service).filter(pk__in=ids)
                free = diary.open_times(service, therapists, starts_at=starts_at)
                therapist = next((one for one in free if starts_at in free[one]), None)
                if therapist is None:
                    raise TimeTaken
                booking = self.create(
                    form_key=form_key, phone_dialled=to_e164(details["phone"]), **details
                )
                appointment = Appointment.objects.make(booking, service, therapist, starts_at)
                appointment.record("requested")
                mails.requested(appointment)
                return booking
        except IntegrityError:
            # Two posts of one form that locked different therapists: the key has decided.
            if earlier := self.sent_before(form_key, service, starts_at, details):
                return earlier
            raise

    def sent_before(self, form_key, service, starts_at, details):
        booking = self.filter(form_key=form_key).first()
        if booking is None:
            return None
        same_visit = booking.appointments.filter(service=service, starts_at=starts_at).exists()
        typed = ("name", "email", "phone", "note")
        if same_visit and all(getattr(booking, field) == details[field] for field in typed):
            return booking
        raise AlreadySent


class Booking(models.Model):
    """Who comes, and how to reach them. A single visit is a course of one."""

    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail")
    phone = models.CharField(max_length=40, validators=[validate_phone])
    phone_dialled = models.CharField(
        max_length=64, editable=False, help_text="The same number as E.164, to be found by."
    )
    note = models.TextField(max_length=1000, blank=True)
    reasons = models.JSONField("signs of spam", default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BookingManager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("booking:appointment", args=[self.token])

    def private_url(self):
        """The patient's own link, as it goes into mail."""
        return settings.SITE_URL + self.get_absolute_url()
