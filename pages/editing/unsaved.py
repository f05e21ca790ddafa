"""What somebody typed into a draft's form and has not saved: keeping it, and offering it again."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clinic.clock import moment
from pages.editing.beside import as_typed
from pages.editing.draft import DraftForm
from pages.editing.vanished import unless_deleted
from pages.models import Page, Revision, UnsavedText
from pages.text.compare import compare
from typed.seen import CHANGED
from typed.text import as_uuid, whole_number

NOT_TYPED = {"csrfmiddlewaretoken", "account", "draft", "number", "writing", "took"}
may_write = permission_required("pages.change_revision", raise_exception=True)


def urls(admin_site):
    """For PageAdmin, ahead of its own URLs."""
    one = "<int:pk>/unsaved/<uuid:writing>/"
    addresses = [
        ("<int:pk>/keep/", keep, "keep"),
        ("<int:pk>/unsaved/", listed, "unsaved"),
        (one, take_up, "take_up"),
        (f"{one}compare/", comparison, "compare_unsaved"),
        (f"{one}hide/", hide, "hide"),
    ]
    return [
        path(address, admin_site.admin_view(never_cache(view)), name=f"pages_page_{name}")
        for address, view, name in addresses
    ]


@require_POST
@may_write
@unless_deleted
def keep(request, pk):
    """For the script of the form: 204 once its words are kept.

    Otherwise its answer says why not: "saved" if the words have been saved, "others" if somebody
    else than their writer is logged in now. With 200: browsers log a refusal as an error.
    """
    page = get_object_or_404(Page, pk=pk)
    writing, took = (as_uuid(request.POST.get(name, "")) for name in ("writing", "took"))
    if writing is None:
        return HttpResponse(status=400)
    if request.POST.get("account") != str(request.user.pk):
        return JsonResponse({"found": "others"})
    is_kept = UnsavedText.objects.keep(
        request.user,
        page,
        writing,
        number=whole_number(request.POST.get("number", "")),
        draft=page.revisions.filter(pk=whole_number(request.POST.get("draft", ""))).first(),
        fields=typed(request.POST),
        took=took,
    )
    return HttpResponse(status=204) if is_kept else JsonResponse({"found": "saved"})


def typed(data):
    """The form's fields. PostgreSQL can't hold a NUL, which is no word."""
    return {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in data.lists()
        if name not in NOT_TYPED
    }


@require_safe
@may_write
def listed(request, pk):
    """What this person can take up in the page, for the script of the form."""
    page = get_object_or_404(Page, pk=pk)
    context = {"page": page} | texts_of(request.user, page)
    return render(request, "admin/pages/_unsaved.html", context)


def texts_of(person, page):
    """What they can take up, for `_unsaved.html`."""
    rows = list(UnsavedText.objects.of(person, page).defer("fields"))
    return {
        "unsaved": [one for one in rows if not one.hidden_at],
        "hidden": [one for one in rows if one.hidden_at],
    }


@require_safe
@may_write
def take_up(request, pk, writing):
    """The draft's form with these words in it, on top of what has been saved since.

    Nothing is changed: the words are kept until this form is saved.
    """
    text = find(request, pk, writing)
    if text is None:
        return gone(request, pk)
    form, changed = with_text(text)
    screen = admin.site.get_model_admin(Revision)
    return screen.show_draft(request, form, meanwhile=changed, taken_up=text)


@require_safe
@may_write
def comparison(request, pk, writing):
    """What these words would change in the draft as it is now."""
    text = find(request, pk, writing)
    if text is None:
        return gone(request, pk)
    form, _ = with_text(text)
    stored = form.draft.sections_to_write()
    found = compare(form.draft, stored, *as_typed(form))
    context = admin.site.each_context(request) | {
        "opts": Page._meta,
        "page": text.page,
        "live": text.page.live_revision(),
        "page_name": form.draft.title or text.page.slug,
        "title": f"Your unsaved text from {moment(text.kept_at)}",
        "text": text,
        "comparison": found,
    }
    return render(request, "admin/pages/unsaved.html", context)


@require_POST
@may_write
def hide(request, pk, writing):
    """Offer these words no more. They can be taken up until they are purged."""
    page = get_object_or_404(Page, pk=pk)
    UnsavedText.objects.of(request.user, page).filter(writing=writing).hide()
    messages.success(
        request,
        "The text is hidden. You can still find it under “Unsaved text that you have hidden”.",
    )
    return redirect(page.to_write().get_admin_url())


def find(request, pk, writing):
    page = get_object_or_404(Page, pk=pk)
    found = UnsavedText.objects.of(request.user, page).select_related("page", "draft__page")
    return found.filter(writing=writing).first()


def gone(request, pk):
    messages.info(request, "This text has been saved, or is no longer kept.")
    return redirect(get_object_or_404(Page, pk=pk).to_write().get_admin_url())


def with_text(text):
    """The form with this text, and a sentence if the page has changed under it.

    What can't be saved yet, such as an empty heading, is shown as it was typed.
    """
    data = QueryDict(mutable=True)
    for name, values in text.fields.items():
        data.setlist(name, values)
    now = text.page.to_write()
    draft = text.draft or text.page.unbegun()
    form, changed = DraftForm(draft, data), ""
    is_valid = form.is_valid("save")
    if is_valid and (draft.pk, form.seen) != (now.pk, now.version):
        form, changed = form.merged_with(now), CHANGED
    form.took, form.writing = str(text.writing), ""
    return form, changed
