"""How long things are kept. What would go is shown before a shorter period is saved."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinic_site.accounts.sure import require_sure
from clinic_site.models import PurgeCount, Retention
from clinic_site.retention.forms import RetentionForm
from clinic_site.retention.kinds import KINDS
from clinic_site.retention.purging import foreseen
from typed.seen import CHANGED, ChangedMeanwhile

SAVED = (
    "The retention periods were saved. If the privacy page names one that you have changed, change "
    "it there too."
)
CHECK_FIRST = "Nothing was saved yet. With these periods, all of this will be erased:"
LAST_COUNTS = 20


@permission_required("clinic_site.change_retention", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request):
    current = Retention.current()
    if request.method != "POST":
        return screen(request, RetentionForm(retention=current))
    form = RetentionForm(request.POST, retention=current)
    if not form.is_valid():
        return screen(request, form, 422)
    typed = Retention(pk=1, **form.periods())
    would_go = foreseen(typed, but=current)
    shown = " ".join(map(str, form.periods().values()))
    if "save" not in request.POST:
        return screen(request, form, preview=would_go, shown=shown)
    if would_go and request.POST.get("shown") != shown:
        return screen(request, form, preview=would_go, shown=shown, warning=CHECK_FIRST)
    require_sure(request)
    try:
        current.change(request.user, form.cleaned_data["seen"], form.periods())
    except ChangedMeanwhile:
        return screen(request, RetentionForm(retention=Retention.current()), 409, problem=CHANGED)
    messages.success(request, SAVED)
    return redirect("admin:retention")


def screen(request, form, status=200, **context):
    labels = {kind.key: kind.label for kind in KINDS}
    counts = [
        (one.day, labels.get(one.kind, one.kind), one.count)
        for one in PurgeCount.objects.all()[:LAST_COUNTS]
    ]
    context |= admin.site.each_context(request)
    context |= {"opts": Retention._meta, "title": "Retention periods", "form": form}
    return render(request, "admin/retention.html", context | {"counts": counts}, status=status)
