"""How long something is kept, for a screen that says so."""

from django import template

from clinic_site.retention.periods import Retention

register = template.Library()


@register.simple_tag
def kept_until(name, since):
    """When what was there at this moment is purged, by the period of this name."""
    return since + Retention.current().length(name)
