from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()


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
