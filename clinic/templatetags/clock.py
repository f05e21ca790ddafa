"""Dates and times in the clinic's time zone, beside Django's own `date` and `time`."""

from datetime import datetime

from django import template
from django.template import defaultfilters
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.timezone import is_aware

from clinic import clock, closing_time
from clinic.nowrap import as_html

register = template.Library()
register.filter("day", clock.day)
register.filter("clock", clock.clock_time)
register.filter("hours", clock.hours)
register.filter("moment", clock.moment)
register.filter("waited", clock.waited)
register.filter("left", clock.left)
register.filter("end", closing_time.spoken_end)


@register.filter
def date(value, form=None):
    return defaultfilters.date(by_the_clock(value), form)


@register.filter
def time(value, form=None):
    return defaultfilters.time(by_the_clock(value), form)


def by_the_clock(value):
    return clock.local(value) if isinstance(value, datetime) and is_aware(value) else value


@register.filter
def unbroken(value, style=""):
    """Keep dates, times and phone numbers on one line; `style` does so without a style sheet."""
    attribute = f'style="{style}"' if style else 'class="whole"'
    html = as_html(conditional_escape(value), attribute)
    return mark_safe(html)  # noqa: S308 - it was safe, or has been escaped
