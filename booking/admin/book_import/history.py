"""Who has brought in, undone or deleted what: in the admin's own log, for good."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model


def note(request, one, what):
    LogEntry.objects.log_actions(request.user.pk, [one], CHANGE, what, single_object=True)


def of_import(one):
    """The entries about this import, the first first."""
    about = {"content_type": get_content_type_for_model(one), "object_id": str(one.pk)}
    return LogEntry.objects.filter(**about).select_related("user").order_by("pk")
