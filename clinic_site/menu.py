"""The menu of the desk, on all its screens: what each person may open, in plain words."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from booking.models.visible import SEE_ALL as SEE_VISITS
from booking.models.visible import SEE_OWN
from clinic_site.models import EXPORT_DATA
from clinic_site.undelivered import LOOK


@dataclass(frozen=True)
class Entry:
    """A screen in the menu, for those with the permission; `query` narrows a list.

    Those of every day are always in sight, and the others under “Everything else”.
    """

    label: str
    name: str
    permission: str
    query: str = ""
    is_daily: bool = False
    unless: str = ""  # the permission with which somebody has another screen for it

    def is_for(self, user):
        return user.has_perm(self.permission) and not (self.unless and user.has_perm(self.unless))

    @property
    def path(self):
        return path_of(self.name)

    @property
    def url(self):
        return self.path + (f"?{self.query}" if self.query else "")


@cache
def path_of(name):
    """The menu is on every screen, and looking up its addresses took a tenth of the time."""
    return reverse(f"admin:{name}")


def listed(label, model, permission="", **more):
    app, name = model.split(".")
    return Entry(label, f"{app}_{name}_changelist", permission or f"{app}.view_{name}", **more)


DECIDE = "booking.decide_appointment"
MENU = [
    (
        "Your visits",
        [
            listed(
                "My visits",
                "booking.appointment",
                SEE_OWN,
                query="state=all",
                is_daily=True,
                unless=SEE_VISITS,
            ),
            Entry(
                "My hours and calendar",
                "booking_appointment_mine",
                SEE_OWN,
                is_daily=True,
                unless=SEE_VISITS,
            ),
        ],
    ),
    (
        "Appointments",
        [
            listed("Requests", "booking.appointment", is_daily=True),
            listed("All appointments", "booking.appointment", query="state=all"),
            Entry("Book for a caller", "booking_appointment_book", DECIDE),
            Entry("Waiting list", "booking_appointment_waiting_list", SEE_VISITS),
        ],
    ),
    (
        "Patients",
        [
            listed("Patients", "booking.patient", is_daily=True),
            Entry("Personal data", "personal_data", EXPORT_DATA),
            Entry("All data as a file", "everything", EXPORT_DATA),
            Entry(
                "Bring in an appointment book",
                "booking_bookimport_changelist",
                "booking.add_bookimport",
            ),
            Entry("Retention periods", "retention", "clinic_site.change_retention"),
        ],
    ),
    (
        "The schedule",
        [
            listed("Therapists and hours", "booking.therapist"),
            listed("Services", "booking.service"),
            listed("Closures", "booking.closure"),
            listed("Booking rules", "booking.bookingrules"),
            listed("Words for patients who book", "booking.flowwords"),
            listed("Late-change policy", "booking.latechangepolicy"),
        ],
    ),
    (
        "Paper and figures",
        [
            Entry("Day sheet", "booking_appointment_sheet", SEE_VISITS),
            Entry("Visits as a file", "booking_appointment_export", "booking.export_appointment"),
            Entry("Figures", "booking_appointment_figures", SEE_VISITS),
        ],
    ),
    (
        "From the website",
        [
            listed("Comments", "comments.comment", is_daily=True),
            listed("Messages", "contact.message", is_daily=True),
            listed("Blocked words", "inbox.blockedword"),
        ],
    ),
    (
        "Email",
        [
            listed("Ready-made sentences", "booking.readysentence"),
            Entry("Undelivered email", "undelivered", LOOK),
        ],
    ),
    (
        "The website",
        [
            listed("Pages", "pages.page", is_daily=True),
            Entry("Images", "pages_image_changelist", "pages.change_revision"),
            Entry("Files", "pages_document_changelist", "pages.change_revision"),
            Entry("Broken links", "pages_page_dead_links", "pages.change_revision"),
            Entry("Bring in from WordPress", "wordpress", "clinic_site.add_wordpressimport"),
            Entry("Searches that found nothing", "searches", "pages.change_revision"),
            Entry("Synonyms for the search", "pages_synonyms_changelist", "pages.change_revision"),
            listed("Clinic details", "clinic.clinic", is_daily=True),
            listed("Publishing rules", "pages.publishingrules"),
            Entry("Health of the website", "health", "clinic_site.view_health"),
        ],
    ),
    (
        "Accounts",
        [
            listed("Accounts", "auth.user"),
            listed("Groups", "auth.group"),
            Entry("Who is logged in", "signed_in", "auth.change_user"),
            listed("Rules for logging in", "clinic_site.signinrules"),
            listed("Failed log-ins", "axes.accessattempt"),
            Entry("View log", "view_log", "booking.view_recordview"),
            Entry("Account log", "account_log", "clinic_site.view_accountevent"),
            listed("Exports and erasures", "clinic_site.personaldatarequest", EXPORT_DATA),
        ],
    ),
]


def menu(request):
    """For the templates: what this person may open, the screen shown marked.

    Each entry is a triple of label, address and its `aria-current`, or "".
    """
    user = request.user
    groups = [(title, [one for one in entries if one.is_for(user)]) for title, entries in MENU]
    entries = [one for _, of_group in groups for one in of_group]
    current = shown(request, entries)

    def marked(entries):
        return [(one.label, one.url, mark(request, one, current)) for one in entries]

    rarer = [(title, [one for one in entries if not one.is_daily]) for title, entries in groups]
    return {
        "menu_daily": marked(one for one in entries if one.is_daily),
        "menu": [(title, marked(entries)) for title, entries in rarer if entries],
        "is_folded_up": bool(current and not current.is_daily),
        "is_first_screen": request.path == reverse("admin:index"),
    }


def shown(request, entries):
    """The entry whose screen this is, or is below: the one with the longest address."""
    at = [one for one in entries if request.path.startswith(one.path)]
    nearest = [one for one in at if len(one.path) == max(len(other.path) for other in at)]
    as_asked = [one for one in nearest if one.query == request.GET.urlencode()]
    return next(iter(as_asked or nearest), None)


def mark(request, entry, current):
    if entry is not current:
        return ""
    return "page" if request.path == entry.path else "true"
