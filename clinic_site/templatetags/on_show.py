"""What pages show of the rooms beside them."""

from django import template

from clinic_site.on_show import treatments
from clinic_site.on_show.people import openings_of
from clinic_site.on_show.today import today

register = template.Library()
register.simple_tag(today)


@register.simple_tag(takes_context=True)
def next_open(context, services=()):
    return openings_of(context["request"]).next_open(services)


@register.simple_tag(takes_context=True)
def treatment_of(context, section, page, revision):
    return treatments.treatment_of(openings_of(context["request"]), section, page, revision)


@register.simple_tag(takes_context=True)
def offers_on(context, sections, clinic_name=""):
    return treatments.offers_on(openings_of(context["request"]), sections, clinic_name)


@register.simple_tag(takes_context=True)
def profile_of(context, therapist):
    """Where readers find this therapist on a page, with the section about them; or None."""
    return context["profiles"].get(str(therapist.pk)) if therapist else None


@register.simple_tag(takes_context=True)
def way_to_book(context, key):
    """How the therapist with this key, as a section holds it, is booked online; or None."""
    return context["ways_to_book"].get(key) if key else None
