from django import template

from comments.forms import CommentForm
from comments.models import Comment

register = template.Library()


@register.inclusion_tag("comments/_comments.html", takes_context=True)
def page_comments(context, page):
    """The comments that may be shown under a page, and the form where the page takes new ones."""
    return {
        "clinic": context["clinic"],
        "comments": Comment.objects.visible().filter(page=page),
        "form": CommentForm(page) if page.allows_comments else None,
    }
