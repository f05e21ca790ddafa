"""What pages show of the rooms beside them."""

from django import template

from booking.next_open import next_open
from clinic_site.on_show import treatments
from clinic_site.on_show.today import today

register = template.Library()
register.simple_tag(next_open)
register.simple_tag(treatments.treatment_of)
register.simple_tag(treatments.offers_on)
register.simple_tag(today)


@register.simple_tag(takes_context=True)
def profile_of(context, therapist):
    """Where readers find this therapist on a page, with the section about them; or None."""
    return context["profiles"].get(str(therapist.pk)) if therapist else None


@register.simple_tag(takes_context=True)
def way_to_book(context, key):
    """How the therapist with this key, as a section holds it, is booked online; or None."""
    return context["ways_to_book"].get(key) if key else None
