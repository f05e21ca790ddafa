from django import template

from pages.editing.states import state_of_version

register = template.Library()
register.simple_tag(state_of_version)
