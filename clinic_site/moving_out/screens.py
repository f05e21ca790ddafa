"""One screen for an administrator: ask for a file of all data, see how far it is, download it."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from booking.models import Patient
from booking.viewing import Screen, Shown
from clinic.kept_files import Gone
from clinic_site.accounts.sure import require_sure
from clinic_site.models import EXPORT_DATA, AccountEvent, Home, SiteExport

BEGUN = "The file is being made."
RUNNING = "A file is already being made."
GONE = "There is no longer a file to download. Make a new one."


def asked_for(press):
    """The address of the screen, which then asks the person to press this button again."""
    return f"{reverse('admin:everything')}?{urlencode({'press': press})}"


@permission_required(EXPORT_DATA, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def everything(request):
    """A POST asks for a new file."""
    is_copy = Home.objects.is_copy()
    if request.method == "POST" and not is_copy:
        require_sure(request, asked_for("make"))
        is_new = SiteExport.objects.ask(request)
        messages.success(request, BEGUN if is_new else RUNNING)
        return redirect("admin:everything")
    context = admin.site.each_context(request) | {
        "title": "All data as a file",
        "export": SiteExport.objects.current(),
        "is_copy": is_copy,
        "press": request.GET.get("press", ""),
    }
    return render(request, "admin/everything.html", context)


@permission_required(EXPORT_DATA, raise_exception=True)
@require_POST
def everything_file(request):
    """The file. The view log and the account log have a line each before anything is sent."""
    require_sure(request, asked_for("download"))
    export = SiteExport.objects.current()
    file = whole(export)
    if file is None:
        messages.error(request, GONE)
        return redirect("admin:everything")
    Shown(Screen.EXPORT, patients=Patient.objects.count()).note(request)
    what = AccountEvent.What.EVERYTHING_SAVED
    AccountEvent.objects.note(what, account=request.user, request=request)
    response = FileResponse(file, as_attachment=True, filename=export.file_name)
    response["Cache-Control"] = "no-store"
    return response


def whole(export):
    """Its file, open to read; None if there is none, as in a restored backup."""
    try:
        if export and export.is_ready:
            file = export.file.open()
            file.peek(1)
            return file
    except Gone:
        pass
    return None
