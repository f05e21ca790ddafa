from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class ClinicSiteConfig(AppConfig):
    name = "clinic_site"
    verbose_name = "Clinic site"

    def ready(self):
        from clinic_site.groups import make_groups
        from clinic_site.on_show import answers, choices, treatments

        answers.hand_over()
        choices.hand_over()
        treatments.hand_over()
        post_migrate.connect(make_groups)


class ClinicAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "clinic_site.admin_site.ClinicAdminSite"
