"""What the columns of an appointment book can mean."""

from django.db import models


class Meaning(models.TextChoices):
    """What a column says of each row. `LEFT_OUT` is not read at all."""

    NAME = "name", "Name of the patient"
    FIRST_NAME = "first name", "First name"
    LAST_NAME = "last name", "Last name"
    OTHER_NAME = "other name", "Other or preferred name"
    SUBJECT = "subject", "Subject: a patient or something else"
    PERSON_KEY = "person key", "Number of the patient"
    EMAIL = "email", "Email"
    PHONE = "phone", "Phone"
    START = "start", "Start, date and time"
    START_DATE = "start date", "Date of the visit"
    START_TIME = "start time", "Time of the visit"
    END = "end", "End, date and time"
    END_DATE = "end date", "Date on which it ends"
    END_TIME = "end time", "Time at which it ends"
    LENGTH = "length", "Length, in minutes"
    LENGTH_HOURS = "length in hours", "Length, in hours"
    LENGTH_SECONDS = "length in seconds", "Length, in seconds"
    WEEKDAY = "weekday", "Day of the week"
    ZONE = "zone", "Time zone of the visit"
    THERAPIST = "therapist", "Therapist"
    SERVICE = "service", "Service"
    STATUS = "status", "Status of the visit"
    CANCELLED = "cancelled", "Cancelled: yes, or when"
    MISSED = "missed", "Missed: yes or no"
    ATTENDED = "attended", "Attended: yes or no"
    NOTE = "note", "Note"
    KEY = "key", "Number of the visit"
    BLOCK = "block", "Blocked time: yes or no"
    ALL_DAY = "all day", "All day: yes or no"
    LEFT_OUT = "", "Leave out"


# What may be in more than one column; the cells of a row are read together.
REPEATABLE = {
    *(Meaning.EMAIL, Meaning.PHONE, Meaning.NOTE, Meaning.OTHER_NAME, Meaning.LEFT_OUT),
    *(Meaning.STATUS, Meaning.THERAPIST, Meaning.CANCELLED),
}
# How many minutes a bare number of such a column is.
UNITS = {Meaning.LENGTH: 1, Meaning.LENGTH_HOURS: 60, Meaning.LENGTH_SECONDS: 1 / 60}
OF_STARTS = {Meaning.START, Meaning.START_DATE, Meaning.START_TIME}
OF_ENDS = {Meaning.END, Meaning.END_DATE, Meaning.END_TIME}
