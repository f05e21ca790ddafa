"""Which tables an export has, and which of their columns; and why it has none of the others.

A table that is in neither list fails a test: somebody has to decide whether it is exported.
"""

from functools import cached_property

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from clinic.sealed_columns import OneUseKeyField, SealedField

TAKEN = {  # each with what its rows are
    "clinic.Clinic": "the clinic’s details",
    "clinic.OpeningHours": "opening hours",
    "pages.Image": "images",
    "pages.Document": "PDFs",
    "pages.Page": "pages, each with its address and settings",
    "pages.FormerSlug": "addresses that pages had before",
    "pages.OldAddress": "addresses that pages had on another website",
    "pages.SectionAnchor": "names of sections in addresses, after #",
    "pages.Revision": "versions of pages",
    "pages.Section": "sections of these versions",
    "pages.WordingDecision": "what editors confirmed about wording",
    "pages.Remark": "remarks about drafts",
    "pages.LookRequest": "who was asked to look at a draft",
    "pages.PublishingRules": "rules for publishing",
    "pages.Synonyms": "synonyms for the search",
    "pages.EmptySearch": "searches that found nothing",
    "comments.Comment": "comments",
    "comments.CommentChange": "what staff did with comments",
    "clinic_site.OldItem": "pages brought in from WordPress",
    "clinic_site.OldComment": "comments brought in from WordPress",
    "clinic_site.OldFile": "images and PDFs brought in from WordPress",
    "contact.Message": "messages",
    "contact.MessageChange": "what staff did with messages",
    "inbox.BlockedWord": "blocked words",
    "booking.Service": "services",
    "booking.ServiceQuestion": "the clinic’s questions for a service",
    "booking.Therapist": "therapists",
    "booking.Offering": "which therapist offers which service",
    "booking.WorkingHours": "working hours",
    "booking.Closure": "closures",
    "booking.BookingRules": "booking rules",
    "booking.LateChangePolicy": "versions of the policy on late changes",
    "booking.FlowWords": "words for patients who book",
    "booking.ReadySentence": "ready-made sentences",
    "booking.BookImport": "imports of appointment books",
    "booking.Patient": "patients",
    "booking.Patient_not_the_same": "pairs of patients who are not the same person",
    "booking.PatientNote": "notes about patients",
    "booking.Booking": "bookings: who, and how to reach them",
    "booking.Appointment": "visits of these bookings",
    "booking.Event": "what happened to visits, and when",
    "booking.VisitNote": "notes about visits",
    "booking.WaitingListEntry": "the waiting list",
    "booking.WaitingListChange": "what happened on the waiting list",
    "clinic_site.Retention": "how long things are kept",
}

# Sentences for people.
LINK = (
    "Private links to patients’ own pages, drafts and calendars, and the addresses of therapists’ "
    "other calendars: new links are made as they are needed, addresses have to be entered again."
)
LOG = (
    "The view log, the account log, and records of exports, requests about personal data, erasures "
    "and purging: the last backup of this site has them."
)
ACCOUNT = (
    "Passwords, second steps and recovery codes, and who is logged in: each person sets up their "
    "own again on the new site."
)
MADE_ANEW = (
    "What the site works out from the rest: the search index, wording to check, broken "
    "links, and when therapists are busy elsewhere."
)
FOR_NOW = (
    "What matters only for a short time, and only on this site: text messages that were sent, "
    "texts that editors have not saved, who has which page open, files uploaded for an import."
)
BROUGHT_IN = "How the import of a WordPress site went. What it brought in is in this export."
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
    # What it read of the other book is not exported, so it can no longer be undone.
    "booking.BookImport": {
        *("file", "header", "samples", "dates", "forgotten_at"),
        *("therapists", "services", "subjects", "statuses"),
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
