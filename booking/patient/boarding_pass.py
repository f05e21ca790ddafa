"""What the private page shows of a booking, as values for its template."""

from django.utils.datastructures import MultiValueDict

from booking.models import Appointment, FlowWords
from booking.models.state import State
from booking.patient.url_state import UrlState

SURE = State.CONFIRMED, "today"


def boarding_pass(booking):
    """As many queries for a course as for one visit; three more if times are offered."""
    found = booking.visits().with_cutoff().prefetch_related("offers__therapist")
    visits = list(found.prefetch_related("offers__service"))
    read = {what_is_read_of(one, visits) for one in visits}
    asked = [one for one in visits if one.reads_as() == State.REQUESTED]
    ahead = [one for one in visits if one.is_ahead()]
    sure = [one for one in visits if one.reads_as() in SURE]
    offered = {one: one.offered_times() for one in visits}
    free = Appointment.acceptable([time for times in offered.values() for time in times])
    return {
        "visits": visits,
        "rows": [(one, [(t, t in free) for t in times]) for one, times in offered.items()],
        "reads": read.pop() if len(read) == 1 else "",
        "asked": asked,
        "can_keep": booking.can_be_kept_by_patient(),
        "can_confirm": booking.can_be_confirmed_by_patient(),
        "held_until": min((one.held_until for one in asked if one.is_held()), default=None),
        "all_held": all(one.is_held() for one in asked),
        "therapists": distinct(one.therapist for one in visits),
        "treatments": distinct((one.service, one.minutes) for one in visits),
        "ahead": ahead,
        "sure": sure,
        "is_first": any(one.service.is_first for one in sure),
        "services_ahead": distinct(one.service for one in sure),
        "services_after": distinct(one.service for one in visits if one.has_been()),
        "clinic_words": FlowWords.current(),
        "can_cancel_all": sum(one.can_be_changed_by_patient() for one in visits) > 1,
        "again": None if ahead else again(visits[-1]),
    }


def what_is_read_of(visit, visits):
    """The state as read. In a course, a visit that is today counts as confirmed."""
    read = visit.reads_as()
    return str(State.CONFIRMED) if read == "today" and len(visits) > 1 else read


def distinct(values):
    return list(dict.fromkeys(values))


def again(visit):
    """The step to the same treatment with the same therapist, as far as they are still offered."""
    of_visit = {"service": [visit.service_id], "therapist": [visit.therapist_id]}
    same = UrlState(MultiValueDict(of_visit))
    same.narrow()
    service = same.chosen("service")
    is_offered = service and service.is_online
    return same.step("choose", **{} if is_offered else {"service": None, "therapist": None})
