"""Who has done what with a row of the desk: in the admin's own log, for good."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model


def note(request, row, what):
    LogEntry.objects.log_actions(request.user.pk, [row], CHANGE, what, single_object=True)


def about(row):
    """The entries about this row, the first first."""
    of_row = {"content_type": get_content_type_for_model(row), "object_id": str(row.pk)}
    return LogEntry.objects.filter(**of_row).select_related("user").order_by("pk")
