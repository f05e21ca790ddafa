"""What the clinic is asked to keep although somebody wants it erased."""

from dataclasses import dataclass
from datetime import datetime

from booking.models import Booking
from clinic_site.models import Retention

RULE = (
    "The College of Physiotherapists of Ontario (Record Keeping Standard) asks for patient records "
    "to be kept for at least 10 years after the last visit. The period used here is set under "
    "Retention periods. PHIPA gives people a right to see and correct their records, but no right "
    "to have them erased sooner."
)


@dataclass(frozen=True)
class Kept:
    """A booking with a visit that took place, and the end (UTC) of the period for it."""

    booking: Booking
    last_visit: datetime
    until: datetime


def kept(bookings):
    """Which of these bookings are kept, the oldest first."""
    retention = Retention.current()
    period = retention.length("visits_years")
    treated = bookings.treated().filter(treated_at__gt=retention.before("visits_years"))
    return [Kept(one, one.treated_at, one.treated_at + period) for one in treated]
