"""Patients on the waiting list who could have an earlier time."""

from django.urls import reverse

from booking import waiting_list
from clinic_site.desk.section import MOST_ROWS, Section


def section():
    found = [
        (visit, times[0]) for visit, _, times in waiting_list.visits_with_earlier_times() if times
    ]
    found = Section("earlier", "Could have an earlier time", found[:MOST_ROWS], len(found))
    return found.link_to_all("patients", reverse("admin:booking_appointment_waiting_list"))
