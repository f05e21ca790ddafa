"""What the list of pages can be narrowed to."""

from django.contrib import admin

from pages.models import Revision, SentenceToCheck

SOON = 30  # days


class Review(admin.SimpleListFilter):
    """Public pages by when the review of their live text is due."""

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


class Wording(admin.SimpleListFilter):
    """Public pages with sentences that somebody should look at, as the worker found them last."""

    title = "wording"
    parameter_name = "wording"

    def lookups(self, request, model_admin):
        return [("check", "Sentences to check")]

    def queryset(self, request, queryset):
        if self.value() != "check":
            return queryset
        return queryset.filter(
            pk__in=SentenceToCheck.objects.waiting().values("read__revision__page")
        )


FILTERS = [Review, Wording]
