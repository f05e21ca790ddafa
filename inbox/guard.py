from dataclasses import dataclass
from functools import wraps
from math import ceil

from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from inbox.client_address import client_digest
from inbox.models import Attempt

TOO_MANY = (
    "Too many forms were sent from your connection in a short time, so this one was not sent. What "
    "you typed is still here. Please wait {wait} and send it again, or phone us."
)
TOO_MANY_FROM_ALL = (
    "Many people are sending this form right now, so yours was not sent. What you typed is still "
    "here. Please wait {wait} and send it again, or phone us."
)


def public_form(view):
    """Guard the view of a public form, which uses no session.

    A post from another site is refused by its Sec-Fetch-Site or Origin header. So the page needs no
    token, sets no cookie, and is the same for everybody.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and comes_from_elsewhere(request):
            return render(request, "refused.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


def comes_from_elsewhere(request) -> bool:
    """Whether the browser says that another site sent this; False if it says nothing."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    if origin := request.headers.get("Origin"):
        return origin != f"{request.scheme}://{request.get_host()}"
    return False


@dataclass(frozen=True)
class Wait:
    """How many seconds to wait before the next post, and a sentence that says so and why."""

    seconds: int
    words: str


def too_many(request, form_name) -> Wait | None:
    """Count this post; returns how long its sender must wait if it was one too many."""
    own, for_all = Attempt.objects.count_in(form_name, client_digest(request))
    if seconds := max(own, for_all):
        words = TOO_MANY if own else TOO_MANY_FROM_ALL
        return Wait(seconds, words.format(wait=in_words(seconds)))
    return None


def in_words(seconds):
    """The time to wait in words, rounded up."""
    minutes = ceil(seconds / 60)
    if minutes > 90:
        return f"{ceil(minutes / 60)} hours"
    said = {1: "a minute", 30: "half an hour", 60: "an hour"}
    return said.get(minutes, f"{minutes} minutes")


def retry_later(response, wait):
    """Give the response status 429 and its Retry-After header."""
    response.status_code = 429
    response["Retry-After"] = wait.seconds
    return response
