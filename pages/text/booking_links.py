"""Which links lead to another program that takes bookings."""

import re
from urllib.parse import urlsplit

# Where online booking programs answer, or one part of theirs; a clinic has an address below it.
PROGRAMS = (
    *("10to8.com", "acuityscheduling.com", "as.me", "book.squareup.com", "booksy.com", "cal.com"),
    *("calendar.app.google", "calendly.com", "clinicmaster.com", "clinicsense.com", "cliniko.com"),
    *("doctolib.com", "fresha.com", "gettimely.com", "halaxy.com", "healcode.com", "janeapp.com"),
    *("juvonno.com", "massagebook.com", "mindbody.io", "mindbodyonline.com", "nookal.com"),
    *("noterro.com", "powerdiary.com", "practicebetter.io", "schedulista.com", "setmore.com"),
    *("simplepractice.com", "simplybook.it", "simplybook.me", "squareup.com/appointments"),
    *("tidycal.com", "vagaro.com", "youcanbook.me", "zandahealth.com", "zocdoc.com"),
    *("calendar.google.com/calendar/appointments", "outlook.office.com/book"),
    *("outlook.office365.com/book", "outlook.office365.com/owa/calendar"),
)
SAYS_SO = re.compile(
    r"(?:(?:please|click|tap|here|to|you can|now)\s+)*(?:"
    r"(?:book|reserve|schedule)\b.{0,30}\b(?:now|online|here|today|appointments?|visits?|sessions?|"
    r"treatments?|consultations?|assessments?|massages?|class(?:es)?)\b"
    r"|(?:make|request|get)\b.{0,15}\bappointments?\b|online booking\b"
    r"|(?:book|bookings?|appointments?)$|.*\brendez-vous\b)",
    re.IGNORECASE,
)


def booking_host(words, href) -> str:
    """The host at which readers of this link would book; "" if it is not such a link."""
    try:
        url = urlsplit(href)
        host = (url.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if url.scheme not in ("http", "https"):
        return ""
    return host if host and (is_program(host, url.path) or SAYS_SO.match(words.strip())) else ""


def is_program(host, path):
    for one in PROGRAMS:
        known, _, below = one.partition("/")
        if f".{host}".endswith(f".{known}") and path.startswith(f"/{below}" if below else ""):
            return True
    return False
