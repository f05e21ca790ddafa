"""What a page says to machines, in the words of schema.org. What is not known is left out.

The functions take plain values; addresses are whole ones.
"""

import json

from clinic.closing_time import MIDNIGHT
from clinic.models import Weekday

LANGUAGE = "en-CA"
# Inside <script> these could end it, or begin a comment; JSON may write any letter as its number.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


def graph(*things):
    """The text of one JSON-LD script, safe to stand in HTML."""
    known = {"@context": "https://schema.org", "@graph": [one for one in things if one]}
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def thing(kind, **facts):
    """Anything with a type, without the facts that nobody knows."""
    return {"@type": kind} | {name: value for name, value in facts.items() if value}


def ref(url):
    return {"@id": url}


def clinic_id(home):
    return f"{home}#clinic"


def site_id(home):
    return f"{home}#website"


def clinic_as_thing(clinic, home):
    """`home` is the address of the first page. An unnamed clinic is not announced at all."""
    if not clinic.name:
        return None
    return ref(clinic_id(home)) | thing(
        "MedicalClinic",
        name=clinic.name,
        url=home,
        telephone=clinic.phone_link.partition(";")[0],  # E.164 knows no extensions
        email=clinic.email,
        address=", ".join(clinic.address.split("\n")).replace("\r", ""),
        hasMap=clinic.map_link,
        medicalSpecialty="https://schema.org/Physiotherapy",
        openingHoursSpecification=[hours_as_thing(one) for one in clinic.hours.all()],
    )


def hours_as_thing(hours):
    return thing(
        "OpeningHoursSpecification",
        dayOfWeek=f"https://schema.org/{Weekday(hours.weekday).label}",
        opens=f"{hours.opens:%H:%M}",
        # At 00:00 search engines would take the whole day for closed.
        closes="23:59" if hours.closes == MIDNIGHT else f"{hours.closes:%H:%M}",
        description=hours.note,
    )


def website(name, home):
    publisher = name and ref(clinic_id(home))
    facts = thing("WebSite", name=name, url=home, inLanguage=LANGUAGE, publisher=publisher)
    return ref(site_id(home)) | facts


def trail(*steps):
    """From the first page to this one, each step a (name, address); None for the first itself."""
    if len(steps) < 2:
        return None
    items = [
        thing("ListItem", position=number, name=name, item=url)
        for number, (name, url) in enumerate(steps, start=1)
    ]
    return thing("BreadcrumbList", itemListElement=items)


def web_page(url, home, revision, description, first_published_at, image=None, treatment=""):
    """A page with a text of its own, whom it was reviewed by, and what it explains."""
    return ref(url) | thing(
        "MedicalWebPage",
        url=url,
        name=revision.title,
        description=description,
        inLanguage=LANGUAGE,
        isPartOf=ref(site_id(home)),
        datePublished=first_published_at and first_published_at.isoformat(),
        dateModified=revision.publish_at and revision.publish_at.isoformat(),
        lastReviewed=revision.reviewed_on and revision.reviewed_on.isoformat(),
        reviewedBy=revision.reviewed_by and thing("Person", name=revision.reviewed_by),
        image=image,
        mainEntity=treatment and thing("PhysicalTherapy", name=treatment),
    )


def picture(url, width, height, words=""):
    return thing("ImageObject", url=url, width=width, height=height, caption=words)
