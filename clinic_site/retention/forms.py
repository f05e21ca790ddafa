from django import forms

from clinic.screens import say_limits
from clinic_site.models import Retention
from clinic_site.retention.limits import LIMITS
from inbox.forms import UncutForm
from typed.seen import SeenField

HELPS = {
    "visits_years": (
        "Counted from the last visit of a booking. After that, only the visit itself is kept, "
        "without a name. The College of Physiotherapists of Ontario (Record Keeping Standard) asks "
        "for patient records to be kept for at least 10 years after the last visit, and those of a "
        "child for 10 years after they turn 18. This site is an appointment book and not the "
        "clinical record, which you keep elsewhere. If it is the only place that says who was seen "
        "and when, keep 10 or more. It knows no birth dates: if you treat children, ask your "
        "College."
    ),
    "requests_months": (
        "Counted from the latest time that the patient asked for. Bookings of which every visit "
        "was cancelled count among them. Nobody was treated, so we know of no rule that asks you "
        "to keep them. The figures still count them."
    ),
    "waiting_months": "Counted from the day when somebody left the list. Then it is deleted.",
    "messages_months": (
        "Counted from your last decision. After that, they are deleted. Unanswered messages never "
        "are. The College counts advice by email about someone’s care as part of their clinical "
        "record: copy such a message there."
    ),
    "comments_refused_months": "Counted from your decision. After that, they are deleted.",
    "comment_emails_months": (
        "Counted from your last decision. After that, the address is erased; the comment stays."
    ),
    "spam_days": (
        "Requests, waiting-list entries, comments and messages marked as spam, and requests whose "
        "link was not opened, which may be from patients. Keep them long "
        "enough to notice what was marked by mistake."
    ),
    "mail_days": "Counted from the last try. Each holds an address and its text.",
    "mail_log_days": (
        "Which emails were sent, and when, without addresses. The desk needs 60 days of it to say "
        "what was not delivered."
    ),
    "texts_days": "When each was sent, and whether it arrived. Numbers and words are not stored.",
    "senders_days": (
        "A coded form of an internet address, with a request. It shows that many requests came "
        "from one place."
    ),
    "attempts_days": "They count how often a form was sent, and how many emails an address got.",
    "networks_days": (
        "Failed log-ins are deleted after the same time. For up to 90 days, wrong passwords that "
        "strangers enter elsewhere can’t lock colleagues out on a network that they have used."
    ),
    "log_years": (
        "PHIPA asks custodians to protect records from being looked at without need, and its "
        "section 10.1 asks for a log; we know of no period that it gives. Ten years is as long as "
        "the College asks you to keep the records themselves."
    ),
    "unsaved_days": (
        "What an editor typed into a draft and has not saved, or has hidden. Nobody else can "
        "see it. Counted from the last change."
    ),
    "searches_days": (
        "Words that readers searched the website for, when no page had them. Nothing about who "
        "searched is stored, but somebody may have typed a name. Counted from the first search."
    ),
    "imports_days": (
        "The file and what was read from it, counted from when an import was last worked on. What "
        "was brought in stays; after that, the import can no longer be undone."
    ),
    "backups_days": (
        "The nightly backup deletes older backups, but not copies elsewhere: keep no copy longer. "
        "For this long, the site also remembers in coded form who was erased, so that they can be "
        "erased again after a backup is restored."
    ),
}
GROUPS = [
    ("Appointments", ["visits_years", "requests_months", "waiting_months", "imports_days"]),
    (
        "From the website",
        ["messages_months", "comments_refused_months", "comment_emails_months", "spam_days"],
    ),
    ("Email and text messages", ["mail_days", "mail_log_days", "texts_days"]),
    ("Protection against misuse", ["senders_days", "attempts_days", "networks_days"]),
    ("Pages", ["unsaved_days", "searches_days"]),
    ("Logs and backups", ["log_years", "backups_days"]),
]


class RetentionForm(UncutForm):
    """The periods, with the version that was seen."""

    use_required_attribute = False

    seen = SeenField()

    def __init__(self, data=None, *, retention):
        now = {name: getattr(retention, name) for name in LIMITS}
        super().__init__(data, initial=now | {"seen": retention.version})
        for name, limits in LIMITS.items():
            label = Retention._meta.get_field(name).verbose_name
            label = label[0].upper() + label[1:]
            unit = name.rpartition("_")[2]
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=limits.least,
                max_value=limits.most,
                help_text=f"{HELPS[name]} From {limits.least} to {limits.most} {unit}.",
                error_messages={
                    "required": f"{label}: enter a number of {unit}.",
                    "invalid": f"{label}: enter a whole number of {unit}.",
                },
            )
        say_limits(self)

    def groups(self):
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    def periods(self):
        return {name: self.cleaned_data[name] for name in LIMITS}
