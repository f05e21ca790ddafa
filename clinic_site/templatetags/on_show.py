"""What pages show of the rooms beside them."""

from django import template

from booking.next_open import next_open

register = template.Library()
register.simple_tag(next_open)
