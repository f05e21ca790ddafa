"""What would be brought in, kind by kind, and what a person selects of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect

from booking.admin.book_import import figures
from booking.admin.book_import.forms import RemindForm
from booking.admin.book_import.met import add_met
from booking.admin.book_import.names_form import STATES
from booking.admin.book_import.screens import PER_PAGE, decided, keys, of_import, screen, to
from booking.admin.screens import not_done
from booking.moving_in import counting
from booking.moving_in.imported import Kind
from booking.viewing import Screen, Shown
from typed.seen import ChangedMeanwhile

REMARKS = "remarks"  # in the place of a kind: rows of any kind


def listed(one):
    """Each kind of row with its label, how many there are, and whether each can be ticked."""
    counts, came = one.by_kind(), {}
    if one.is_begun:
        rows = one.rows.that_came_in().order_by().values_list("kind")
        came = dict(rows.annotate(Count("pk")))
    beside = Kind.beside_the_rule()
    ticked = one.rows.filter(is_ticked=True).order_by().values_list("kind")
    ticked = dict(ticked.annotate(Count("pk")))
    return [
        {
            "kind": kind,
            "count": counts[kind],
            "ticked": ticked.get(kind, 0),
            "is_in": kind in Kind.brought_in(),
            "is_beside": kind in beside,
            "came": came.get(kind, 0),
        }
        for kind in Kind
        if kind in counts
    ]


def states_of(one):
    """The words of the file for the state of a visit, by what they were read as."""
    found = {}
    for word, known in one.statuses.items():
        found.setdefault(dict(STATES)[known["as"]], []).append(word)
    return found


@of_import("GET", "HEAD")
@decided
def preview(request, one):
    if not one.is_at_preview:
        return to(one)
    return of_what_comes(request, one, RemindForm(one))


def of_what_comes(request, one, form):
    """The preview, with the form by which the import begins."""
    promised, kinds = counting.promised(one), listed(one)
    context = {
        "kinds": kinds,
        "is_all_here": all(row["kind"] == Kind.HERE for row in kinds),
        "can_select": any(row["is_beside"] for row in kinds),
        "upcoming": one.counts.get("visits", 0) > one.counts.get("past", 0),
        "states": states_of(one),
        "coming": promised["rows"],
        "what_comes": figures.brought(promised),
        "left": one.rows.to_mend().count(),
        "people": promised["people"],
        "known": promised["known"],
        "new": promised["people"] - promised["known"],
        "of_visits": figures.of_visits(one.counts),
        "unread": figures.unread(one.counts),
        "remarks": one.rows.with_remark().count(),
        "twins": one.twins.said(),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return screen(request, "preview", one, f"Preview of {one.name}", status, **context)


@of_import("GET", "HEAD", "POST")
def rows(request, one):
    """The rows of one kind, page by page, each with its reason, and a tick if it can have one."""
    kind = request.GET.get("kind", "")
    if kind not in (*Kind.values, REMARKS) or one.forgotten_at:
        return to(one)
    can_tick = kind in Kind.beside_the_rule() and one.state == one.State.ASKS and not one.is_begun
    if request.method == "POST":
        try:
            if "all" in request.POST:
                one.tick_all(kind, request.POST["all"] == "yes")
            else:
                one.tick(keys(request.POST, "shown"), keys(request.POST, "tick"))
        except ChangedMeanwhile as error:
            messages.warning(request, not_done(str(error)))
            return to(one)
        messages.success(request, "Saved.")
        return redirect(request.get_full_path())
    found = one.rows.with_remark() if kind == REMARKS else one.rows.filter(kind=kind)
    found = found.select_related("person__patient", "therapist", "service", "booking")
    found = found.prefetch_related("booking__appointments")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page)
    met = add_met(one, kind, page.object_list)
    shows = Shown(Screen.IMPORT, *met, patients=len(page))
    title = "Rows to check" if kind == REMARKS else Kind(kind).label
    context = {"kind": kind, "page": page, "can_tick": can_tick}
    return screen(request, "rows", one, title, 200, shows, **context)
