"""Where somebody at the desk goes after an answer: to the next of the pile, or to where they were.

Nothing here leads to an address that was typed: only names of our own do.
"""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

BACK, DESK = "back", "desk"  # the field that says where the button was, and its value there
OF_DESK = ("day", "show", "therapist", "order")  # what the first screen shows
LONGEST = 500  # characters of its address
PART = re.compile(r"[a-z-]{1,30}")


def first_screen(request):
    """The first screen as it was, at the part with the button; None if the button was elsewhere."""
    if request.POST.get(BACK) != DESK:
        return None
    typed = query_sent(request, "desk")
    shown = urlencode({name: typed[name] for name in OF_DESK if name in typed})
    part = request.POST.get("part", "")
    place = f"#need-{part}" if PART.fullmatch(part) else ""
    return reverse("admin:index") + (f"?{shown}" if shown else "") + place


def query_sent(request, name):
    """The query in this field: of a screen's address as it was, cut to what one can need."""
    return QueryDict(request.POST.get(name, "")[:LONGEST])


def go_on(request, said, row, following, pile=""):
    """Say what was done, with a link to it, and show the next row, or else the first screen."""
    if following is None:
        say_done(request, f"{said} Nothing else is waiting.", row)
        return redirect("admin:index")
    say_done(request, said, row)
    return redirect(following.get_admin_url() + (f"?{BACK}={pile}" if pile else ""))


def say_done(request, said, row):
    again = format_html('{} <a href="{}">View it again</a>', said, row.get_admin_url())
    messages.success(request, again)
