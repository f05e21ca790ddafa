"""The screen on which an administrator lets a copy of the site take the place of the original."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinic_site.backups.home import RESUME, queued_before
from clinic_site.models import Home
from inbox.forms import UncutForm


class StartForm(UncutForm):
    use_required_attribute = False

    old = forms.ChoiceField(
        label="What was already waiting when the copy was made",
        choices=[
            ("delete", "Delete it: the original has sent it, or still can"),
            ("send", "Send it: the original stopped before it could"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens to what was already waiting."},
    )


@permission_required(RESUME, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request):
    home = Home.objects.elsewhere().first()
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_bound and home is None:
        messages.info(request, "This is not a copy. It sends email already.")
        return redirect("admin:index")
    if form.is_valid():
        Home.objects.resume(send_old=form.cleaned_data["old"] == "send")
        messages.success(request, "This website now sends email and texts.")
        return redirect("admin:index")
    mails, texts = queued_before(home.copied_at) if home else ((), ())
    context = {
        **admin.site.each_context(request),
        "title": "This is a copy",
        "home": home,
        "form": form,
        "mails": home and mails.count(),
        "texts": home and texts.count(),
    }
    return render(request, "admin/copy.html", context)
