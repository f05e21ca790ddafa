from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from antispam.guard import public_form, retry_later, too_many
from antispam.signs import judge
from comments.forms import CommentForm
from comments.models import Comment
from pages.models import Page


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request, slug):
    page = get_object_or_404(Page.objects.public().at(slug))
    if request.method != "POST":
        return redirect(page)
    form = CommentForm(page, request.POST)
    if not page.allows_comments:
        # It may have closed while the visitor was writing, who gets their words back.
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
def thanks(request, slug):
    page = get_object_or_404(Page.objects.public().at(slug))
    return render(request, "comments/thanks.html", {"page": page})
