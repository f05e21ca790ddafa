from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pages.pasted import clean_paste


@never_cache
@require_POST
def pasted(request):
    """What somebody pasted into the editor, made clean before it is shown there."""
    if not request.user.has_perm("pages.change_revision"):
        raise PermissionDenied
    return HttpResponse(clean_paste(request.POST.get("html", "")), content_type="text/plain")
