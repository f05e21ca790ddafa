"""What colleagues do about a draft together: remarks, and asking somebody to look at it."""

import uuid

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from inbox.fields import TextField
from pages.editing.vanished import unless_deleted
from pages.models import LookRequest, Page, PublishingRules, Remark
from pages.models.publishing_rules import editors
from typed.text import as_uuid, whole_number

may_write = permission_required("pages.change_revision", raise_exception=True)
LONGEST = Remark._meta.get_field("text").max_length
NOBODY = "Choose a colleague."


def urls(admin_site):
    """For PageAdmin, ahead of its own URLs."""
    view = admin_site.admin_view(never_cache(remarks))
    return [path("<int:pk>/remarks/", view, name="pages_page_remarks")]


class RemarkForm(forms.Form):
    """A remark on a section or, without one, on the page; or an answer to a remark."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    section = forms.TypedChoiceField(
        label="About", required=False, coerce=as_uuid, empty_value=None
    )
    text = TextField(
        label="Remark",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For colleagues only. Name no patients.",
        error_messages={"required": "Write the remark first."},
    )

    def __init__(self, sections, *args, **kwargs):
        super().__init__(*args, prefix="remark", **kwargs)
        self.initial["key"] = uuid.uuid4()
        named = [(str(one.key), str(one)) for one in sections]
        self.fields["section"].choices = [("", "The page as a whole"), *named]


class AskForm(forms.Form):
    """Whom to ask to look at a draft: anybody else who may write one."""

    person = forms.ModelChoiceField(
        label="Ask a colleague to look at this draft",
        queryset=None,
        empty_label=NOBODY,
        error_messages={"required": NOBODY, "invalid_choice": NOBODY},
    )

    def __init__(self, by, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = editors().exclude(pk=by.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may_write
@unless_deleted
def remarks(request, pk):
    """The remarks on a page; posted to, do one thing with them and lead back.

    The script of the draft's screen asks for this part alone, so that nothing typed beside it is
    touched.
    """
    page = get_object_or_404(Page, pk=pk)
    part = {}
    if request.method == "POST":
        part = act(request, page)
        if not part:
            return redirect(where_from(request, page))
    is_part = "part" in request.GET
    context = together(page, request.user) | part | {"page": page, "is_part": is_part}
    if not is_part:
        context |= admin.site.each_context(request)
        context |= {"opts": Page._meta, "title": "Remarks", "draft": page.to_write()}
    template = "_together.html" if is_part else "remarks.html"
    status = 422 if part else 200
    return render(request, f"admin/pages/{template}", context, status=status)


def where_from(request, page):
    if "part" in request.GET:
        return reverse("admin:pages_page_remarks", args=[page.pk]) + "?part=yes"
    return page.to_write().get_admin_url() + "#together"


def act(request, page):
    """Do what was asked for; returns the refused form, by its name, or nothing."""
    verb, _, number = request.POST.get("do", "").partition(" ")
    by, threads = request.user, page.remarks.filter(answers=None)
    if verb == "ask":
        form = AskForm(by, request.POST)
        if not form.is_valid():
            return {"ask": form}
        LookRequest.objects.ask(page, form.cleaned_data["person"], by)
    elif verb == "looked":
        LookRequest.objects.finish(page, by)
    elif verb == "say":
        form = RemarkForm(sections_of(page), request.POST)
        if not form.is_valid():
            return {"remark": form}
        Remark.objects.say(page=page, by=by, **form.cleaned_data)
    elif thread := threads.filter(pk=whole_number(number)).first():
        if verb == "settle":
            thread.settle(by)
        elif verb == "reopen":
            thread.reopen()
        elif verb == "answer":
            return answer(request, page, thread)
    else:
        messages.warning(request, "This remark is no longer there.")
    return {}


def answer(request, page, thread):
    key = as_uuid(request.POST.get("key", ""))
    field = RemarkForm.base_fields["text"]
    try:
        text = field.clean(request.POST.get("text", ""))
    except ValidationError as error:
        refused = {"thread": thread.pk, "words": " ".join(error.messages)}
        return {"refused_answer": refused | {"text": request.POST.get("text", "")}}
    Remark.objects.say(key or uuid.uuid4(), page, request.user, text, answers=thread)
    return {}


def sections_of(page):
    return list(page.to_write().sections_to_write())


def together(page, person, sections=None):
    """What `_together.html` shows."""
    sections = sections_of(page) if sections is None else sections
    named = {one.key: str(one) for one in sections}
    threads = list(Remark.objects.filter(page=page).threads())
    for one in threads:
        one.about = named.get(one.section, "A section that is no longer there")
        one.about = one.about if one.section else "The page as a whole"
        one.has_section = one.section in named
    requests = list(LookRequest.objects.of(page))
    return {
        "open_remarks": [one for one in threads if not one.settled_at],
        "settled_remarks": [one for one in threads if one.settled_at],
        "look_requests": requests,
        "is_asked": any(one.person_id == person.pk and not one.done_at for one in requests),
        "remark": RemarkForm(sections),
        "ask": AskForm(person),
        "needs_second_person": PublishingRules.current().needs_second_person,
        "new_key": uuid.uuid4(),
    }
