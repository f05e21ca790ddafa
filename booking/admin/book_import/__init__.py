"""Bringing in another program's appointment book: each step is a screen with its own address."""

from django.contrib import admin
from django.urls import path

from booking.admin.book_import import preview, steps, twins, verbs
from booking.models import BookImport


@admin.register(BookImport)
class BookImportAdmin(admin.ModelAdmin):
    """Only its own screens: nothing of an import is typed into its columns."""

    def has_module_permission(self, request):
        return request.user.has_perm("booking.add_bookimport")

    def get_urls(self):
        def screen(address, view, name):
            view = self.admin_site.admin_view(view)
            return path(address, view, name=f"booking_bookimport_{name}")

        return [
            screen("", steps.imports, "changelist"),
            screen("<int:pk>/", steps.one_import, "change"),
            screen("<int:pk>/columns/", steps.columns, "columns"),
            screen("<int:pk>/names/", steps.names, "names"),
            screen("<int:pk>/preview/", preview.preview, "preview"),
            screen("<int:pk>/rows/", preview.rows, "rows"),
            screen("<int:pk>/twins/", twins.twins, "twins"),
            screen("<int:pk>/begin/", verbs.begin, "begin"),
            screen("<int:pk>/again/", verbs.again, "again"),
            screen("<int:pk>/remind/", verbs.remind, "remind"),
            screen("<int:pk>/undo/", verbs.undo, "undo"),
            screen("<int:pk>/forget/", verbs.forget, "forget"),
            screen("<int:pk>/to-mend.csv", verbs.to_mend, "to_mend"),
        ]
