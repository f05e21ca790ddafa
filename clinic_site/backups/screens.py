"""The screen on which an administrator lets a copy of the site take the place of the original."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from clinic_site.backups.home import RESUME, queued_before
from clinic_site.models import Home
from inbox.forms import UncutForm

CHOICES = [
    ("delete", "Delete it. The original has sent it, or still can."),
    ("send", "Send it. The original stopped before it could."),
]


class StartForm(UncutForm):
    """Asks about what was already waiting when the copy was made, if anything was."""

    use_required_attribute = False

    old = forms.ChoiceField(
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens to what was already waiting."},
    )

    def __init__(self, *args, mails, texts, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(mails, "email", "emails"), (texts, "text message", "text messages")]
        some = [f"{count} {ngettext(one, many, count)}" for count, one, many in kinds if count]
        if some:
            waiting = " and ".join(some)
            self.fields["old"].label = f"Already waiting when the copy was made: {waiting}"
        else:
            del self.fields["old"]


@permission_required(RESUME, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request):
    home, form = Home.objects.elsewhere().first(), None
    if home:
        mails, texts = queued_before(home.copied_at)
        posted = request.POST if request.method == "POST" else None
        form = StartForm(posted, mails=mails.count(), texts=texts.count())
    elif request.method == "POST":
        messages.info(request, "This is not a copy. It sends email already.")
        return redirect("admin:index")
    if form and form.is_valid():
        Home.objects.resume(send_old=form.cleaned_data.get("old") != "delete")
        messages.success(request, "This website now sends email and texts.")
        return redirect("admin:index")
    context = {
        **admin.site.each_context(request),
        "title": "This is a copy",
        "home": home,
        "form": form,
    }
    return render(request, "admin/copy.html", context)
