from datetime import timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext

from booking.absence import may_record
from booking.models import Closure, FlowWords
from clinic import clock

AHEAD = timedelta(days=60)  # about as far as patients plan their visits

register = template.Library()
register.filter("may_record_absence", may_record)


@register.simple_tag
def flow_words():
    """The clinic's own key sentences. One query, where one of them is shown."""
    return FlowWords.current()


@register.filter
@lru_cache(maxsize=2000)
def formatted(value, style):
    """A date or a time, as Django formats it; cached, as pages of times repeat the same few."""
    return date_format(value, style)


@register.filter
def distinct(visits, name):
    """What these visits have by this name, each once, in their order."""
    return list(dict.fromkeys(getattr(one, name) for one in visits))


@register.filter
def cutoff_hours(visit):
    """How many hours before a visit online changes close, by the rules in force."""
    return (visit.starts_at - visit.changeable_until()) // timedelta(hours=1)


@register.filter
def cutoff(visit):
    """Until when a visit can be changed online: “24 hours before it starts”, or “it starts”."""
    hours = cutoff_hours(visit)
    return f"{hours} {ngettext('hour', 'hours', hours)} before it starts" if hours else "it starts"


@register.simple_tag(takes_context=True)
def coming_closures(context):
    """The clinic's public closures in the coming weeks, soonest first.

    Takes no query if the page has `schedules`, which include all closures to come.
    """
    today = timezone.localdate()
    if schedules := context.get("schedules"):
        shown = [one for one in schedules.all_closures if one.is_shown_to_patients(today)]
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
    return mark_safe(link(context, step, content, fragment, css + mark))  # noqa: S308 - all escaped


@register.simple_tag(takes_context=True)
def time_links(context, picker, day, times):
    """The list items of a day's times, each linked to its step, and of the way to the rest.

    Does what `go` does, which would be slow for hundreds of them.
    """
    shown, named = picker.shown(day, times), clock.day(day)
    items = [link(context, step, time_of(start, named)) for start, step in shown]
    if rest := len(times) - len(shown):
        more = f'{rest} more<span class="visually-hidden"> on {named}</span>'
        items.append(link(context, picker.to(day), more, "#time", ' class="more"'))
    return mark_safe("\n".join(f"<li>{item}</li>" for item in items))  # noqa: S308 - all escaped


def time_of(start, day):
    said = clock.clock_time(start) if clock.is_in_doubt(start) else formatted(start.time(), "g:i A")
    hidden = f'<span class="visually-hidden">, {day}</span>'
    return f'<time datetime="{start.isoformat()}">{said}</time>{hidden}'


def link(context, step, content, fragment="", attributes=""):
    if context.get("carried"):
        to = f'name="go" value="{escape(step.query)}" formaction="{escape(step.path)}{fragment}"'
        return f"<button {to}{attributes}>{content}</button>"
    return f'<a href="{escape(step)}{fragment}"{attributes}>{content}</a>'


@register.filter
def phone_link(booking):
    """The number to call, with the name to ask for, or a note that there is no number."""
    if not booking.phone:
        return "(no phone number)"
    link = format_html('<a href="tel:{}">{}</a>', booking.phone_dialled, booking.phone)
    return format_html("{}, ask for {}", link, whom) if (whom := booking.arranged_by) else link
