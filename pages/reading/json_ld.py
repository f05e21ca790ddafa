"""What a page tells machines, in the vocabulary of schema.org. Unknown facts are left out.

The functions take plain values; addresses are absolute URLs.
"""

import json
import re

from clinic.closing_time import MIDNIGHT
from clinic.models import Weekday

LANGUAGE = "en-CA"
# Inside <script>, these could end it or start a comment; JSON can escape any character.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}


def graph(*things):
    """The text of one JSON-LD script, safe inside HTML."""
    known = {"@context": "https://schema.org", "@graph": [one for one in things if one]}
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def thing(kind, **facts):
    """An object of this type, without facts that are empty."""
    return {"@type": kind} | {name: value for name, value in facts.items() if value}


def ref(url):
    return {"@id": url}


def clinic_id(home):
    return f"{home}#clinic"


def site_id(home):
    return f"{home}#website"


def clinic_as_thing(clinic, home, special=(), logo=None):
    """`home` is the URL of the home page. None for a clinic without a name.

    `special` are the days with other hours (`special_hours`), `logo` is a `picture`.
    """
    if not clinic.name:
        return None
    return ref(clinic_id(home)) | thing(
        "MedicalClinic",
        name=clinic.name,
        url=home,
        telephone=clinic.phone_link.partition(";")[0],  # E.164 has no extensions
        email=clinic.email,
        address=", ".join(clinic.address.split("\n")).replace("\r", ""),
        hasMap=clinic.map_link,
        medicalSpecialty="https://schema.org/Physiotherapy",
        openingHoursSpecification=[hours_as_thing(one) for one in clinic.opening_hours],
        specialOpeningHoursSpecification=[special_as_thing(one) for one in special],
        amenityFeature=[
            thing("LocationFeatureSpecification", name=name, value=" ".join(words.split()))
            for name, words in (("Parking", clinic.parking), ("Step-free access", clinic.access))
            if words
        ],
        knowsLanguage=clinic.spoken,
        logo=logo,
        image=logo,
        sameAs=[link for _, link in clinic.sites],
    )


def hours_as_thing(hours):
    return thing(
        "OpeningHoursSpecification",
        dayOfWeek=f"https://schema.org/{Weekday(hours.weekday).label}",
        opens=f"{hours.opens:%H:%M}",
        closes=as_end(hours.closes),
        description=hours.note,
    )


def special_as_thing(special):
    """Search engines read “00:00 to 00:00” as closed all day."""
    return thing(
        "OpeningHoursSpecification",
        validFrom=special.first_day.isoformat(),
        validThrough=special.last_day.isoformat(),
        opens=f"{special.opens:%H:%M}" if special.opens else "00:00",
        closes=as_end(special.closes) if special.opens else "00:00",
        description=special.reason,
    )


def as_end(closes):
    """Not 00:00, which search engines would read as closed all day."""
    return "23:59" if closes == MIDNIGHT else f"{closes:%H:%M}"


def website(name, home):
    publisher = name and ref(clinic_id(home))
    facts = thing("WebSite", name=name, url=home, inLanguage=LANGUAGE, publisher=publisher)
    return ref(site_id(home)) | facts


def trail(*steps):
    """The breadcrumbs from the home page to this one, each a (name, URL); None on the home page."""
    if len(steps) < 2:
        return None
    items = [
        thing("ListItem", position=number, name=name, item=url)
        for number, (name, url) in enumerate(steps, start=1)
    ]
    return thing("BreadcrumbList", itemListElement=items)


def web_page(url, home, revision, description, first_published_at, image=None, about=None):
    """A page with a text of its own, its reviewer, and the thing that it is about."""
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
        mainEntity=about,
    )


def person(url, home, name, clinic_name, values, image=None):
    """Somebody on the team, with the values of a section about a person. `url` has an anchor."""
    number, college = values["registration"], values["college"]
    registered = (number or college) and thing(
        "EducationalOccupationalCredential",
        credentialCategory="license",
        identifier=number,
        recognizedBy=college and thing("Organization", name=college),
    )
    return ref(url) | thing(
        "Person",
        name=name,
        url=url,
        jobTitle=values["role"],
        honorificSuffix=values["credentials"],
        hasCredential=registered,
        knowsLanguage=each_of(values["languages"]),
        image=image,
        worksFor=clinic_name and ref(clinic_id(home)),
    )


def each_of(words):
    """What a list in words names: “English, French and Farsi”."""
    return [one.strip(" .") for one in re.split(r"[,;\n]|\band\b", words) if one.strip(" .")]


def treatment(name, description=""):
    """A treatment that a page explains; None without a name."""
    return thing("PhysicalTherapy", name=name, description=description) if name else None


def service(home, name, url, price, clinic_name, description=""):
    """What can be booked at this URL for a price (Canadian dollars, such as 95.00)."""
    return thing(
        "Service",
        name=name,
        description=description,
        provider=clinic_name and ref(clinic_id(home)),
        offers=thing("Offer", price=price, priceCurrency="CAD", url=url),
    )


def questions(url, asked):
    """The (question, answer) pairs of the page at this URL; None if there are none."""
    if not asked:
        return None
    found = [
        thing("Question", name=words, acceptedAnswer=thing("Answer", text=answer))
        for words, answer in asked
    ]
    facts = thing("FAQPage", isPartOf=ref(url), inLanguage=LANGUAGE, mainEntity=found)
    return ref(f"{url}#questions") | facts


def picture(url, width, height, words=""):
    return thing("ImageObject", url=url, width=width, height=height, caption=words)
