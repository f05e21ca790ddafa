from django.utils import timezone
from django.utils.formats import date_format


def spoken(moment) -> str:
    """An instant as the clinic's clock says it, with the zone: “Tuesday, November 24, 2026, …”."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
