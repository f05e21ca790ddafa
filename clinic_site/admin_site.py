from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path

from clinic_site.desk import waiting
from clinic_site.personal_data import screens


class ClinicAdminSite(AdminSite):
    """The admin site, whose first screen begins with the work that waits."""

    site_header = "Polyclinic Rehabilitation Institute"
    site_title = "Clinic"
    index_title = "Reception desk"
    enable_nav_sidebar = False

    def index(self, request, extra_context=None):
        return super().index(request, {"waiting": waiting(request.user)} | (extra_context or {}))

    def get_urls(self):
        def screen(address, view, name):
            return path(f"personal-data/{address}", self.admin_view(view), name=name)

        return [
            screen("", screens.personal_data, "personal_data"),
            screen("file/", screens.as_file, "personal_data_file"),
            screen("erase/", screens.erase, "personal_data_erase"),
            path(
                "r/<int:content_type_id>/<int:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]

    def view_on_site(self, request, content_type_id, object_id):
        """Lead to a row's public page, but only whoever may see the row.

        Django's own view leads all staff anywhere, also to a booking's private link.
        """
        # Not above: this module is loaded before there are models.
        from django.contrib.contenttypes.models import ContentType
        from django.contrib.contenttypes.views import shortcut

        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        screens = self._registry.get(model)
        if not (screens and screens.has_view_permission(request)):
            raise PermissionDenied
        return shortcut(request, content_type_id, object_id)
