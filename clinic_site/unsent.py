"""What was typed into a form of the desk whose session had ended or been replaced.

It is carried in hidden fields, through the log-in if one is needed, and is sent only once the
person has seen it and pressed the button. None of it is stored.
"""

import re
from dataclasses import dataclass, field

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from clinic_site.accounts.steps import ask_next
from clinic_site.answers import in_json, kept_by_nobody, wants_json
from inbox.guard import comes_from_elsewhere

PREFIX, AGAIN = "kept-", "kept_again"
MOST_KEPT = 1_000_000  # characters: a long draft. A longer one is not repeated.
NEVER_KEPT = re.compile(r"password|^(csrfmiddlewaretoken|code|token|secret)$", re.IGNORECASE)
# A form's own fields: versions, keys, what it was about, numbers of rows, and where its button was.
OWN = re.compile(
    r"^(initial-.+|seen.*|key|all|back|desk|board|part|mail|gone|times_of|plan_of|shown|answered|text_row)$"
    r"|^(visit|patient|waiting|other|other_seen|was_.+|stand_in-\d+|hours-(seen|weeks|pairs))$"
    r"|^(index|listed|post|who|save|preview|select_across|_changelist_filters)$"
    r"|^_(save|continue|addanother)$"
    r"|^(service|therapist|start(-\d+)?|confirmed|weekdays|times_of_day)$"  # bare numbers
    r"|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|-(id|key|was)$|-__prefix__-|^closures-\d+-therapist$"
)


@dataclass
class Unsent:
    """The fields of a form, and the URL that it is posted `to`.

    `again` names what has to be entered again: files can't be carried, and passwords must not be.
    Nor are the codes of a second step, which work only once.
    """

    to: str
    fields: list = field(default_factory=list)
    again: list = field(default_factory=list)
    is_too_long: bool = False

    def __post_init__(self):
        kept = [*self.fields, *(("", what) for what in self.again)]
        self.is_too_long = sum(len(name) + len(value) for name, value in kept) > MOST_KEPT
        if self.is_too_long:
            self.fields, self.again = [], []

    def shown(self):
        """What was entered, by the label of its field."""
        typed = [(name, value) for name, value in self.fields if not OWN.search(name)]
        return [(label(name), displayed(value)) for name, value in typed]

    def is_worth_keeping(self):
        return self.is_too_long or bool(self.again) or any(value for _, value in self.shown())

    def carried(self):
        """The hidden fields that carry it through the log-in."""
        yield REDIRECT_FIELD_NAME, self.to
        yield from ((f"{PREFIX}{name}", value) for name, value in self.fields)
        yield from ((AGAIN, what) for what in self.again)


def label(name):
    """`hours-0-opens` as “Hours 1: opens”."""
    words = re.sub(r"-(\d{1,4})-", lambda place: f" {int(place[1]) + 1}: ", name)
    words = re.sub(r"[-_]+", " ", words).strip()
    return words[:1].upper() + words[1:]


def displayed(value):
    return "Yes" if value == "on" else value


def pairs(data):
    return [(name, value) for name, values in data.lists() for value in values]


def posted(request):
    """The form in this POST; None if another site sent it, or nothing in it was typed."""
    if request.method != "POST" or comes_from_elsewhere(request):
        return None
    if request.path == reverse("admin:login"):
        return carried(request)
    typed = pairs(request.POST)
    again = [file.name for _, file in pairs(request.FILES)]
    if any("password" in name.lower() for name, _ in typed):
        again.append("the password")
    kept = [(name, value) for name, value in typed if not NEVER_KEPT.search(name)]
    found = Unsent(request.get_full_path(), kept, again)
    return found if found.is_worth_keeping() else None


def carried(request):
    """The form that the log-in form carries, for a URL of the desk, or None."""
    to = request.POST.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(to, request.get_host(), request.is_secure())
    if not is_ours or not to.startswith(reverse("admin:index")):
        return None
    fields = [
        (name.removeprefix(PREFIX), value)
        for name, value in pairs(request.POST)
        if name.startswith(PREFIX)
    ]
    again = request.POST.getlist(AGAIN)
    return Unsent(to, fields, again) if fields or again else None


def log_in_first(request, unsent):
    """The next step of logging in, which carries what could not be saved."""
    if wants_json(request):
        return in_json(403)
    return ask_next(request, unsent, status=403)


def ask(request, unsent, status=200, *, is_again=False):
    """Show what was not saved, with a button that sends it.

    `is_again` says that only the password had to be given again.
    """
    context = admin.site.each_context(request) | {
        "title": "Nothing is done yet" if is_again else "Nothing is saved yet",
        "unsent": unsent,
        "is_again": is_again,
    }
    return kept_by_nobody(render(request, "admin/unsent.html", context, status=status))


def csrf_failure(request, reason=""):
    """Show the form of an earlier log-in to be sent again; refuse one from another site.

    Public forms need no token, and this response sets no cookie.
    """
    is_of_the_desk = request.path.startswith(reverse("admin:index"))
    unsent = posted(request) if is_of_the_desk else None
    if unsent is None:
        return kept_by_nobody(render(request, "403_csrf.html", status=403))
    if not admin.site.has_permission(request):
        return log_in_first(request, unsent)
    return ask(request, unsent, status=403)
