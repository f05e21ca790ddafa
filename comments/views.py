from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic.links import moved
from clinic.tokens import forgiving
from clinic.watched import Topic, kept
from comments.forms import CommentForm
from comments.models import PER_PAGE, Comment
from inbox.guard import public_form, retry_later, too_many
from inbox.verdict import judge


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request, slug):
    page = get_object_or_404(Comment.pages().at(slug))
    if request.method != "POST":
        return redirect(page)
    form = CommentForm(page, request.POST)
    if not page.allows_comments:
        # Comments may have been closed while the visitor was writing: show what they typed.
        context = {"page": page, "form": form}
        return render(request, "comments/closed.html", context, status=409)
    if wait := too_many(request, CommentForm.counted_as):
        form.add_error(None, wait.words)
        refused = render(request, "comments/comment.html", {"page": page, "form": form})
        return retry_later(refused, wait)
    if not form.is_valid():
        return render(request, "comments/comment.html", {"page": page, "form": form}, status=422)
    Comment.objects.store(judge(request, form), page=page, **form.typed())
    return HttpResponseRedirect(reverse("comments:thanks", args=[page.slug]), status=303)


@require_safe
@kept(Topic.PAGES)
def part(request, slug, number):
    """The older comments that no longer fit on the page itself, 25 at a time."""
    page = get_object_or_404(Comment.pages().at(slug))
    if number == 1:
        return redirect(f"{page.get_absolute_url()}#comments")
    if page.slug != slug:
        return moved(request, reverse("comments:part", args=[page.slug, number]))
    try:
        shown = Paginator(
            Comment.objects.under(page).select_related("in_answer_to"), PER_PAGE
        ).page(number)
    except EmptyPage:
        raise Http404 from None
    return render(request, "comments/part.html", {"page": page, "part": shown})


@require_safe
def one(request, slug, pk):
    """Redirect to where a comment is shown now, since newer ones push it down."""
    page = get_object_or_404(Comment.pages().at(slug))
    found = get_object_or_404(Comment.objects.under(page).select_related("page"), pk=pk)
    if found.is_recent:
        return redirect(found)
    address = reverse("comments:part", args=[page.slug, found.number()])
    return redirect(f"{address}#{found.anchor}")


@require_safe
@kept(Topic.PAGES)
def thanks(request, slug):
    page = get_object_or_404(Comment.pages().at(slug))
    return render(request, "comments/thanks.html", {"page": page})


@never_cache
@forgiving
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def emails(request, token):
    """Stop the emails about a comment. Asks first: mail scanners follow links."""
    comment = get_object_or_404(Comment, token=token)
    if request.method == "POST":
        comment.stop_emails()
        return HttpResponseRedirect(reverse("comments:emails", args=[token]), status=303)
    response = render(request, "comments/emails.html", {"comment": comment})
    response["X-Robots-Tag"] = "noindex"
    return response
