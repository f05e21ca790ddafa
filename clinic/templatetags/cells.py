from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells, headers):
    """The cells of a row of a change list, each with the heading of its column as `data-label`."""
    for cell, header in zip(cells, headers, strict=True):
        label = capfirst(strip_tags(header["text"]))  # none above the boxes to tick
        tag, rest = cell[:3], cell[3:]
        yield format_html('{} data-label="{}"{}', mark_safe(tag), label, mark_safe(rest))  # noqa: S308 Django's own HTML
