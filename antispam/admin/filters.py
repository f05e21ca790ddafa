from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR


class WaitingFirst(admin.SimpleListFilter):
    """By state. Without a choice the list shows what waits, because that is the work; a search
    looks everywhere, because whoever phones may have been answered long ago."""

    title = "state"
    parameter_name = "state"
    looks_everywhere_with = {SEARCH_VAR}

    def __init__(self, request, *args):
        super().__init__(request, *args)
        self.looks_everywhere = any(map(request.GET.get, self.looks_everywhere_with))

    def lookups(self, request, model_admin):
        waiting = model_admin.model.WAITING
        others = [choice for choice in model_admin.model.State.choices if choice[0] != waiting]
        return [*others, ("all", "All")]

    def choices(self, changelist):
        default, *others = super().choices(changelist)
        label = "Any" if self.looks_everywhere else changelist.model.WAITING.label
        yield default | {"display": label}
        yield from others

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        if self.value() is None:
            return queryset if self.looks_everywhere else queryset.waiting()
        return queryset.filter(state=self.value())
