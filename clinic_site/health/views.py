"""What load balancers and monitors ask. Strangers learn one word."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from clinic_site.health.watch import watch


@require_safe
def alive(request):
    """Whether this process answers, whatever else is away: for load balancers."""
    return word("ok")


@require_safe
def database(request):
    """Whether it reaches its database: the desk asks this before it sends a form."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return word("away", 503)
    return word("ok")


@require_safe
def ready(request):
    """Whether everything works that patients rely on: for monitors."""
    return word("ready") if watch.current().is_ready else word("not ready", 503)


def word(text, status=200):
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, content_type="text/plain", status=status, headers=headers)
