"""The unguessable part of a private link, and repairing what mail programs do to it."""

import re
import secrets
from functools import wraps

from django.shortcuts import redirect

LENGTH = 32  # characters
WHOLE = re.compile(rf"(?<![\w-])[\w-]{{{LENGTH}}}(?![\w-])", re.ASCII)


def new_token():
    return secrets.token_urlsafe(LENGTH * 6 // 8)


def undamaged(token: str) -> str:
    """The token in what arrived with a link, if it is complete; "" if not.

    A mail program may have added a bracket or a full stop, or broken the link over two lines.
    """
    joined = re.sub(r"[\s=\u00ad\u200b]", "", token)
    found = WHOLE.search(token) or WHOLE.search(joined)
    return found[0] if found else ""


def forgiving(view):
    """Decorate the view of a private link: redirects a damaged link to the one that was sent."""

    @wraps(view)
    def guarded(request, token, **kwargs):
        sent = undamaged(token)
        if request.method in ("GET", "HEAD") and sent not in ("", token):
            found = request.resolver_match
            return redirect(found.view_name, **found.kwargs | {"token": sent})
        return view(request, token=token, **kwargs)

    return guarded
