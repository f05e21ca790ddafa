"""The tables of an export that people open in a spreadsheet, and other programs can import."""

from booking.models import Appointment, Patient, WaitingListEntry
from clinic_site.moving_out.spreadsheet import (
    Column,
    SpreadSheet,
    answers,
    day,
    day_and_minute,
    first,
    minute,
    noted,
    rest,
    yes,
)
from comments.models import Comment
from contact.models import Message
from pages.models import Document, Image

PATIENTS = SpreadSheet(
    "patients.csv",
    "patients",
    "Every patient, one row each.",
    lambda: Patient.objects.prefetch_related("notes"),
    (
        Column("Patient ID", lambda one: one.pk, "Our number for the patient, as in visits.csv."),
        Column("Name", lambda one: one.name, "The name to use."),
        Column(
            "Other names",
            lambda one: "; ".join(one.other_names),
            "Names in other bookings of the same patient, with semicolons between them.",
        ),
        Column("Email", lambda one: first(one.emails), "The address to use."),
        Column("Phone", lambda one: first(one.phones), "The number to use, as it was typed."),
        Column("Other emails", lambda one: rest(one.emails), "With semicolons between them."),
        Column("Other phones", lambda one: rest(one.phones), "With semicolons between them."),
        Column(
            "Preferred contact", lambda one: one.get_contact_by_display(), "Email, or the phone."
        ),
        Column(
            "Notes", lambda one: noted(one.notes.all()), "What staff wrote, each note with its day."
        ),
        Column(
            "Known since",
            lambda one: day(one.created_at),
            "Our first booking of theirs, or the day they were brought in.",
        ),
    ),
)
VISITS = SpreadSheet(
    "visits.csv",
    "visits",
    "Every visit and every request for one, past and upcoming, except spam. In Toronto time.",
    lambda: (
        Appointment.objects.of_patients()
        .exclude(state__in=Appointment.State.set_aside())
        .select_related("booking", "service", "therapist")
        .prefetch_related("notes")
    ),
    (
        Column("Visit ID", lambda one: one.pk, "Our number for the visit."),
        Column(
            "Patient ID",
            lambda one: one.booking.patient_id,
            "The patient’s number in patients.csv. Empty once the booking’s details were erased.",
        ),
        Column("Name", lambda one: one.booking.name, "The patient’s name, as in this booking."),
        Column("Email", lambda one: one.booking.email, "As in this booking."),
        Column("Phone", lambda one: one.booking.phone, "As in this booking."),
        Column("Date", lambda one: day(one.starts_at), "Year, month and day."),
        Column("Time", lambda one: minute(one.starts_at), "The start, on the 24-hour clock."),
        Column("End time", lambda one: minute(one.ends_at), "The end, on the 24-hour clock."),
        Column("Minutes", lambda one: one.minutes, "How long the visit is."),
        Column("Therapist", lambda one: one.therapist.name, "With whom."),
        Column("Service", lambda one: one.service.name, "What for."),
        Column(
            "State",
            lambda one: str(one.get_state_display()),
            "Requested, Offered: not confirmed yet. Confirmed, Attended, Missed, Cancelled: as the "
            "words say. Declined: by the clinic. Withdrawn: by the patient, before it was "
            "confirmed. Lapsed: nobody answered in time.",
        ),
        Column("Note", lambda one: one.booking.note, "What the patient wrote when booking."),
        Column(
            "Staff notes",
            lambda one: noted(one.notes.all()),
            "What staff wrote about this visit, each note with its day.",
        ),
        Column(
            "Answers",
            lambda one: answers(one.booking.intake),
            "The clinic’s questions and the patient’s answers, a line each.",
        ),
        Column(
            "Booked by", lambda one: one.booking.arranged_by, "Who booked it, if not the patient."
        ),
        Column("Reference", lambda one: one.booking.reference, "Of the booking, in our emails."),
        Column(
            "Booked on",
            lambda one: day_and_minute(one.booking.created_at),
            "When; of visits from another appointment book, when they were brought in.",
        ),
    ),
)
WAITING = SpreadSheet(
    "waiting-list.csv",
    "waiting-list entries",
    "Everyone who is waiting, or has waited, for a time, except spam.",
    lambda: WaitingListEntry.objects.exclude(state=WaitingListEntry.State.SPAM).select_related(
        "service", "therapist"
    ),
    (
        Column("Entry ID", lambda one: one.pk, "Our number for the entry."),
        Column("Name", lambda one: one.name, "Of the patient."),
        Column("Email", lambda one: one.email, "How to reach them."),
        Column("Phone", lambda one: one.phone, "How to reach them, as it was typed."),
        Column("Service", lambda one: one.service.name, "What they wait for."),
        Column("Therapist", lambda one: one.therapist or "", "Empty for any."),
        Column(
            "Weekdays", lambda one: " ".join(map(str, one.weekdays)), "0 is Monday, 6 is Sunday."
        ),
        Column("Times of day", lambda one: " ".join(one.times_of_day), "Empty for any."),
        Column("Until", lambda one: one.until, "The last day on which they want one."),
        Column("Note", lambda one: one.note, "What they wrote."),
        Column(
            "State",
            lambda one: str(one.get_state_display()),
            "Whether they still wait, or how it ended.",
        ),
        Column("Since", lambda one: day_and_minute(one.created_at), "When they were added."),
    ),
)
COMMENTS = SpreadSheet(
    "comments.csv",
    "comments",
    "Every comment, including those that were not published. Readers see only approved ones.",
    lambda: Comment.objects.select_related("page"),
    (
        Column("Comment ID", lambda one: one.pk, "Our number for the comment."),
        Column("Page", lambda one: one.page.get_absolute_url(), "The address of its page."),
        Column(
            "In answer to",
            lambda one: one.in_answer_to_id,
            "The number of the comment that it answers, if it is known.",
        ),
        Column(
            "State", lambda one: str(one.get_state_display()), "Pending: nobody has decided yet."
        ),
        Column("Sent", lambda one: day_and_minute(one.created_at), "When."),
        Column("Name", lambda one: one.name, "As it was typed."),
        Column("Email", lambda one: one.email, "Never published."),
        Column("Website", lambda one: one.website, "As it was typed."),
        Column("Website shown", lambda one: yes(one.show_website), "Whether readers see it."),
        Column("Text", lambda one: one.text, "As it was typed."),
        Column("Name shown", lambda one: one.shown_name, "If a moderator changed it for readers."),
        Column("Text shown", lambda one: one.shown_text, "If a moderator changed it for readers."),
        Column("Answer", lambda one: one.reply, "The clinic’s, which readers see below it."),
        Column("Answered", lambda one: day_and_minute(one.replied_at), "When."),
    ),
)
MESSAGES = SpreadSheet(
    "messages.csv",
    "messages",
    "Messages to the clinic from the contact page.",
    lambda: Message.objects.all(),
    (
        Column("Message ID", lambda one: one.pk, "Our number for the message."),
        Column("Sent", lambda one: day_and_minute(one.created_at), "When."),
        Column(
            "State",
            lambda one: str(one.get_state_display()),
            "Whether it was answered, or marked as spam.",
        ),
        Column("Topic", lambda one: str(one.get_topic_display()), "As the sender chose it."),
        Column("Name", lambda one: one.name, "As it was typed."),
        Column("Email", lambda one: one.email, "Where to answer."),
        Column("Phone", lambda one: one.phone, "Where to call, if they gave a number."),
        Column("Text", lambda one: one.text, "What they wrote."),
        Column("Note", lambda one: one.note, "For staff only."),
    ),
)

