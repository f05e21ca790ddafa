from django.views.decorators.http import require_safe

from booking.admin.screens import may_look, show
from booking.openings import with_openings


@may_look
@require_safe
def earlier(request):
    """Who would come earlier, and a button for each time that can be offered to them."""
    return show(request, "earlier.html", "Earlier times", rows=with_openings())
