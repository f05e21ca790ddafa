from django.contrib import admin

from booking.models import ReadySentence
from inbox.fields import LineField


@admin.register(ReadySentence)
class ReadySentenceAdmin(admin.ModelAdmin):
    list_display = ["text", "decision", "order"]
    list_filter = ["decision"]
    fields = ["text", "decision", "order"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "text":
            kwargs |= {"form_class": LineField}
        return super().formfield_for_dbfield(db_field, request, **kwargs)
