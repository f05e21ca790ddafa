"""What pages show of the services in the booking rules: in a treatment, on cards and as fees."""

from dataclasses import dataclass

from django.urls import reverse

from booking.models import Service, Therapist
from booking.prices import plain_amount, price_among, price_with
from clinic.links import whole
from clinic_site.on_show.people import openings_of
from pages.blocks.treatments import Fees, Treatments
from pages.blocks.treatments import Treatment as Block
from pages.reading import json_ld
from pages.reading.gathered import shown_by


def hand_over():
    shown_by[Treatments.kind] = treatment_cards
    shown_by[Fees.kind] = fee_lines


@dataclass(frozen=True)
class Line:
    """A service or, with a therapist, what differs with them."""

    service: Service
    minutes: tuple  # the shortest and the longest duration
    price: str
    therapist: Therapist | None = None
    is_below: bool = False  # the line of the service itself


@dataclass(frozen=True)
class Treatment:
    name: str
    visits: list[Line]  # offered now, in the order of services

    @property
    def online(self):
        return [one.service for one in self.visits if one.service.is_online]


def treatment_of(openings, section, page, revision):
    """The Treatment that this section of a page is about."""
    is_whole_page = page.folder == Block.folder
    name = revision.title if is_whole_page or not section.heading else section.heading
    return Treatment(name, visits_in(openings, section))


def chosen_in(sections):
    """The keys of the services chosen in these sections, as text."""
    return {
        key for one in sections if one.block.kind == Block.kind for key in one.values["services"]
    }


def visits_in(openings, section):
    chosen = chosen_in([section])
    if not chosen:
        return []  # without a query
    catalogue = openings.catalogue
    return [
        Line(one, catalogue.minutes(one), catalogue.price(one))
        for one in catalogue.services
        if str(one.pk) in chosen
    ]


@dataclass(frozen=True)
class Card:
    title: str
    url: str
    for_whom: str
    price: str


def treatment_cards(section, page, request):
    """A Card for each treatment that was gathered, but not for the one that `page` is about."""
    found = [one for one in section.gathered if one.url != page.get_absolute_url()]
    openings = openings_of(request)
    return [
        Card(one.title, one.url, one.section.values["for_whom"], lowest(openings, one.section))
        for one in found
    ]


def lowest(openings, section):
    """The price of a treatment's visits: with “from” if they differ, "" if that can't be said."""
    chosen = chosen_in([section])
    if not chosen:
        return ""
    offerings = (one for one in openings.catalogue.offerings if str(one.service_id) in chosen)
    return price_among([one for one in offerings if price_with(one)])


def fee_lines(section, page, request):
    """A Line for each service offered, and for each therapist with whom it differs.

    What has no price is left out unless the section asks for it.
    """
    catalogue, asks = openings_of(request).catalogue, section.values["asks"]
    return [line for one in catalogue.services for line in lines_of(catalogue, one, asks)]


def lines_of(catalogue, service, asks):
    usual = service.duration, service.price
    with_each = {
        one.therapist: (one.duration or service.duration, price_with(one))
        for one in catalogue.of(service)
    }
    different = set(with_each.values())
    if len(different) == 1:
        (usual,) = different
    lines = []
    if usual in different:
        lines = [Line(service, (usual[0], usual[0]), usual[1])]
    elif any(price == usual[1] for _, price in different):
        lines = [Line(service, catalogue.minutes(service), catalogue.price(service))]
    lines = [own for own in lines if own.price or asks]
    has_own = bool(lines)
    for therapist, (minutes, price) in with_each.items():
        if (minutes, price) != usual and (price or asks):
            lines.append(Line(service, (minutes, minutes), price, therapist, has_own))
    return lines


def offers_on(openings, sections, clinic_name=""):
    """For machines: each visit of a page's treatments that has a plain price in dollars."""
    sections = [one for one in sections if one.block.kind == Block.kind]
    home, book = whole(reverse("pages:home")), whole(reverse("booking:choose"))
    lines = dict.fromkeys(line for one in sections for line in visits_in(openings, one))
    return [
        json_ld.service(
            home,
            line.service.name,
            f"{book}?service={line.service.pk}",
            amount,
            clinic_name,
            line.service.for_whom,
        )
        for line in lines
        if (amount := plain_amount(line.price))
    ]
