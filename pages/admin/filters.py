from django.contrib import admin

from pages.models import Revision

SOON = 30  # days


class Review(admin.SimpleListFilter):
    """Public pages by what is due: the review of the text that readers see."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [
            ("overdue", "Overdue"),
            ("soon", f"Due within {SOON} days"),
            ("never", "Never reviewed"),
        ]

    def queryset(self, request, queryset):
        revisions = Revision.objects.all()
        found = {
            "overdue": revisions.overdue,
            "soon": lambda: revisions.due_within(SOON),
            "never": revisions.never_reviewed,
        }
        if self.value() not in found:
            return queryset
        return queryset.filter(pk__in=found[self.value()]().values("page"))
