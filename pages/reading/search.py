"""The search of the public site: what readers can see now, and plain answers."""

import re

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.models import Clinic
from clinic.watched import Topic, kept
from pages.models import EmptySearch
from pages.reading.plain_answers import asked_for
from pages.reading.questions import pages_of_questions
from pages.reading.search_results import NOTHING, SHOWN, looked_for
from typed.text import without_accents

LONGEST = 200  # characters of a query
STOPS = re.compile(r"[?!.,;:…]+(?=\s|$)")
# Programs that say what they are: nobody looked for these words.
PROGRAMS = re.compile(r"bot\b|crawl|spider|slurp|preview|monitor|curl|wget|python", re.IGNORECASE)


class SearchForm(forms.Form):
    q = forms.CharField(
        label="What are you looking for?",
        max_length=LONGEST,
        required=False,
        error_messages={"max_length": f"Use at most {LONGEST} characters. A few words find more."},
    )


@require_safe
@kept(Topic.PAGES, by_query=True)
def search(request):
    """Search what readers can see now.

    A GET changes nothing, with one exception like a line in a log: words that find nothing are
    counted, for editors. Neither the page nor what is kept of it depends on that. The same search
    again, as when a page is reloaded, is answered from memory and not counted.
    """
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "pages/search.html", {"form": form}, status=422)
    words = " ".join(form.cleaned_data["q"].split())
    letters = " ".join(STOPS.sub("", without_accents(words)).split())  # only accents: nothing left
    context = {"form": form, "words": words}
    is_answered = False
    answer = asked_for(letters)
    if answer and answer.leads_on(clinic := Clinic.current()):
        context |= {"answer": answer, "clinic": clinic}
        is_answered = answer.is_known(clinic)
    results, beside, fit = looked_for(letters, all_or_none=is_answered) if letters else NOTHING
    context |= {
        "results": results[:SHOWN],
        "beside": beside,
        "fit": fit,
        "has_more": len(results) > SHOWN,
        "found": len(results[:SHOWN]) + len(beside) + ("answer" in context),
    }
    if letters and not (is_answered or results or beside):
        context["questions"] = pages_of_questions()
        if is_of_a_reader(request):
            EmptySearch.objects.count_in(letters)
    return render(request, "pages/search.html", context)


def is_of_a_reader(request):
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and not PROGRAMS.search(agent)
