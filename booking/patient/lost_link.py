from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from booking.models import Booking, WaitingListEntry
from clinic.watched import Topic, kept
from inbox.fields import PublicEmailField
from inbox.forms import GuardedForm
from inbox.guard import public_form, retry_later, too_many
from inbox.verdict import judge


class LinkForm(GuardedForm):
    submit_label = "Send me the link"
    counted_as = "link"

    email = PublicEmailField(help_text="The address you used to request the appointment.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.form_action = "booking:link"


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@kept(Topic.PAGES)
def link(request):
    """Email the private links again. The answer never shows whether the address is known."""
    if request.method != "POST":
        return render(request, "booking/link.html", {"form": LinkForm()})
    form = LinkForm(request.POST)
    if wait := too_many(request, LinkForm.counted_as):
        form.add_error(None, wait.words)
        return retry_later(render(request, "booking/link.html", {"form": form}), wait)
    if not form.is_valid():
        return render(request, "booking/link.html", {"form": form}, status=422)
    if not judge(request, form).is_spam:
        Booking.objects.mail_links(form.cleaned_data["email"])
        WaitingListEntry.objects.mail_links(form.cleaned_data["email"])
    return HttpResponseRedirect(reverse("booking:link_sent"), status=303)


@require_safe
@kept(Topic.PAGES)
def link_sent(request):
    return render(request, "booking/link_sent.html")
