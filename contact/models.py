from urllib.parse import quote

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clinic.desk_search import FoundByWords, Words, stored
from clinic.mail import mailbox, send
from clinic.phone import to_e164
from inbox.mail_limits import may_be_told
from inbox.near_miss import meant_instead
from inbox.submission import Change, Submission, SubmissionQuerySet

MINE, UNASSIGNED = "mine", "unassigned"  # the piles in which messages are worked through
SUBJECT = "Your message to our clinic"
WORDS = Words("name", "email", "text", "note", phone="phone")


class MessageQuerySet(FoundByWords, SubmissionQuerySet):
    def assigned_to(self, user):
        """Those that this account handles; with None, those that nobody handles yet."""
        return self.filter(assigned_to=user)

    @transaction.atomic
    def store(self, verdict, **typed):
        """Store a message and tell reception, unless it looks like spam."""
        message = super().store(verdict, **typed)
        if message and message.wants_email:
            message.send_receipt()
        if message and message.state == Message.State.OPEN:
            send(
                [settings.RECEPTION_EMAIL],
                "A new message from the website",
                "mail/contact/to_reception.txt",
                {"message": message},
                # Staff who press “Reply” write to the sender and not to the clinic itself.
                reply_to=[mailbox(message.name, message.email)] if message.email else [],
            )
        return message


class Message(Submission):
    """A message to the clinic, with at least one way to answer."""

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        SPAM = "spam"

    class Topic(models.TextChoices):
        APPOINTMENT = "appointment", "An appointment"
        TREATMENT = "treatment", "A question about treatment"
        PAYMENT = "payment", "Payment or a receipt"
        WEBSITE = "website", "This website"
        OTHER = "other", "Something else"

    WORDS = WORDS
    WAITING = State.OPEN
    SPAM = State.SPAM
    DONE = State.ANSWERED
    NEWS_AFTER = (State.ANSWERED,)  # the same message again means that the answer did not help
    NOTED = {"assigned_to": "assigned", "note": "note changed"}

    topic = models.CharField(
        max_length=20, choices=Topic, default=Topic.OTHER, db_default=Topic.OTHER
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(
        "private note", max_length=4000, blank=True, db_default="", help_text="For staff only."
    )

    receipt_at = models.DateTimeField(null=True, blank=True)

    words = stored(WORDS)

    objects = MessageQuerySet.as_manager()

    class Meta(Submission.Meta):
        permissions = [("answer_message", "Can mark messages as answered")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="", phone=""), name="contact_message_can_be_answered"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "answered", "spam"]), name="contact_state_is_known"
            ),
        ]
        indexes = [
            *Submission.Meta.indexes,
            GinIndex(fields=["words"], name="contact_words"),
            models.Index(fields=["created_at"], condition=Q(state="open"), name="contact_waiting"),
        ]

    def __str__(self):
        return f"Message {self.pk}"

    def get_admin_url(self):
        return reverse("admin:contact_message_change", args=[self.pk])

    def reply_link(self):
        """Opens a new email to the sender in the reader's own email program."""
        # An address can contain characters that would end it in a link, such as "?" and "&".
        return f"mailto:{quote(self.email, safe='@')}?subject={quote(SUBJECT)}"

    def ask_for_email(self):
        super().ask_for_email()
        self.send_receipt()

    def send_receipt(self):
        """Email the sender that we have it, with nothing in it that was typed.

        Anyone can type anyone's address. So nothing is sent to one that has had too many emails,
        or if anything suggests that a machine sent this.
        """
        is_likely_theirs = self.email and self.state == self.State.OPEN and not self.score
        if is_likely_theirs and may_be_told(self.email):
            send([self.email], "We have your message", "mail/contact/receipt.txt", {})
            type(self).objects.filter(pk=self.pk).update(receipt_at=timezone.now())

    def meant_email(self):
        return meant_instead(self.email)

    def phone_link(self):
        return to_e164(self.phone)


class MessageChange(Change):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="changes")
