"""Who may ask for the screens of an import from WordPress, and with which method."""

from functools import wraps

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from clinic_site.models import WordPressImport

may_bring_in = permission_required("clinic_site.add_wordpressimport", raise_exception=True)


def of_one(view):
    """The view gets the import, or is not called because there is none."""

    @may_bring_in
    @wraps(view)
    def found(request, pk):
        return view(request, get_object_or_404(WordPressImport, pk=pk))

    return found


def posted(view):
    """Any other request, such as the one after a log-in on the way, leads to the import."""

    @of_one
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request, work):
        if request.method != "POST":
            return redirect("admin:wordpress_import_change", work.pk)
        return view(request, work)

    return answered
