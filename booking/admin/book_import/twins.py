"""Who may be one person: asked about each pair, with what there is to decide it by."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.shortcuts import redirect
from django.utils import timezone

from booking.admin.book_import.figures import counted
from booking.admin.book_import.screens import PER_PAGE, decided, keys, of_import, screen, to
from booking.models import Appointment, ImportedRow
from booking.models.state import State
from booking.moving_in.made_patients import Persons
from booking.moving_in.twins import GROUPS
from booking.viewing import Screen, Shown
from clinic.phone import to_e164

SAME, OTHERS = "same", "others"


@of_import("GET", "HEAD", "POST")
@decided
def twins(request, one):
    if not one.is_at_preview:
        return to(one)
    if request.method == "POST":
        messages.success(request, noted(request.POST, one))
        return redirect(request.get_full_path())
    page = Paginator(one.twins.with_people(), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    context = {
        "page": page,
        "pairs": list(pairs(shown)),
        "said": one.twins.said(),
        "open_of": {group: one.twins.open_of(group).count() for group in GROUPS},
        "of_two": Persons(one).of_two_patients(),
    }
    shows = Shown(Screen.IMPORT, *(twin.patient for twin in shown if twin.patient))
    return screen(request, "twins", one, "The same person?", 200, shows, **context)


def noted(data, one):
    """Note what was said, and return it as a sentence."""
    if data.get("all") in GROUPS:
        return f"{counted(one.join_all(data['all']), 'pair')} joined."
    if data.get("all") == OTHERS:
        parted = one.part_the_others()
        return f"{counted(parted, 'pair')} noted as two people."
    said = {SAME: [], OTHERS: [], "": []}
    for key in keys(data, "shown"):
        said.setdefault(data.get(f"who-{key}", ""), []).append(key)
    one.say_who(said[SAME], said[OTHERS], said[""])
    return "Saved."


def pairs(twins):
    """Each with what the two share, and with their visits in the file and here. Two queries."""
    people = {one.pk for twin in twins for one in (twin.person, twin.other) if one}
    patients = {twin.patient_id for twin in twins} - {None}
    of_file = ImportedRow.objects.filter(person__in=people, starts_at__isnull=False).order_by()
    of_file = of_file.values_list("person").annotate(Count("pk"), Max("starts_at"))
    past = Appointment.objects.filter(booking__patient__in=patients, starts_at__lte=timezone.now())
    past = past.of_patients().exclude(state__in=State.set_aside()).order_by()
    past = past.values_list("booking__patient").annotate(Count("pk"), Max("starts_at"))
    in_file = {pk: visits for pk, *visits in of_file}
    here = {pk: visits for pk, *visits in past}
    for twin in twins:
        one, other = twin.pair
        shared = set(one.contact_keys) & set(other.contact_keys)
        visits = here.get(other.pk) if twin.patient else in_file.get(other.pk)
        yield {
            "twin": twin,
            "sides": [
                side(one, shared, in_file.get(one.pk)),
                side(other, shared, visits, is_here=bool(twin.patient)),
            ],
            "shares_name": bool(set(one.names_folded) & set(other.names_folded)),
            "emails": [email for email in one.emails if email.lower() in shared],
            "phones": [phone for phone in one.phones if to_e164(phone) in shared],
            "kept": twin.kept,
            "email": next(iter([*twin.kept.emails, *one.emails, *other.emails]), ""),
        }


def side(person, shared, visits, is_here=False):
    count, last = visits or (0, None)
    return {
        "person": person,
        "is_here": is_here,
        "contacts": [
            *((email, email.lower() in shared) for email in person.emails),
            *((phone, to_e164(phone) in shared) for phone in person.phones),
        ],
        "visits": count,
        "last": last,
    }
