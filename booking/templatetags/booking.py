from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from booking.models import Closure

AHEAD = timedelta(days=60)  # about as far as patients plan their visits

register = template.Library()


@register.simple_tag
def coming_closures():
    """The clinic's public closures in the coming weeks, soonest first."""
    today = timezone.localdate()
    return Closure.objects.shown_to_patients(today).filter(first_day__lte=today + AHEAD)


@register.simple_block_tag(takes_context=True)
def go(context, content, step, fragment="", css="", current=False):
    """A way to another step: a link, or a button if typed details are carried along.

    Addresses must not contain anything personal, so the button posts the details with the choice.
    """
    mark = mark_safe(' aria-current="true"') if current else ""
    css = format_html(' class="{}"', css) if css else ""
    if context.get("carried"):
        return format_html(
            '<button name="go" value="{}" formaction="{}{}"{}{}>{}</button>',
            step.query,
            step.path,
            fragment,
            css,
            mark,
            content,
        )
    return format_html('<a href="{}{}"{}{}>{}</a>', step, fragment, css, mark, content)
