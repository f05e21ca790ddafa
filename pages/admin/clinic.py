from django.contrib import admin

from pages.models import Clinic, OpeningHours
from pages.one_row import OneRowAdmin


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0


@admin.register(Clinic)
class ClinicAdmin(OneRowAdmin):
    inlines = [OpeningHoursInline]
