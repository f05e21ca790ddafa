"""Text in the HTML of an email, which has no style sheet to rely on."""

from django import template
from django.template.defaultfilters import linebreaksbr, urlize
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from clinic.nowrap import TAGS
from clinic.templatetags.clock import unbroken

register = template.Library()


@register.filter
def in_mail(text, clinic):
    """Plain text as HTML: its lines, its links, and the clinic's own phone number to tap."""
    html = with_phone(linebreaksbr(urlize(text, autoescape=True)), clinic)
    return unbroken(html, "display: inline-block")


def with_phone(html, clinic):
    if not clinic.phone_link:
        return html
    number = escape(clinic.phone)
    link = format_html('<a href="tel:{}">{}</a>', clinic.phone_link, clinic.phone)
    pieces = TAGS.split(html)
    pieces[::2] = [text.replace(number, link) for text in pieces[::2]]
    return mark_safe("".join(pieces))  # noqa: S308 - escaped above
