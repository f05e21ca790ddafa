"""People on the waiting list who could have a time now, or an earlier one."""

from django.urls import reverse

from booking import waiting_list
from booking.models import WaitingListEntry
from clinic_site.desk.inbox import spam, suspected_spam
from clinic_site.desk.section import MOST_ROWS, Section


def to_count():
    return spam(WaitingListEntry)


def section(counts):
    found = [row for row in waiting_list.rows() if row.times]
    found = Section("earlier", "Times for the waiting list", found[:MOST_ROWS], len(found))
    found.link_to_all("patients", reverse("admin:booking_appointment_waiting_list"))
    found.links += suspected_spam(WaitingListEntry, counts)
    return found
