"""Which buttons a visit's page has, and what they need."""

from booking.admin.lines import line_forms
from booking.models.one_patient import OtherVisits
from booking.models.state import State


def possible(one):
    """Which buttons its state allows. The model's methods check again, under the locks."""
    to_come = one.is_to_come()
    # Of times offered together for a request, its own row represents them all.
    is_one_of_several = bool(one.instead_of and one.instead_of.state == State.OFFERED)
    has_offer = one.state != State.OFFERED and one.open_offer()
    return {
        "confirm": to_come and one.state == State.REQUESTED,
        "decline": one.state == State.REQUESTED,
        "restore": one.state in State.set_aside() and not one.booking.is_erased(),
        "turn_away": one.state in State.set_aside(),
        "offer": (to_come or one.state == State.REQUESTED) and not (has_offer or is_one_of_several),
        "answer": to_come and one.state == State.OFFERED,
        "move": one.can_be_moved(),
        "change": to_come and one.state in (State.REQUESTED, State.CONFIRMED),
        "reinstate": (
            one.state in State.undoable() and not (one.has_passed() or one.booking.is_erased())
        ),
        "cancel": to_come and one.state != State.REQUESTED,
    } | marks(one)


def marks(one):
    """Whether reception can now record that they came, or did not; either corrects the other."""
    return {
        "attended": one.can_be_marked(State.ATTENDED),
        "missed": one.can_be_marked(State.MISSED),
    }


def buttons(one, sent=None):
    """What the buttons of a visit's page need; `sent` is the form with a line as it was sent."""
    can = possible(one)
    return (
        whole(one)
        | line_forms(can, sent)
        | {
            "possible": can,
            "met": met(one) if can["confirm"] or can["answer"] or can["reinstate"] else [],
        }
    )


def met(one):
    """Other visits of the patient at the times of those that the buttons would confirm."""
    others = OtherVisits(one.booking, by=True)
    asked = [visit for visit in one.booking.visits() if possible(visit)["confirm"]]
    found = [other for visit in {one, *asked} for other in others.meeting(*visit.span(), visit)]
    return list(dict.fromkeys(found))


def whole(one):
    """What can be done to all visits of the booking at once, as numbers of visits.

    0 if there is only one visit, or if reception has to answer a request first.
    """
    visits = list(one.booking.visits())
    waiting = sum(visit.state == State.REQUESTED for visit in visits)
    to_come = sum(visit.is_to_come() for visit in visits)
    ended = len(one.booking.ended_with(one)) if possible(one)["reinstate"] else 0
    return {
        "all_waiting": waiting if waiting > 1 else 0,
        "all_ended": ended if ended > 1 else 0,
        "all_to_come": to_come if to_come > 1 and not waiting else 0,
    }
