"""Which tables an export has, and which of their columns; and why it has none of the others.

A table that is in neither list fails a test: somebody has to decide before it is taken along.
"""

from functools import cached_property

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from clinic.sealed_columns import OneUseKeyField, SealedField

TAKEN = (
    "clinic.Clinic",
    "clinic.OpeningHours",
    "pages.Image",
    "pages.Document",
    "pages.Page",
    "pages.FormerSlug",
    "pages.OldAddress",
    "pages.SectionAnchor",
    "pages.Revision",
    "pages.Section",
    "pages.WordingDecision",
    "pages.Remark",
    "pages.LookRequest",
    "pages.PublishingRules",
    "pages.Synonyms",
    "pages.EmptySearch",
    "comments.Comment",
    "comments.CommentChange",
    "clinic_site.OldItem",
    "clinic_site.OldComment",
    "clinic_site.OldFile",
    "contact.Message",
    "contact.MessageChange",
    "inbox.BlockedWord",
    "booking.Service",
    "booking.ServiceQuestion",
    "booking.Therapist",
    "booking.Offering",
    "booking.WorkingHours",
    "booking.Closure",
    "booking.BookingRules",
    "booking.LateChangePolicy",
    "booking.FlowWords",
    "booking.ReadySentence",
    "booking.BookImport",
    "booking.Patient",
    "booking.Patient_not_the_same",
    "booking.PatientNote",
    "booking.Booking",
    "booking.Appointment",
    "booking.Event",
    "booking.VisitNote",
    "booking.WaitingListEntry",
    "booking.WaitingListChange",
    "clinic_site.Retention",
)

LINK = "a private link, or what leads to one: a new one is made when somebody needs it"
LOG = "a log of this site: its last backup keeps it"
ACCOUNT = "how staff log in here: each person sets that up in the new place"
MADE_ANEW = "made again from the other tables"
FOR_NOW = "matters for a short time only, and on this site only"
BROUGHT_IN = "how the import of an earlier site went: what it brought in is here"
LEFT_OUT = {
    "booking.FormerLink": LINK,
    "booking.CalendarFeed": LINK,
    "booking.OutsideCalendar": LINK,
    "booking.BusyElsewhere": MADE_ANEW,
    "pages.ShareLink": LINK,
    "booking.RecordView": LOG,
    "booking.Export": LOG,
    "clinic_site.AccountEvent": LOG,
    "clinic_site.PersonalDataRequest": LOG,
    "clinic_site.PurgeCount": LOG,
    "clinic_site.ErasedPerson": LOG,
    "clinic_site.AuthenticatorApp": ACCOUNT,
    "clinic_site.RecoveryCodes": ACCOUNT,
    "clinic_site.SecondFactorRequest": ACCOUNT,
    "clinic_site.Session": ACCOUNT,
    "clinic_site.SignInRules": ACCOUNT,
    "pages.Words": MADE_ANEW,
    "pages.ReadVersion": MADE_ANEW,
    "pages.SentenceToCheck": MADE_ANEW,
    "pages.BrokenLink": MADE_ANEW,
    "pages.OutsideLink": MADE_ANEW,
    "booking.ImportedPerson": FOR_NOW,
    "booking.ImportedRow": FOR_NOW,
    "booking.ProbableTwin": FOR_NOW,
    "booking.Text": FOR_NOW,
    "clinic.WatchedChange": FOR_NOW,
    "clinic.KeptFile": FOR_NOW,
    "clinic.FilePart": FOR_NOW,
    "clinic_site.WordPressImport": BROUGHT_IN,
    "clinic_site.PicturesZip": BROUGHT_IN,
    "clinic_site.PlannedItem": BROUGHT_IN,
    "clinic_site.Heartbeat": FOR_NOW,
    "clinic_site.Home": FOR_NOW,
    "clinic_site.Outage": FOR_NOW,
    "clinic_site.SiteExport": FOR_NOW,
    "inbox.Attempt": FOR_NOW,
    "pages.Presence": FOR_NOW,
    "pages.UnknownFile": FOR_NOW,
    "pages.UnsavedText": FOR_NOW,
}
OURS = ("booking", "clinic", "clinic_site", "comments", "contact", "inbox", "pages")

# Beside sealed and computed columns. Digests have the SECRET_KEY in them; a last email is looked
# up in the log of emails, which stays, and would seem never to have arrived.
COLUMNS_LEFT_OUT = {
    "booking.Booking": {"answers", "sent_by", "mail_id"},
    # What it has read of the other book is forgotten, so it is no longer undone.
    "booking.BookImport": {
        *("file", "header", "samples", "subjects", "dates", "forgotten_at"),
        *("claim", "claimed_until"),
    },
    "booking.WaitingListEntry": {"answers", "sent_by", "mail_id"},
    "comments.Comment": {"digest", "text_digest"},
    "contact.Message": {"digest", "text_digest"},
}


class Table:
    """One of them. Columns are named as in Python, a reference to an account without `_id`: in an
    export, that has the account's name."""

    def __init__(self, label):
        self.label = label
        self.file = f"data/{label.lower()}.jsonl"

    @cached_property
    def model(self):
        return apps.get_model(self.label)

    @property
    def name(self):
        return self.model._meta.db_table

    @cached_property
    def taken(self):
        """The fields that an export has."""
        return [one for one in self.model._meta.concrete_fields if not self.is_left_out(one)]

    @cached_property
    def left_out(self):
        """The fields that an import has to fill in, because the database does not."""
        fields = [one for one in self.model._meta.concrete_fields if self.is_left_out(one)]
        return [one for one in fields if not one.generated and not one.has_db_default()]

    def is_left_out(self, field):
        secret = isinstance(field, (SealedField, OneUseKeyField))
        return secret or field.generated or field.name in COLUMNS_LEFT_OUT.get(self.label, ())


def is_account(field):
    return isinstance(field, models.ForeignKey) and field.related_model is get_user_model()


def key_of(field):
    """What the column is called in an export."""
    return field.name if is_account(field) else field.column


def tables():
    return [Table(label) for label in TAKEN]
