"""The screens of an import from WordPress: upload, preview, progress and report."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from clinic import desk_log
from clinic.kept_files import GONE as FILE_GONE
from clinic.kept_files import KeptFile
from clinic.long_work import FAULT, NO_END
from clinic_site.models import WordPressImport
from clinic_site.moving import publishing, report
from clinic_site.moving.access import may_bring_in, of_one, posted
from clinic_site.moving.forms import FileForm, ZipForm
from clinic_site.moving.planning import BROUGHT_IN
from typed.seen import ChangedMeanwhile
from typed.text import whole_number

TO_PUBLISH = ("pages.change_revision", "pages.publish_revision")
ON_ONE_SCREEN = 500  # items to tick
SHOW = {
    "": "Pages and posts",
    "notes": "With notes",
    "pictures": "With missing files",
    "left": "Left out",
}
BUSY = "Nothing was changed: this import is in progress, or done."
STARTED = "The pages are being brought in. You can leave this page."
GONE = "This file is no longer here."
PUT_AWAY = "The uploaded file has been deleted. Nothing on the site was changed."


def urls(admin_site):
    """For the admin site, ahead of its own URLs."""
    screens = [
        ("", listed, "wordpress"),
        ("<int:pk>/", one, "wordpress_import_change"),
        ("<int:pk>/pictures/", add_pictures, "wordpress_import_pictures"),
        ("<int:pk>/begin/", begin, "wordpress_import_begin"),
        ("<int:pk>/again/", again, "wordpress_import_again"),
        ("<int:pk>/put-away/", put_away, "wordpress_import_put_away"),
        ("<int:pk>/publish/", publish_drafts, "wordpress_import_publish"),
        ("<int:pk>/report.csv", as_csv, "wordpress_import_report"),
    ]
    return [
        path(f"wordpress/{address}", admin_site.admin_view(view), name=name)
        for address, view, name in screens
    ]


@may_bring_in
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request):
    form = FileForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        with transaction.atomic():
            kept = KeptFile.objects.store(upload.name[-255:], upload.chunks())
            work = WordPressImport.objects.create(
                file=kept, name=kept.name, step="read", started_by=request.user
            )
        return redirect("admin:wordpress_import_change", work.pk)
    rows = WordPressImport.objects.select_related("started_by")
    context = {
        "title": "Bring in from WordPress",
        "form": form,
        "rows": Paginator(rows, 20).get_page(request.GET.get("p")),
    }
    return show(request, "wordpress.html", context, 422 if form.errors else 200)


@require_safe
@of_one
def one(request, work):
    return screen(request, work, ZipForm())


def screen(request, work, form, status=200):
    items = work.items.filter(kind__in=BROUGHT_IN)
    chosen = items.filter(is_chosen=True, why_not="")
    wanted = request.GET.get("show", "")
    library = report.Library(work)
    rows = report.shown(work, items, wanted, library).select_related("page")
    is_done = work.step == "bring_in" and work.state == work.State.DONE
    may_publish = is_done and request.user.has_perms(TO_PUBLISH)
    column = "came" if is_done else "counts"
    comments = report.sums(chosen, column)
    context = {
        "title": work.name,
        "work": work,
        "form": form,
        "is_done": is_done,
        "may_publish": may_publish,
        "to_publish": publishing.waiting(work).count() if may_publish else 0,
        "is_preview": work.state == work.State.ASKS,
        "is_begun": work.step == "bring_in",
        "may_try_again": may_try_again(work),
        "new": chosen.filter(is_here=False).count(),
        "here": chosen.filter(is_here=True).count(),
        "unticked": items.filter(is_chosen=False, why_not="").count(),
        "comments": report.comments_in_words(comments),
        "new_comments": comments.get("new"),
        "comments_left_out": report.left_out_in_words(report.sums(work.items, "counts")),
        "comments_elsewhere": report.comments_in_words(report.sums(report.staying(work), "counts")),
        "left_out": report.left_out_items(work, library),
        "files": library.used,
        "missing": sum(map(len, items.values_list("missing", flat=True))),
        "rows": report.described_rows(
            Paginator(rows, ON_ONE_SCREEN).get_page(request.GET.get("p")), library
        ),
        "history": desk_log.about(work),
        "wanted": wanted,
        "shows": [(value, words, value == wanted) for value, words in SHOW.items()],
    }
    return show(request, "wordpress_import.html", context, status)


def may_try_again(work):
    is_of_ours = work.problem in (FAULT, NO_END)
    return is_of_ours or (work.step == "bring_in" and work.problem != FILE_GONE)


@posted
def add_pictures(request, work):
    form = ZipForm(request.POST, request.FILES)
    if not form.is_valid():
        return screen(request, work, form, 422)
    upload = form.cleaned_data["pictures"]
    try:
        with transaction.atomic():
            work.ask_for("read")
            if not WordPressImport.objects.filter(pk=work.pk, file__isnull=False).exists():
                raise ChangedMeanwhile  # all of it was brought in, from another tab
            kept = KeptFile.objects.store(upload.name[-255:], upload.chunks())
            work.zips.create(file=kept, files=form.files_found)
    except ChangedMeanwhile:
        messages.warning(request, BUSY)
    return redirect("admin:wordpress_import_change", work.pk)


@posted
def begin(request, work):
    """Keep the ticks of this screen, and begin unless somebody only keeps them."""
    on_screen = {whole_number(one) for one in request.POST.getlist("shown")}
    ticked = {whole_number(one) for one in request.POST.getlist("item")}
    try:
        with transaction.atomic():
            asking = WordPressImport.objects.filter(pk=work.pk, state=work.State.ASKS)
            if not asking.select_for_update().exists():
                raise ChangedMeanwhile
            items = work.items.filter(kind__in=BROUGHT_IN, why_not="")
            items.filter(pk__in=on_screen - ticked).update(is_chosen=False)
            items.filter(pk__in=on_screen & ticked).update(is_chosen=True)
            if "keep" not in request.POST:
                fetches = "fetch" in request.POST
                WordPressImport.objects.filter(pk=work.pk).update(fetches_pictures=fetches)
                work.ask_for("bring_in")
                desk_log.note(request, work, "Brought it in.")
                messages.success(request, STARTED)
    except ChangedMeanwhile:
        messages.warning(request, BUSY)
    return redirect("admin:wordpress_import_change", work.pk)


@posted
def again(request, work):
    """Continue what has failed."""
    try:
        if work.state == work.State.FAILED:
            work.ask_for(work.step)
    except ChangedMeanwhile:
        messages.warning(request, BUSY)
    return redirect("admin:wordpress_import_change", work.pk)


@may_bring_in
@require_http_methods(["GET", "HEAD", "POST"])
def put_away(request, pk):
    """Delete what was uploaded, once asked, before anything has been brought in."""
    work = WordPressImport.objects.filter(pk=pk).first()
    if work is None:  # a double click, or from another tab
        messages.info(request, GONE)
        return redirect("admin:wordpress")
    if request.method != "POST":
        if work.is_running or work.has_made_pages:
            return redirect("admin:wordpress_import_change", pk)
        context = {"title": "Delete this file?", "work": work}
        return show(request, "wordpress_put_away.html", context)
    if work.put_away_undone():
        desk_log.note(request, work, "Deleted the file.")
        messages.success(request, PUT_AWAY)
        return redirect("admin:wordpress")
    messages.warning(request, BUSY)
    return redirect("admin:wordpress_import_change", pk)


@of_one
@permission_required(TO_PUBLISH, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_drafts(request, work):
    """Those not published yet, each with what prevents it; a POST publishes the selected ones."""
    if request.method == "POST":
        publishing.publish(work, request)
        left = publishing.waiting(work).exists()
        name = "wordpress_import_publish" if left else "wordpress_import_change"
        return redirect(f"admin:{name}", work.pk)
    rows = publishing.rows_of(work, request)
    context = {"title": "Publish drafts from WordPress", "work": work, "rows": rows}
    return show(request, "wordpress_publish.html", context)


@require_safe
@of_one
def as_csv(request, work):
    response = StreamingHttpResponse(report.lines(work), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="wordpress-{work.pk}.csv"'
    return response


def show(request, template, context, status=200):
    context = admin.site.each_context(request) | {"opts": WordPressImport._meta} | context
    return render(request, f"admin/{template}", context, status=status)
