"""The services of a therapist as ticks in their form, each with a length of its own as an extra."""

from django import forms
from django.db.models import Q

from booking.models import Offering, Service
from booking.models.service import LONGEST_VISIT, SHORTEST_VISIT
from typed.seen import ChangedMeanwhile

COLLEAGUE = (
    "A colleague has just changed this therapist’s services. Yours are not saved: open this page "
    "in another tab to see theirs."
)


class WithServices(forms.ModelForm):
    """`shows_services` and `may_change_services` come from the permissions."""

    shows_services = may_change_services = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.shows_services:
            return
        own = {one.service_id: one for one in self.offerings()}
        self.listed = list(Service.objects.filter(Q(is_active=True) | Q(pk__in=own)))
        for service in self.listed:
            ticked, minutes, was = names_of(service)
            self.fields |= {
                ticked: forms.BooleanField(label=service.name, required=False),
                minutes: forms.IntegerField(
                    label=f"Own length of {service.name} (minutes)",
                    required=False,
                    validators=[SHORTEST_VISIT, LONGEST_VISIT],
                    widget=forms.NumberInput(attrs={"min": 5, "max": 480}),
                ),
                was: forms.CharField(required=False, widget=forms.HiddenInput),
            }
            offering = own.get(service.pk)
            length = offering and offering.duration
            self.initial |= {ticked: bool(offering), minutes: length, was: said(offering)}
            if not self.may_change_services:
                for name in (ticked, minutes, was):
                    self.fields[name].disabled = True

    def offerings(self):
        return self.instance.offerings.all() if self.instance.pk else ()

    def services(self):
        """For the template: each service with its tick and its length."""
        for service in self.listed:
            ticked, minutes, was = (self[name] for name in names_of(service))
            yield {"service": service, "ticked": ticked, "minutes": minutes, "was": was}

    def clean(self):
        super().clean()
        for service in self.listed if self.shows_services else ():
            ticked, minutes, _ = names_of(service)
            if self.cleaned_data.get(minutes) and not self.cleaned_data.get(ticked):
                self.add_error(minutes, "Select the service too, or clear its length.")

    def save_services(self, therapist):
        """Store what differs from what was shown. The caller has the locks.

        Raises ChangedMeanwhile if a colleague has changed the same service in between.
        """
        if not (self.shows_services and self.may_change_services):
            return
        stored = {one.service_id: one for one in therapist.offerings.all()}
        for service in self.listed:
            ticked, minutes, was = (self.cleaned_data[name] for name in names_of(service))
            new = Offering(therapist=therapist, service=service, duration=minutes)
            new = new if ticked else None
            if said(new) == was:
                continue
            old = stored.get(service.pk)
            if said(old) != was:
                raise ChangedMeanwhile(COLLEAGUE)
            if old and new:
                therapist.offerings.filter(pk=old.pk).update(duration=minutes)
            elif new:
                new.save()
            else:
                old.delete()


def names_of(service):
    return (f"service-{service.pk}", f"service-{service.pk}-minutes", f"service-{service.pk}-was")


def said(offering):
    """Whether it is offered, and for how long, as text."""
    return f"offered {offering.duration or ''}".strip() if offering else ""
