from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antispam.guard import TOO_MANY, judge, public_form, retry_later, too_many
from booking import diary
from booking.conflicts import TimeTaken
from booking.forms import ChoiceForm, RequestForm, start_as_text
from booking.models import Booking, Service, Therapist
from booking.models.bookings import AlreadySent

DAYS_SHOWN = 5
TIMES_OFFERED = 6
TAKEN = "That time has just been taken or is no longer open. Choose another time."
SENT_BEFORE = (
    "This form was sent before, and that request is stored. To make another request with what "
    "stands here now, send it again."
)


@never_cache
@require_safe
def choose_time(request):
    """The open times, found from what the address says of service, therapist and day."""
    choice = ChoiceForm(request.GET)
    services = list(Service.objects.active())
    service = choice.chosen("service") or (services[0] if len(services) == 1 else None)
    therapists = list(Therapist.objects.offering(service)) if service else []
    therapist = choice.chosen("therapist")
    if therapist not in therapists:
        therapist = None

    def link(**changes):
        chosen = {"service": service, "therapist": therapist, "day": choice.chosen("day")} | changes
        query = {name: getattr(value, "pk", value) for name, value in chosen.items() if value}
        return f"{reverse('booking:choose')}?{urlencode(query)}"

    for one in services:
        one.url = link(service=one, therapist=None)
    for one in therapists:
        one.url = link(therapist=one) + "#time"
    context = {
        "services": services,
        "service": service,
        "therapists": therapists,
        "therapist": therapist,
        "anyone_url": link(therapist=None) + "#time",
        "bookable": diary.has_hours(services),
        "gone": "gone" in request.GET,
    }
    if service:
        asked = [therapist] if therapist else therapists
        context |= open_days(choice, service, therapist, asked, link)
    return render(request, "booking/choose.html", context)


def open_days(choice, service, therapist, asked, link):
    """A few days that have open times, from the day asked for, with links either way."""
    starts = diary.open_times_of_any(service, asked)
    by_day = [
        (day, [{"starts_at": start, "url": request_url(service, therapist, start)} for start in of])
        for day, of in groupby(starts, key=lambda start: timezone.localdate(start))
    ]
    from_day = choice.chosen("day") or timezone.localdate()
    first = next((i for i, (day, _) in enumerate(by_day) if day >= from_day), len(by_day))
    last = first + DAYS_SHOWN
    earlier = by_day[max(first - DAYS_SHOWN, 0)][0] if first else None
    later = by_day[last][0] if last < len(by_day) else None
    return {
        "days": [{"date": day, "times": times} for day, times in by_day[first:last]],
        "earlier_url": link(day=earlier) if earlier else None,
        "later_url": link(day=later) if later else None,
    }


def request_url(service, therapist, start):
    query = {"service": service.pk, "therapist": therapist.pk if therapist else ""}
    return f"{reverse('booking:request')}?{urlencode(query | {'start': start_as_text(start)})}"


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def request_appointment(request):
    if request.method == "POST":
        return never_cache(send_request)(request)
    response = before_details(request, ChoiceForm(request.GET))
    # Not no-store: “Back” then finds the same form with the same key, so that sending it again
    # leads to the request it made, instead of finding the time taken by it.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def send_request(request):
    form = RequestForm(request.POST)
    choice = ChoiceForm(request.POST)
    if too_many(request, "booking"):
        form.add_error(None, TOO_MANY)
        return retry_later(show_request(request, form, choice))
    if not form.is_valid():
        return show_request(request, form, choice, status=422)
    service, therapist = choice.chosen("service"), choice.chosen("therapist")
    therapists = therapists_asked(service, therapist)
    typed = form.typed()
    try:
        booking = Booking.objects.request(
            form_key=typed["key"],
            service=service,
            therapists=therapists,
            starts=[typed["start"]],
            reasons=judge(request, form).reasons,
            **{name: typed[name] for name in ("name", "email", "phone", "note")},
        )
    except TimeTaken:
        starts = diary.nearest_open_times(service, therapists, typed["start"], TIMES_OFFERED)
        form.offer(starts, TAKEN)
        return show_request(request, form, choice, status=409, taken=True)
    except AlreadySent:
        form.ask_again(SENT_BEFORE)
        return show_request(request, form, choice, status=409)
    return HttpResponseRedirect(booking.get_absolute_url(), status=303)


def before_details(request, choice):
    """The empty form for a time that is open; otherwise the way back to those that are."""
    service, start = choice.chosen("service"), choice.chosen("start")
    if not service or not start:
        return redirect("booking:choose")
    asked = therapists_asked(service, choice.chosen("therapist"))
    if start not in diary.open_times_of_any(service, asked, days=[timezone.localdate(start)] * 2):
        query = {"service": service.pk, "day": timezone.localdate(start), "gone": "yes"}
        return redirect(f"{reverse('booking:choose')}?{urlencode(query)}")
    return show_request(request, RequestForm.blank(choice), choice)


def therapists_asked(service, therapist):
    """Everyone who offers the service, or only the one that was chosen."""
    offering = Therapist.objects.offering(service)
    return list(offering.filter(pk=therapist.pk) if therapist else offering)


def show_request(request, form, choice, status=200, taken=False):
    service, therapist, start = map(choice.chosen, ("service", "therapist", "start"))
    query = {"service": service.pk} if service else {}
    if therapist:
        query["therapist"] = therapist.pk
    if start:
        query["day"] = timezone.localdate(start)
    context = {
        "form": form,
        "service": service,
        "therapist": therapist,
        "starts_at": start,
        "ends_at": start + service.visit().duration if start and service else None,
        "choose_url": f"{reverse('booking:choose')}?{urlencode(query)}#time",
        "taken": taken,
    }
    return render(request, "booking/request.html", context, status=status)
