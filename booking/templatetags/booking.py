from datetime import timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from booking.models import Closure
from clinic.clock import clock_time, is_in_doubt

AHEAD = timedelta(days=60)  # about as far as patients plan their visits

register = template.Library()


@register.filter
@lru_cache(maxsize=2000)
def said(value, form):
    """A day or a time of day in words. Pages of times say the same few hundred again and again."""
    return date_format(value, form)


@register.simple_tag(takes_context=True)
def coming_closures(context):
    """The clinic's public closures in the coming weeks, soonest first.

    A page that has read the `schedules` has read all closures to come.
    """
    today = timezone.localdate()
    if schedules := context.get("schedules"):
        shown = [one for one in schedules.rows if one.is_shown_to_patients(today)]
    else:
        shown = Closure.objects.shown_to_patients(today)
    return [one for one in shown if one.first_day <= today + AHEAD]


@register.simple_block_tag(takes_context=True)
def go(context, content, step, fragment="", css="", current=False):
    """A way to another step: a link, or a button if typed details are carried along.

    Addresses must not contain anything personal, so the button posts the details with the choice.
    """
    css = format_html(' class="{}"', css) if css else ""
    mark = ' aria-current="true"' if current else ""
    return mark_safe(way(context, step, content, fragment, css + mark))  # noqa: S308 - all escaped


@register.simple_tag(takes_context=True)
def ways(context, day, times):
    """The items of a list of a day's times, each of which leads on.

    As `go`, which would be slow for hundreds of them.
    """
    day = said(day, "l, F j, Y")
    items = [f"<li>{way(context, step, shown(start, day))}</li>" for start, step in times]
    return mark_safe("\n".join(items))  # noqa: S308 - all escaped


def shown(start, day):
    clock = clock_time(start) if is_in_doubt(start) else said(start.time(), "g:i A")
    hidden = f'<span class="visually-hidden">, {day}, {start.tzname()}</span>'
    return f'<time datetime="{start.isoformat()}">{clock}</time>{hidden}'


def way(context, step, content, fragment="", attributes=""):
    if context.get("carried"):
        to = f'name="go" value="{escape(step.query)}" formaction="{escape(step.path)}{fragment}"'
        return f"<button {to}{attributes}>{content}</button>"
    return f'<a href="{escape(step)}{fragment}"{attributes}>{content}</a>'
