from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from clinic.unbroken import as_html

register = template.Library()


@register.filter
def unbroken(value, style=""):
    """Keep dates, times and phone numbers on one line; `style` is for mail, which has no sheet."""
    attribute = f'style="{style}"' if style else 'class="whole"'
    html = as_html(conditional_escape(value), attribute)
    return mark_safe(html)  # noqa: S308 - it was safe, or is escaped
