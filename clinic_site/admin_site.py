from django.contrib.admin import AdminSite
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
            *super().get_urls(),
        ]
