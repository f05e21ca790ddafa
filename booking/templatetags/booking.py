from datetime import timedelta

from django import template
from django.utils import timezone

from booking.models import Closure

AHEAD = timedelta(days=60)  # about as far as patients plan their visits

register = template.Library()


@register.simple_tag
def coming_closures():
    """The clinic's public closures in the coming weeks, soonest first."""
    today = timezone.localdate()
    return Closure.objects.shown_to_patients(today).filter(first_day__lte=today + AHEAD)
