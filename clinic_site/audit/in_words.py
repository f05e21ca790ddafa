"""Rows of the view log in words: for the desk, and for the patient who asks who has looked."""

from booking.models import Booking, Patient, RecordView, Therapist
from clinic.clock import day, in_full

Screen = RecordView.Screen
BY_LINK = {
    Screen.PRIVATE: "The patient, or someone with their link",
    Screen.CALENDAR: "The patient’s calendar, or someone with their link",
    Screen.FEED: "The therapist’s calendar, or someone with its link",
}
FOR_PATIENT = {
    Screen.VISIT: "Opened the page of an appointment",
    Screen.PATIENT: "Opened your contact details and your appointments",
    Screen.WAITING: "Opened your entry on the waiting list",
    Screen.PHONE: "Found you to book an appointment for you",
    Screen.LIST: "Found you with a search",
    Screen.DATA: "Opened all the information we hold about you",
    Screen.DATA_FILE: "Saved all the information we hold about you as a file, to give it to you",
    Screen.LOG: "Opened this list of who has looked",
    Screen.JOINED: "Recorded that two entries in our files are both yours",
    Screen.PRIVATE: "Opened your private page",
    Screen.CALENDAR: "Opened the calendar file of your private page",
}


def for_patient(row):
    """A row for the person whom it is about, by label."""
    who = "You, or someone with your link" if row.account_id is None else f"Staff: {row.account}"
    what = FOR_PATIENT.get(row.screen, row.get_screen_display())
    return {"When": in_full(row.at), "Who": who, "What": what}


class Names:
    """Whom the rows of a page are about, by the names that they have now."""

    def __init__(self, rows):
        patients = {row.patient_id for row in rows} - {None}
        self.patients = Patient.objects.in_bulk(patients)
        unknown = {row.booking_id for row in rows if row.patient_id not in self.patients} - {None}
        self.bookings = Booking.objects.select_related("patient").in_bulk(unknown)
        therapists = {row.therapist_id for row in rows} - {None}
        self.therapists = Therapist.objects.in_bulk(therapists)

    def whom(self, row):
        """Whose record was shown, as text, and the patient to link to, if there is one."""
        booking = self.bookings.get(row.booking_id)
        patient = self.patients.get(row.patient_id) or (booking and booking.patient)
        if patient:
            return str(patient), patient
        if booking:
            return f"{booking.name}, {booking}", None
        if row.patient_id:
            return f"Patient {row.patient_id}, no longer on file", None
        if row.entry_id:
            return f"Waiting-list entry {row.entry_id}", None
        return self.many(row), None

    def many(self, row):
        """What a screen showed that names several people, or everybody of a day."""
        people = "1 person" if row.patients == 1 else f"{row.patients} people"
        parts = [people] if row.patients else []
        if therapist := self.therapists.get(row.therapist_id):
            parts.append(f"with {therapist}")
        if row.day:
            parts.append(
                f"on {day(row.day)}" if row.screen == Screen.SHEET else f"from {day(row.day)}"
            )
        return ", ".join(parts)


def who(row):
    return row.account or BY_LINK.get(row.screen, "")


def screen(row):
    return row.get_screen_display() + (", from a search" if row.by_search else "")
