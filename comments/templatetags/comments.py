from django import template

from comments.forms import CommentForm
from comments.models import PER_PAGE, Comment

register = template.Library()


@register.inclusion_tag("comments/_comments.html", takes_context=True)
def page_comments(context, page):
    """The newest comments under a page, and the form where the page takes new ones."""
    all_of_them = Comment.objects.under(page).select_related("in_answer_to")
    newest = list(all_of_them[: PER_PAGE + 1])
    return {
        "clinic": context["clinic"],
        "page": page,
        "comments": newest[:PER_PAGE],
        "count": len(newest) if len(newest) <= PER_PAGE else all_of_them.count(),
        "has_older": len(newest) > PER_PAGE,
        "form": CommentForm(page) if page.allows_comments else None,
    }
