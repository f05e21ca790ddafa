"""Many requests that nobody means, seen together and declined together without an email."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from booking.admin.screens import may_decide, may_look, render_screen
from booking.conflicts import ScheduleBusy
from booking.models import Booking
from booking.viewing import NOBODY, Screen, Shown
from typed.seen import seen_versions
from typed.text import whole_number

MOST_AT_ONCE = 1000  # requests on one page: each is a field of the form that declines them
# Instead of a booking's number: what rules marked as spam; what holds no time until its patient has
# opened our email; those of them it did not reach; what holds time and came in the same days.
SPAM, UNPROVEN, TO_PHONE, RUSH = "spam", "unproven", "to-phone", "rush"
LISTS = {
    SPAM: ("Requests marked as spam", Booking.objects.suspected_spam),
    UNPROVEN: ("Requests that hold no time yet", Booking.objects.unproven),
    TO_PHONE: ("Requests to call back", Booking.objects.to_phone),
    RUSH: ("Requests that came in the same rush", Booking.objects.in_rush),
}


@may_look
@require_http_methods(["GET", "HEAD", "POST"])
def flood(request):
    """The list of floods, or one of them, which the button declines."""
    of = request.GET.get("of", "")
    if request.method == "POST":
        return end(request)
    if not of:
        floods = described()
        return render_screen(
            request,
            "floods.html",
            "Requests from one visitor",
            shows=Shown(Screen.LIST, patients=len(floods)) if floods else NOBODY,
            floods=floods,
        )
    found = requests_of(of)
    shown = found[:MOST_AT_ONCE]
    return render_screen(
        request,
        "flood.html",
        title(of),
        shows=Shown(Screen.LIST, patients=len(shown)) if shown else NOBODY,
        of=of,
        requests=shown,
        more=len(found) > len(shown),
    )


def described():
    """Each flood with its first request, which identifies its page."""
    floods = list(Booking.objects.floods())
    first = Booking.objects.in_bulk([one["first"] for one in floods])
    return [(first[one["first"]], one["count"]) for one in floods]


def requests_of(of):
    if of in LISTS:
        found = LISTS[of][1]()
    else:
        found = Booking.objects.of_visitor(get_object_or_404(Booking, pk=whole_number(of)))
    found = found.with_version().prefetch_related("appointments").order_by("pk")
    return list(found[: MOST_AT_ONCE + 1])


def title(of):
    return LISTS[of][0] if of in LISTS else "Requests from one visitor"


@may_decide
def end(request):
    seen = seen_versions(request.POST)
    try:
        declined = Booking.objects.turn_away(by=request.user, seen=seen)
    except ScheduleBusy:
        messages.error(request, "The schedule is busy right now. Nothing was changed: try again.")
        return redirect(request.get_full_path())
    said = f"{counted(declined)} declined. No email was sent."
    if left := len(seen) - declined:
        said += f" {counted(left)} left unchanged: changed since you opened the page."
    if declined:
        found = reverse("admin:booking_appointment_changelist")
        said = format_html('{} <a href="{}?state=declined">Show declined requests</a>', said, found)
    messages.success(request, said)
    return redirect("admin:index")


def counted(number):
    return ngettext("1 request", f"{number} requests", number)
