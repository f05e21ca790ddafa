import json
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from booking import waiting_mails
from booking.conflicts import one_by_one
from booking.models.one_patient import take_turns
from booking.models.rules import BookingRules
from booking.models.waiting_changes import WaitState
from clinic.desk_search import FoundByWords
from clinic.phone import to_e164
from inbox.mail_limits import mailbox_digest, may_be_mailed
from inbox.models import SPAM_FROM, Attempt
from inbox.verdict import Verdict
from typed.seen import NEXT

SPAM_LOOKED_AT_FOR = timedelta(days=14)
SENDERS_KEPT = timedelta(days=60)
PAUSE = timedelta(minutes=10)  # between two emails with links to one address


class JoinedBefore(Exception):
    """The form's one-use key has already created this `entry`, from different answers."""

    def __init__(self, entry):
        super().__init__()
        self.entry = entry


class WaitingListQuerySet(FoundByWords):
    def waiting(self):
        """Those for whom the desk looks for a time, longest wait first."""
        return self.filter(state=WaitState.WAITING).order_by("created_at", "pk")

    def on_list(self):
        """Those who wait or have been offered a time, longest wait first."""
        return self.filter(state__in=WaitState.open()).order_by("created_at", "pk")

    def with_wish(self):
        return self.select_related("service", "therapist")

    def suspected_spam(self):
        """What a rule has marked as spam lately and nobody has checked yet."""
        since = timezone.now() - SPAM_LOOKED_AT_FOR
        return self.filter(state=WaitState.SPAM, created_at__gt=since)

    def join(self, *, form_key, verdict=None, senders=(), by=None, **details):
        """Put somebody on the waiting list, and tell them; `by` is the account that adds them.

        The same form sent again returns the entry it created before. What a verdict calls spam is
        stored, but nobody is emailed. `senders` are the visitor's digests, today's first. Raises
        JoinedBefore if the key is used again with different details.
        """
        verdict, answers = verdict or Verdict(), digest_of(details)
        email, dialled = details["email"], to_e164(details["phone"])
        with transaction.atomic():
            take_turns(str(form_key), email.lower(), dialled, *senders[:1])
            if earlier := self.filter(form_key=form_key).first():
                if earlier.answers != answers:
                    raise JoinedBefore(earlier)
                return earlier
            if not by:
                self.look_for_floods(verdict, email, dialled, senders)
            spam = verdict.is_spam
            entry = self.create(
                form_key=form_key,
                answers=answers,
                phone_dialled=dialled,
                sent_by=next(iter(senders), ""),
                reasons=verdict.reasons,
                state=WaitState.SPAM if spam else WaitState.WAITING,
                closed_at=timezone.now() if spam else None,
                **details,
            )
            entry.record(by, "added" if by else "joined")
            if not spam:
                waiting_mails.joined(entry, by)
            return entry

    def look_for_floods(self, verdict, email, dialled, senders):
        """Add to the verdict if this contact or visitor already waits too many times.

        Nothing is refused for it: the answer must not tell whether somebody is known.
        """
        most = BookingRules.current().most_waiting
        mine = Q(phone_dialled=dialled) if dialled else Q(email__iexact=email)
        if email:
            mine |= Q(email__iexact=email)
        counted = self.filter(state__in=WaitState.open()).aggregate(
            of_contact=models.Count("pk", filter=mine),
            of_visitor=models.Count("pk", filter=Q(sent_by__in=senders) & ~Q(sent_by="")),
        )
        if counted["of_contact"] >= most:
            verdict.add(SPAM_FROM, f"This contact is on the waiting list {most} times already.")
        if counted["of_visitor"] >= 2 * most:
            verdict.add(SPAM_FROM, f"One visitor has joined the waiting list {2 * most} times.")

    @transaction.atomic
    def mail_links(self, email):
        """Email each address its own links, as is done for bookings, and no more often."""
        by_address = {}
        for entry in self.on_list().filter(email__iexact=email):
            by_address.setdefault(entry.email, []).append(entry)
        # The pause is of the mailbox, which addresses that differ only in case can have in common.
        if not by_address or not Attempt.objects.take(
            "waiting link", mailbox_digest(email), {PAUSE: 1}
        ):
            return
        for address, entries in by_address.items():
            if may_be_mailed(address):
                waiting_mails.links(entries)

    def answered(self, bookings, booked):
        """What became of the times offered in these bookings: booked, or back to the list.

        The caller holds the therapists' locks. An offer can be accepted after its hold has ended.
        """
        rows = self.filter(booking__in=bookings, state__in=WaitState.open())
        if booked:
            done = {"state": WaitState.BOOKED, "closed_at": timezone.now()}
            rows.update(**done, version=NEXT)
        else:
            rows.filter(state=WaitState.OFFERED).update(state=WaitState.WAITING, version=NEXT)

    def overdue(self):
        """Those who still wait although their last day has passed."""
        return self.filter(state=WaitState.WAITING, until__lt=timezone.localdate())

    def end_overdue(self):
        one_by_one(self.overdue().values_list("pk", flat=True), self.end_if_overdue)

    @transaction.atomic
    def end_if_overdue(self, pk):
        rows = self.overdue().select_for_update(no_key=True, skip_locked=True)
        for entry in rows.filter(pk=pk):
            entry.end()

    def with_outlived_sender(self, before):
        """Those sent before this moment, with a digest of the sender."""
        return self.exclude(sent_by="").filter(created_at__lt=before).order_by("created_at")

    def outlived(self, before):
        """Those who left the list before this moment."""
        return self.filter(closed_at__lt=before).order_by("closed_at")

    def outlived_spam(self, before):
        """Those marked as spam before this moment and never restored."""
        return self.filter(state=WaitState.SPAM, created_at__lt=before).order_by("created_at")


def digest_of(details):
    """A digest of everything the form says: tells a form sent twice from one that was changed."""
    said = {name: str(value) for name, value in details.items() if name != "privacy_notice_id"}
    said = json.dumps(said, sort_keys=True)
    return salted_hmac("booking.waiting_list", said, algorithm="sha256").hexdigest()
