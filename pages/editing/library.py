"""The library of images: what there is, where it is used, and choosing from it in a draft."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clinic.screens import say_limits
from pages.editing.draft_part import FOCUS
from pages.editing.image_uses import in_words, uses_of, versions_in_words
from pages.models import Image
from pages.models.focus import Shape
from pages.models.image import IN_USE
from pages.models.images import NEWEST
from pages.picture_files import LIMITS, ImageUploadField
from typed.seen import ChangedMeanwhile, SeenForm, seen_version

AT_ONCE = 24  # images on one screen
SHOW = {"": "All", "used": "Used on a page", "unused": "Not used"}


def urls(admin_site):
    def guarded(address, view, name):
        def allowed(request, **kwargs):
            if not request.user.has_perm("pages.change_revision"):
                raise PermissionDenied
            return view(request, admin_site.each_context, **kwargs)

        return path(f"pages/image/{address}", admin_site.admin_view(allowed), name=name)

    return [
        guarded("", library, "pages_image_changelist"),
        guarded("add/", add, "pages_image_add"),
        guarded("choose/", choose, "pages_image_choose"),
        guarded("upload/", upload, "pages_image_upload"),
        guarded("<int:pk>/", image, "pages_image_change"),
        guarded("<int:pk>/remove/", remove, "pages_image_remove"),
    ]


class DescribedForm(SeenForm):
    class Meta:
        model = Image
        fields = ["alt", "focus_x", "focus_y", "kept"]
        widgets = FOCUS
        help_texts = {"kept": ""}  # its label, in the template, says it
        error_messages = {name: {"required": "Enter a number from 0 to 100."} for name in FOCUS}

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_limits(self)


class AddForm(forms.Form):
    upload = ImageUploadField(
        label="Image",
        help_text=LIMITS,
        error_messages={"required": "Choose an image."},
    )
    alt = forms.CharField(
        label="Description",
        max_length=250,
        required=False,
        help_text=Image._meta.get_field("alt").help_text,
    )

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_limits(self)


def found(request):
    """A page of the images that were asked for, each with where it is used."""
    images = Image.objects.select_related("uploaded_by").order_by(*NEWEST)
    images = images.with_words(request.GET.get("q", ""))
    show = request.GET.get("show", "")
    if show in ("used", "unused"):
        images = getattr(images, {"used": "shown"}.get(show, show))()
    page = Paginator(images, AT_ONCE).get_page(request.GET.get("page"))
    uses = uses_of(page.object_list)
    for one in page.object_list:
        one.used_on = in_words(uses[one.pk])
    shows = [(value, words, value == show) for value, words in SHOW.items()]
    return {"images": page, "typed": request.GET.get("q", ""), "shows": shows, "show": show}


def library(request, context):
    shown = context(request) | found(request) | {"title": "Images"}
    return render(request, "admin/pages/image/library.html", shown)


@never_cache
def choose(request, context):
    """What the dialog in a draft shows: the images found, to choose one."""
    return render(request, "admin/pages/image/_choices.html", found(request))


def add(request, context):
    is_post = request.method == "POST"
    form = AddForm(*([request.POST, request.FILES] if is_post else []))
    if is_post and form.is_valid():
        try:
            new = Image.objects.take(
                form.cleaned_data["upload"], request.user, alt=form.cleaned_data["alt"], kept=True
            )
        except ValidationError as error:
            form.add_error("upload", error)
        else:
            messages.success(request, "The image is in the library. It stays until you remove it.")
            return redirect("admin:pages_image_change", new.pk)
    shown = context(request) | {"title": "Add an image", "form": form}
    return render(request, "admin/pages/image/add.html", shown, status=422 if form.errors else 200)


@never_cache
@require_POST
def upload(request, context):
    """Take one picture for a draft; answers what the form needs to show it, or why not (422)."""
    form = AddForm(request.POST, request.FILES)
    if not form.is_valid():
        words = " ".join(form.errors.get("upload", form.errors.get("alt", [])))
        return JsonResponse({"refused": words}, status=422)
    try:
        new = Image.objects.take(form.cleaned_data["upload"], request.user)
    except ValidationError as error:
        return JsonResponse({"refused": " ".join(error.messages)}, status=422)
    return JsonResponse(
        {"pk": new.pk, "url": new.file.url, "width": new.width, "height": new.height, "alt": ""}
    )


def image(request, context, pk):
    one = get_object_or_404(Image.objects.select_related("uploaded_by"), pk=pk)
    form = DescribedForm(request.POST if request.method == "POST" else None, instance=one)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                form.instance.describe(form.cleaned_data["seen"])
            except ChangedMeanwhile as changed:
                form.add_error(None, str(changed))
                form.data = form.data.copy()
                form.data["seen"] = get_object_or_404(Image, pk=pk).version
            else:
                messages.success(
                    request, "Saved. Pages that already use the image have not changed."
                )
                return redirect("admin:pages_image_change", pk)
    uses = uses_of([one])[one.pk]
    shown = context(request) | {
        "title": f"Image no. {one.pk}",
        "image": one,
        "form": form,
        "uses": [(use, versions_in_words(use)) for use in uses],
        "shapes": Shape.choices,
        "size": one.stored_bytes(),
    }
    return render(request, "admin/pages/image/image.html", shown, status=status)


def remove(request, context, pk):
    """Ask, then remove for good; what is used can't be, and the screen says where it is."""
    one = get_object_or_404(Image, pk=pk)
    uses = uses_of([one])[one.pk]
    if request.method == "POST":
        if one.discard(seen_version(request.POST)):
            messages.success(request, "The image is deleted.")
            return redirect("admin:pages_image_changelist")
        messages.error(request, IN_USE)
        return redirect("admin:pages_image_change", pk)
    shown = context(request) | {"title": "Delete this image?", "image": one}
    shown |= {"uses": [(use, versions_in_words(use)) for use in uses]}
    return render(request, "admin/pages/image/remove.html", shown)
