"""One page of figures about any span of days."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.admin.screens import may_look, render_screen
from booking.admin.span_form import SpanForm
from booking.figures.report import Report
from booking.spans import month_before, months_before, this_month
from booking.viewing import NOBODY


@may_look
@require_safe
def figures(request):
    today = timezone.localdate(timezone.now())
    usual = month_before(today)
    is_asked = "first" in request.GET or "last" in request.GET
    form = SpanForm(request.GET if is_asked else vars(usual))
    report = Report(form.cleaned_data["span"]) if form.is_valid() else None
    presets = {
        "Last month": usual,
        "This month": this_month(today),
        "Last 3 months": months_before(today, 3),
        "Last 12 months": months_before(today, 12),
    }
    return render_screen(
        request,
        "figures.html",
        "Figures",
        shows=NOBODY,
        status=200 if report else 422,
        form=form,
        presets=presets,
        report=report,
        breakdowns=report.breakdowns() if report else [],
        median=in_words(report.requests["median"]) if report else "",
    )


def in_words(time):
    """“2 days, 3 h” or “3 h, 20 min”; "" for None."""
    if time is None:
        return ""
    minutes = round(time.total_seconds() / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} day{'' if days == 1 else 's'}, {hours} h"
    return f"{hours} h, {minutes} min" if hours else f"{minutes} min"
