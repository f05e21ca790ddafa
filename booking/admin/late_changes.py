from django.contrib import admin

from booking.models import LateChangePolicy
from booking.models.late_changes import LateChanges
from inbox.fields import LineField, TextField


@admin.register(LateChangePolicy)
class LateChangePolicyAdmin(admin.ModelAdmin):
    """Saving adds a version: the earlier ones stay as their patients agreed to them."""

    list_display = ["began_at", "fee", "text", "by"]
    list_display_links = ["began_at"]
    list_select_related = ["by"]
    fields = ["text", "fee"]
    empty_value_display = "None"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "fee":
            kwargs |= {"form_class": LineField}
        if db_field.name == "text":
            kwargs |= {"form_class": TextField}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fields(self, request, obj=None):
        return [*self.fields, *(["began_at", "by"] if obj else [])]

    def get_changeform_initial_data(self, request):
        """The version in force, to be changed into the next."""
        policy = LateChanges.now().policy
        return {"text": policy.text, "fee": policy.fee} if policy else {}

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        """The same words again, as by a double click, are no new version."""
        policy = LateChanges.now().policy
        if policy and (policy.text, policy.fee) == (obj.text, obj.fee):
            obj.pk, obj.began_at = policy.pk, policy.began_at
            return
        obj.by = request.user
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
