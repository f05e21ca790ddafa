"""The direction of text that may be Arabic or Hebrew. Adds nothing to other text."""

import re

from django import template
from django.utils.safestring import mark_safe

register = template.Library()

RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
BLOCK = re.compile(r"<(/?)(p|h3|h4|ul|ol|table|t[hd])([ >])")


@register.simple_tag
def direction(*texts):
    """A `dir` attribute for the tag around these texts, if any needs one."""
    return mark_safe(' dir="auto"') if any(map(RIGHT_TO_LEFT.search, texts)) else ""


@register.filter
def directed(html):
    """A section's clean text, with a direction on each part, if any needs one.

    A part is a paragraph, heading, list, table or cell. List items take the list's, as its numbers
    and bullets do.
    """
    if not RIGHT_TO_LEFT.search(html):
        return mark_safe(html)  # noqa: S308 - cleaned when it was stored
    lists = 0

    def with_direction(found):
        nonlocal lists
        end, tag, rest = found.groups()
        is_list = tag in ("ul", "ol")
        lists -= bool(end) and is_list
        inside = lists > 0
        lists += not end and is_list
        return found[0] if end or inside else f'<{tag} dir="auto"{rest}'

    return mark_safe(BLOCK.sub(with_direction, html))  # noqa: S308
