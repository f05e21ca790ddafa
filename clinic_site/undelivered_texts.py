"""Text messages that may not have arrived, on the screen of undelivered email."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from booking.models import Text
from inbox.onward import first_screen
from typed.text import whole_number

LOOK, ACT = "booking.view_appointment", "booking.decide_appointment"
MOST_SHOWN = 100
GONE = "That text message has since been sent or marked as phoned, or is being sent right now."


def listed(most=MOST_SHOWN):
    """The oldest of them, each with its booking and visit."""
    rows = Text.objects.undelivered().select_related("booking", "visit__therapist")
    return list(rows.order_by("pk")[:most])


def context_for(user):
    """What the screen shows of them to this person."""
    if not user.has_perm(LOOK):
        return {}
    count = Text.objects.undelivered().count()
    return {"texts": listed(), "count_of_texts": count, "may_text": user.has_perm(ACT)}


@permission_required([LOOK, ACT], raise_exception=True)
@require_POST
def try_again(request):
    """Try the texts listed, or only the one whose button was pressed, as if they were new."""
    chosen = set(map(whole_number, request.POST.getlist("text_row")))
    known = Text.objects.undelivered().values_list("pk", flat=True)
    count = Text.objects.try_again([pk for pk in known if pk in chosen])
    if count:
        texts = ngettext("1 text message is", f"{count} text messages are", count)
        messages.success(request, f"{texts} being tried again now.")
    else:
        messages.error(request, GONE)
    return redirect(first_screen(request) or "admin:undelivered")


@permission_required([LOOK, ACT], raise_exception=True)
@require_POST
def dealt_with(request, pk):
    """Delete a text whose patient has been told."""
    text = Text.objects.filter(pk=pk).select_related("visit").first()
    if text and text.deal_with(by=request.user):
        words = "Marked as phoned: the text message is deleted and will not be tried again."
        messages.success(request, words)
    else:
        messages.error(request, GONE)
    return redirect("admin:undelivered")