IMAGES = SpreadSheet(
    "pictures.csv",
    "images",
    "The files in pictures/: as the site keeps them, at most 1600 pixels long.",
    lambda: Image.objects.all(),
    (
        Column("File", lambda one: one.file.name, "In pictures/."),
        Column("Original name", lambda one: one.original_name, "On the editor’s device."),
        Column("Description", lambda one: one.alt, "For people who can’t see it."),
        Column("Width", lambda one: one.width, "In pixels."),
        Column("Height", lambda one: one.height, "In pixels."),
        Column("Uploaded", lambda one: day(one.uploaded_at), "When."),
    ),
)
DOCUMENTS = SpreadSheet(
    "documents.csv",
    "files",
    "The files in documents/, byte for byte as they were uploaded.",
    lambda: Document.objects.select_related("replaced_by"),
    (
        Column("File", lambda one: one.name, "In documents/."),
        Column("Original name", lambda one: one.original_name, "On the editor’s device."),
        Column(
            "Replaced by",
            lambda one: one.replaced_by.name if one.replaced_by else "",
            "The newer file that readers get for it.",
        ),
        Column("Uploaded", lambda one: day(one.uploaded_at), "When."),
    ),
)
SHEETS = (PATIENTS, VISITS, WAITING, COMMENTS, MESSAGES, IMAGES, DOCUMENTS)
