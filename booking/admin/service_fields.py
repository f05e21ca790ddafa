"""The services of a therapist as ticks in their form, each with a length and a price of its own."""

from django import forms
from django.db.models import Q

from booking.models import Offering, Service
from booking.models.service import LONGEST_VISIT, SHORTEST_VISIT
from typed.fields import LineField
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
            ticked, minutes, price, was = names_of(service)
            self.fields |= {
                ticked: forms.BooleanField(label=service.name, required=False),
                minutes: forms.IntegerField(
                    label=f"Own length of {service.name} (minutes)",
                    required=False,
                    validators=[SHORTEST_VISIT, LONGEST_VISIT],
                    widget=forms.NumberInput(attrs={"min": 5, "max": 480}),
                ),
                price: LineField(
                    label=f"Own price of {service.name}",
                    required=False,
                    max_length=Offering._meta.get_field("price").max_length,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                ),
                was: forms.CharField(required=False, widget=forms.HiddenInput),
            }
            offering = own.get(service.pk)
            self.initial |= {
                ticked: bool(offering),
                minutes: offering and offering.duration,
                price: offering.price if offering else "",
                was: said(offering),
            }
            if not self.may_change_services:
                for name in names_of(service):
                    self.fields[name].disabled = True

    def offerings(self):
        return self.instance.offerings.all() if self.instance.pk else ()

    def services(self):
        """For the template: each service with its tick, its length and its price."""
        parts = ("ticked", "minutes", "price", "was")
        for service in self.listed:
            fields = (self[name] for name in names_of(service))
            yield {"service": service} | dict(zip(parts, fields, strict=True))

    def clean(self):
        super().clean()
        for service in self.listed if self.shows_services else ():
            ticked, minutes, price, _ = names_of(service)
            for name, own in ((minutes, "length"), (price, "price")):
                if self.cleaned_data.get(name) and not self.cleaned_data.get(ticked):
                    self.add_error(name, f"Select the service too, or clear its {own}.")

    def save_services(self, therapist):
        """Store what differs from what was shown. The caller has the locks.

        Raises ChangedMeanwhile if a colleague has changed the same service in between.
        """
        if not (self.shows_services and self.may_change_services):
            return
        stored = {one.service_id: one for one in therapist.offerings.all()}
        for service in self.listed:
            ticked, minutes, price, was = (self.cleaned_data[name] for name in names_of(service))
            own = {"duration": minutes, "price": price}
            new = Offering(therapist=therapist, service=service, **own) if ticked else None
            if said(new) == was:
                continue
            old = stored.get(service.pk)
            if said(old) != was:
                raise ChangedMeanwhile(COLLEAGUE)
            if old and new:
                therapist.offerings.filter(pk=old.pk).update(**own)
            elif new:
                new.save()
            else:
                old.delete()


def names_of(service):
    own = f"service-{service.pk}"
    return own, f"{own}-minutes", f"{own}-price", f"{own}-was"


def said(offering):
    """Whether it is offered, for how long and at what price, as text."""
    if not offering:
        return ""
    length = f"offered {offering.duration or ''}".strip()
    return f"{length}, {offering.price}" if offering.price else length
