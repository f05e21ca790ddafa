from functools import wraps

from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from antispam.address import client_digest
from antispam.models import WINDOW, Attempt

TOO_MANY = (
    "Too many forms have come from your connection in a short time. Nothing was sent, and what "
    "you typed is still here. Please wait ten minutes and send it again, or phone us."
)


def public_form(view):
    """Guard the view of a public form, which acts with nobody's session.

    A post from another site is refused by what the browser itself says of its origin. So the page
    needs no token, sets no cookie, and is the same for everybody.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and comes_from_elsewhere(request):
            return render(request, "refused.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


def comes_from_elsewhere(request) -> bool:
    """Whether the browser says that another site sent this. No word at all is not a no."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    if origin := request.headers.get("Origin"):
        return origin != f"{request.scheme}://{request.get_host()}"
    return False


def too_many(request, form_name) -> bool:
    """Count this post; whether its sender should wait WINDOW before the next."""
    return Attempt.objects.too_many(form_name, client_digest(request))


def retry_later(response):
    """Mark an answer as “wait, then try again”."""
    response.status_code = 429
    response["Retry-After"] = int(WINDOW.total_seconds())
    return response
