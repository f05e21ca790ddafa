"""Finding a word: titles, addresses, sections of live and draft versions, files and images."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import F, Func, JSONField, Q, TextField
from django.db.models.functions import Cast
from django.shortcuts import render
from django.urls import path
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from pages.editing.links_here import Linking, sections_in_use
from pages.models import Document, Image, Page, Revision
from pages.models.upload import NEWEST
from pages.reading.questions import in_plain_words
from pages.text.plain import words_of

MOST = 50  # sections, and as many pages
MOST_WORDS, LONGEST = 8, 200
VALUES = """'$.** ? (@.type() == "string")'"""  # of JSON, without the names of its fields
may_read = permission_required("pages.view_revision", raise_exception=True)


def urls(admin_site):
    """For PageAdmin, ahead of its own URLs."""
    return [path("find/", admin_site.admin_view(find), name="pages_page_find")]


@require_safe
@may_read
def find(request):
    """What matches ?q=, with a link to the section on the draft's screen."""
    asked = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    words = asked.split()[:MOST_WORDS]
    pages, sections = (pages_with(words), sections_with(words)) if words else ([], [])
    uploads = [uploads_with(model, asked) if words else [] for model in (Document, Image)]
    context = admin.site.each_context(request) | {
        "opts": Page._meta,
        "title": "Search the pages",
        "asked": asked,
        "pages": pages[:MOST],
        "sections": [(Linking(one), about(one)) for one in sections[:MOST]],
        "files": uploads[0][:MOST],
        "images": uploads[1][:MOST],
        "has_more": any(len(found) > MOST for found in (pages, sections, *uploads)),
        "most": MOST,
    }
    return render(request, "admin/pages/find.html", context)


def sections_with(words):
    """The sections that have all of the words: in their heading, text, own fields or image."""
    values = Func(
        F("data"),
        function="jsonb_path_query_array",
        template=f"%(function)s(%(expressions)s, {VALUES})",
        output_field=JSONField(),
    )
    rows = sections_in_use().annotate(
        told=Cast(words_of(F("body")), TextField()), own=Cast(values, TextField())
    )
    return list(with_all(rows, words, ["heading", "told", "own", "alt"])[: MOST + 1])


def pages_with(words):
    """Pages whose title, address or a former address has all of the words, each page once."""
    newest = Revision.objects.filter(Q(publish_at__isnull=False) | Q(discarded_at=None))
    titled = with_all(newest, words, ["title", "summary"]).values("page")
    addressed = with_all(Page.objects.all(), words, ["slug"]).values("pk")
    former = with_all(Page.objects.all(), words, ["former_slugs__slug"]).values("pk")
    found = Page.objects.filter(Q(pk__in=titled) | Q(pk__in=addressed) | Q(pk__in=former))
    rows = list(found.order_by("order", "pk")[: MOST + 1])
    keys = [one.pk for one in rows]
    live = Revision.objects.filter(page__in=keys).live_of_each_page()
    drafts = Revision.objects.drafts().filter(page__in=keys)
    titles = dict(drafts.values_list("page", "title")) | dict(live.values_list("page", "title"))
    return [(one, titles.get(one.pk) or one.slug) for one in rows]


def uploads_with(model, asked):
    """Those of a library that have all of the words in their names, descriptions or uses."""
    return list(model.objects.current().with_words(asked).order_by(*NEWEST)[: MOST + 1])


def with_all(rows, words, columns):
    for word in words:
        fits = Q()
        for column in columns:
            fits |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(fits)
    return rows


def about(section):
    return Truncator(in_plain_words(section.body)).chars(160)
