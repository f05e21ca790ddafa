"""Noting whose records a screen of the desk shows, before anybody sees it.

What can't be noted is not shown: if the INSERT fails, so does the page.
"""

from urllib.parse import parse_qs, urlsplit

from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from booking.models import RecordView
from booking.models.visible import sees_own_alone

Screen = RecordView.Screen
NOBODY = None  # what a screen without any patient shows
FEW = 10  # rows of a searched list that are each noted


class Shown:
    """Whose records a screen shows, as `RecordView.objects.note` takes them."""

    def __init__(self, screen, *rows, **more):
        self.screen, self.rows, self.more = screen, rows, more

    def note(self, request):
        said = {"by_search": is_from_search(request)} | self.more
        RecordView.objects.note(request.user, self.screen, self.rows, **said)


def is_from_search(request):
    """Whether the page that led here was a list with a search; its address goes no further."""
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # an address that can't be parsed
        return False
    return came_from.netloc == request.get_host() and SEARCH_VAR in parse_qs(came_from.query)


def note_board(request, board):
    """The board, and what waits beside it: one row for the day or the week, now and then."""
    RecordView.objects.note_now_and_then(
        request.user,
        Screen.BOARD,
        day=board.address.day,
        therapist_id=board.address.therapist or None,
        patients=board.patients,
    )


def refuse(request):
    """Note now and then that a record was refused. Raises PermissionDenied."""
    nobody = {"day": None, "therapist_id": None, "patients": 0}
    RecordView.objects.note_now_and_then(request.user, Screen.REFUSED, **nobody)
    raise PermissionDenied


class NotesViews:
    """For a ModelAdmin whose rows belong to patients."""

    viewed_as = NOBODY

    def get_object(self, request, object_id, from_field=None):
        """As Django's; a therapist's account is refused all others alike, there or not.

        Raises PermissionDenied.
        """
        row = super().get_object(request, object_id, from_field)
        if row is None and sees_own_alone(request.user):
            refuse(request)
        return row

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            Shown(self.viewed_as, obj).note(request)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        response = super().history_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse):
            Shown(self.viewed_as, response.context_data["object"]).note(request)
        return response

    def changelist_view(self, request, extra_context=None):
        """A list is one row in the log; a search that found few is one for each of them."""
        response = super().changelist_view(request, extra_context)
        listed = getattr(response, "context_data", None) or {}
        if "cl" in listed and (rows := list(listed["cl"].result_list)):
            is_search = bool(listed["cl"].query)
            each = rows if is_search and len(rows) <= FEW else []
            many = {} if each else {"patients": len(rows)}
            Shown(Screen.LIST, *each, by_search=is_search, **many).note(request)
        return response
