from django.contrib import admin
from mailer.models import DontSendEntry, Message, MessageLog

from clinic_site.accounts import admin as accounts
from clinic_site.models import EXPORT_DATA, PersonalDataRequest

__all__ = ["accounts"]


@admin.register(PersonalDataRequest)
class PersonalDataRequestAdmin(admin.ModelAdmin):
    """Read-only: what was exported or erased stays on record."""

    list_display = ["at", "kind", "by", "amounts", "reason"]
    list_filter = ["kind"]
    fields = ["at", "kind", "by", "amounts", "reason"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(EXPORT_DATA)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


# A queued email is a pickle, so anyone who could edit it there could run code. And the admin's log
# of a deleted email would name its recipient.
admin.site.unregister([Message, MessageLog, DontSendEntry])
