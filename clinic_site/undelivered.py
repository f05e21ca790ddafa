"""Undelivered emails: reception tries them again, or marks them as dealt with."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from mailer.models import PRIORITY_DEFERRED, RESULT_FAILURE, Message, MessageLog

from booking.models import Booking
from booking.viewing import Screen, Shown
from clinic_site import mail_queue, undelivered_texts
from clinic_site.models import Retention
from inbox.onward import first_screen
from typed.text import whole_number

LOOK, ACT = "mailer.view_message", "mailer.change_message"
MOST_SHOWN = 100
REFUSED = "The address was refused. It may be mistyped."
AWAY = "The mail server could not be reached."
REASONS = {
    "SMTPRecipientsRefused": REFUSED,
    "ConnectionRefusedError": AWAY,
    "TimeoutError": AWAY,
    "gaierror": AWAY,
    "SMTPServerDisconnected": AWAY,
    "SMTPConnectError": AWAY,
}
BUSY = "That email is being sent right now. Check again in a minute."
GONE = "That email has since been sent or marked as dealt with."


@dataclass
class Undelivered:
    """An email as the list shows it. One that can't be read names nobody."""

    row: Message
    to: list[str]
    subject: str
    mail_id: str
    booking: Booking | None = None
    reason: str = ""

    @property
    def tries(self):
        return self.row.retry_count + (self.row.priority == PRIORITY_DEFERRED)

    @property
    def last_tried(self) -> datetime | None:
        return self.row.when_added if self.tries else None

    @property
    def is_given_up(self):
        return (
            self.row.priority == PRIORITY_DEFERRED and self.row.retry_count >= mail_queue.ATTEMPTS
        )


def read(row):
    try:
        email = row.email
        return Undelivered(row, list(email.to), email.subject, mail_queue.id_of(email))
    except Exception:  # a broken pickle can raise anything
        return Undelivered(row, [], "An email that cannot be read", "")


def listed(most=MOST_SHOWN):
    """The oldest of them, each with its booking and why it was not sent."""
    found = [read(row) for row in mail_queue.undelivered().order_by("pk")[:most]]
    ids = [one.mail_id for one in found if one.mail_id]
    bookings = {one.mail_id: one for one in Booking.objects.last_mailed(ids)}
    failures = MessageLog.objects.filter(message_id__in=ids, result=RESULT_FAILURE).order_by("pk")
    reasons = dict(failures.values_list("message_id", "log_message"))
    for one in found:
        one.booking = bookings.get(one.mail_id)
        if reason := reasons.get(one.mail_id):
            one.reason = REASONS.get(reason.split()[0], f"It could not be sent ({reason}).")
    return found


@permission_required(LOOK, raise_exception=True)
@require_safe
def undelivered(request):
    texts, mails = undelivered_texts.context_for(request.user), listed()
    if named := len(mails) + len(texts.get("texts", [])):
        Shown(Screen.MAIL, patients=named).note(request)
    context = {
        **admin.site.each_context(request),
        "title": "Undelivered email",
        **texts,
        "mails": mails,
        "count": mail_queue.undelivered().count(),
        "may_act": request.user.has_perm(ACT),
        "kept_days": Retention.current().mail_days,
    }
    return render(request, "admin/undelivered.html", context)


@permission_required([LOOK, ACT], raise_exception=True)
@require_POST
def try_again(request):
    """Try the emails listed, or only the one whose button was pressed, as if they were new."""
    chosen = set(map(whole_number, request.POST.getlist("mail")))
    known = mail_queue.undelivered().values_list("pk", flat=True)
    count = mail_queue.try_again([pk for pk in known if pk in chosen])
    if count:
        emails = ngettext("1 email is", f"{count} emails are", count)
        messages.success(request, f"{emails} being tried again now.")
    else:
        messages.error(request, GONE)
    return redirect(first_screen(request) or "admin:undelivered")


@permission_required([LOOK, ACT], raise_exception=True)
@require_POST
def dealt_with(request, pk):
    """Delete an email whose recipient has been told."""
    with transaction.atomic():
        rows = mail_queue.undelivered().filter(pk=pk)
        # Before the email, in the order in which a person is erased.
        bookings = Booking.objects.last_mailed([read(row).mail_id for row in rows])
        bookings = list(bookings.select_for_update(no_key=True).order_by("pk"))
        row = rows.select_for_update(skip_locked=True).first()
        if row is None:
            is_locked = Message.objects.filter(pk=pk).exists()
            messages.error(request, BUSY if is_locked else GONE)
            return redirect("admin:undelivered")
        row.delete()
        for booking in bookings:
            booking.note_call(by=request.user)
    messages.success(
        request, "Marked as dealt with: the email is deleted and will not be tried again."
    )
    return redirect("admin:undelivered")
