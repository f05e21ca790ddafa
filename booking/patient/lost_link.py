from datetime import timedelta

from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from booking import mails
from booking.models import Booking
from inbox.fields import PublicEmailField
from inbox.forms import GuardedForm
from inbox.guard import public_form, retry_later, too_many
from inbox.mail_limits import may_be_mailed, take_turns
from inbox.verdict import judge


class LinkForm(GuardedForm):
    submit_label = "Send me the link"
    counted_as = "link"

    email = PublicEmailField(help_text="The address you used to request the appointment.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.form_action = "booking:link"


PAUSE = timedelta(minutes=10)  # between two such emails to one address


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
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
        mail_links(form.cleaned_data["email"])
    return HttpResponseRedirect(reverse("booking:link_sent"), status=303)


@require_safe
def link_sent(request):
    return render(request, "booking/link_sent.html")


@transaction.atomic
def mail_links(email):
    """Email each address its own links: addresses that differ only in case may be two people's.

    Parallel posts take turns, so that the first sends everything and the others find the pause.
    Rows being written are skipped: waiting for them would mean taking locks in another order than
    writers do.
    """
    take_turns(email)
    now, by_address = timezone.now(), {}
    bookings = Booking.objects.filter(email__iexact=email).to_come().order_by("pk")
    for booking in bookings.select_for_update(no_key=True, skip_locked=True):
        by_address.setdefault(booking.email, []).append(booking)
    for of_address in by_address.values():
        sent = [one.link_sent_at for one in of_address if one.link_sent_at]
        if (not sent or max(sent) <= now - PAUSE) and may_be_mailed(email):
            Booking.objects.filter(pk__in=[one.pk for one in of_address]).update(link_sent_at=now)
            mails.links(of_address)
