from django.db import OperationalError, connection
from django.http import HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request):
    """Whether this process serves and reaches its database, for a load balancer to ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return plain("no database", status=503)
    return plain("ok")


def plain(text, **kwargs):
    return HttpResponse(
        text, content_type="text/plain", headers={"Cache-Control": "no-store"}, **kwargs
    )
