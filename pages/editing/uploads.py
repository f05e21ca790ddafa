"""The screens of a library of uploads: all of them, one, and deleting one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache

from pages.editing.uses import in_words, versions_in_words
from pages.models.upload import NEWEST
from typed.seen import ChangedMeanwhile, seen_version

AT_ONCE = 24  # on one screen
SHOW = {"": "All", "used": "Used on a page", "unused": "Not used"}


class Library:
    """A kind of upload has a subclass of this, and templates in a folder of the model's name."""

    model = None
    what = ""  # one of them, as editors read it
    title = ""
    form = None  # of what the library says about one
    add_form = None  # with the field `upload`
    saved = "Saved."

    def __init__(self, admin_site):
        self.admin_site = admin_site
        self.kind = kind = self.model._meta.model_name
        screens = ("changelist", "add", "change")
        self.list_url, self.add_url, self.one_url = (f"admin:pages_{kind}_{one}" for one in screens)

    @staticmethod
    def uses_of(rows):
        raise NotImplementedError

    def rows(self):
        return self.model.objects.select_related("uploaded_by")

    def guarded(self, address, view, name):
        def allowed(request, **kwargs):
            if not request.user.has_perm("pages.change_revision"):
                raise PermissionDenied
            return view(request, **kwargs)

        return path(
            f"pages/{self.kind}/{address}",
            self.admin_site.admin_view(allowed),
            name=f"pages_{self.kind}_{name}",
        )

    def urls(self):
        return [
            self.guarded("", self.listed, "changelist"),
            self.guarded("add/", self.add, "add"),
            self.guarded("choose/", never_cache(self.choose), "choose"),
            self.guarded("<int:pk>/", self.one, "change"),
            self.guarded("<int:pk>/remove/", self.remove, "remove"),
        ]

    def to(self, name, *args):
        return redirect(f"admin:pages_{self.kind}_{name}", *args)

    def render(self, request, name, context, status=200):
        context = self.admin_site.each_context(request) | {"library": self} | context
        return render(request, f"admin/pages/{self.kind}/{name}.html", context, status=status)

    def found(self, request):
        """A page of those that were asked for, each with where it is used."""
        rows = self.rows().order_by(*NEWEST).with_words(request.GET.get("q", ""))
        show = request.GET.get("show", "")
        if show in ("used", "unused"):
            rows = getattr(rows, {"used": "shown"}.get(show, show))()
        page = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
        uses = self.uses_of(page.object_list)
        for one in page.object_list:
            one.used_on = in_words(uses[one.pk])
        shows = [(value, words, value == show) for value, words in SHOW.items()]
        return {"rows": page, "typed": request.GET.get("q", ""), "shows": shows, "show": show}

    def listed(self, request):
        return self.render(request, "library", self.found(request) | {"title": self.title})

    def choose(self, request):
        """What the dialog in a draft shows: those found, to choose one."""
        return self.render(request, "_choices", self.found(request))

    def add(self, request):
        is_post = request.method == "POST"
        form = self.add_form(*([request.POST, request.FILES] if is_post else []))
        if is_post and form.is_valid():
            try:
                described = {**form.cleaned_data, "kept": True}
                upload = described.pop("upload")
                new = self.model.objects.take(upload, request.user, **described)
            except ValidationError as error:
                form.add_error("upload", error)
            else:
                words = f"The {self.what} is in the library. It stays until you remove it."
                messages.success(request, words)
                return self.to("change", new.pk)
        context = {"title": f"Add {self.a_new}", "form": form}
        return self.render(request, "add", context, 422 if form.errors else 200)

    @property
    def a_new(self):
        return f"{'an' if self.what[0] in 'aeiou' else 'a'} {self.what}"

    @staticmethod
    def name_of(row):
        return row.original_name or "Without a name"

    def about(self, one):
        """What the screen of one shows beside its form and its uses."""
        return {}

    def one(self, request, pk):
        row = get_object_or_404(self.rows(), pk=pk)
        form = self.form(request.POST if request.method == "POST" else None, instance=row)
        if request.method == "POST" and form.is_valid():
            try:
                form.instance.describe(form.cleaned_data["seen"])
            except ChangedMeanwhile as changed:
                form.add_error(None, str(changed))
                form.data = form.data.copy()
                form.data["seen"] = get_object_or_404(self.model, pk=pk).version
            else:
                messages.success(request, self.saved)
                return self.to("change", pk)
        uses = versions_in_words(self.uses_of([row])[row.pk])
        context = {"one": row, "form": form, "uses": uses} | self.about(row)
        return self.render(request, self.kind, context, 422 if form.errors else 200)

    def remove(self, request, pk):
        """Ask, then remove for good; what is used can't be, and the screen says where it is."""
        one = get_object_or_404(self.rows(), pk=pk)
        if request.method == "POST":
            if one.discard(seen_version(request.POST)):
                messages.success(request, f"The {self.what} is deleted.")
                return self.to("changelist")
            messages.error(
                request,
                f"Nothing was removed: a page shows this {self.what} now, or somebody has changed "
                "it in the library since you opened the screen.",
            )
            return self.to("change", pk)
        uses = versions_in_words(self.uses_of([one])[one.pk])
        context = {"title": f"Delete this {self.what}?", "one": one, "uses": uses}
        context["below"] = self.name_of(one)
        return self.render(request, "remove", context)
