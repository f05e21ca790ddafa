from django import template
from django.utils.safestring import mark_safe

from clinic.templatetags.directions import directed
from pages.reading.tables import with_names

register = template.Library()


@register.filter
def readable(body, caption=""):
    """A section's clean text as readers get it; the caption, plain text, is its table's."""
    return mark_safe(with_names(directed(body), caption))  # noqa: S308 - cleaned when stored
