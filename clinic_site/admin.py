from django.contrib.admin import AdminSite

from clinic_site.desk import waiting


class ClinicAdminSite(AdminSite):
    """The admin site, whose first screen begins with the work that waits."""

    site_header = "Polyclinic Rehabilitation Institute"
    site_title = "Clinic"
    index_title = "Reception desk"
    enable_nav_sidebar = False

    def index(self, request, extra_context=None):
        return super().index(request, {"waiting": waiting(request.user)} | (extra_context or {}))
