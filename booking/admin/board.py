from django.http import HttpResponseNotModified
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from booking.admin.screens import may_see_some
from booking.board.address import Address
from booking.board.shown import context, version
from booking.viewing import note_board


@may_see_some
@require_safe
def fragment(request):
    """The board alone, for the page that is open already; 304 if it shows this version."""
    if request.headers.get("If-None-Match") == (seen := version(request)):
        return HttpResponseNotModified(headers={"ETag": seen})
    shown = context(request, seen)
    note_board(request, shown["board"])
    answer = render(request, "admin/_board_shown.html", shown)
    answer["ETag"] = seen
    return answer


@may_see_some
@require_safe
def day(request):
    """The former address of a day."""
    return redirect(str(Address(Address.of(request.GET).day)))
