"""Dates and times by the clinic's clock; `date` and `time` are Django's, and know every zone."""

from datetime import datetime

from django import template
from django.template import defaultfilters
from django.utils.timezone import is_aware

from clinic import clock, closing_time

register = template.Library()
register.filter("clock", clock.clock_time)
register.filter("span", clock.span)
register.filter("end", closing_time.spoken_end)


@register.filter
def date(value, form=None):
    return defaultfilters.date(by_the_clock(value), form)


@register.filter
def time(value, form=None):
    return defaultfilters.time(by_the_clock(value), form)


def by_the_clock(value):
    return clock.local(value) if isinstance(value, datetime) and is_aware(value) else value
