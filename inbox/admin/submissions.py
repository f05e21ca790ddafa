from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inbox.admin.screen import Screen, changed, did_all
from inbox.bulk_actions import ActsOnListed
from inbox.counting import counted, in_words
from inbox.submission import IN_TURN
from typed.seen import ChangedMeanwhile, seen_version, seen_versions
from typed.text import whole_number


class WaitingFirst(admin.SimpleListFilter):
    """By state. Without a choice, the list shows what is waiting, and a search covers everything.

    A caller may have been answered long ago.
    """

    title = "state"
    parameter_name = "state"
    widened_by = {SEARCH_VAR}

    def __init__(self, request, *args):
        super().__init__(request, *args)
        self.looks_everywhere = any(map(request.GET.get, self.widened_by))

    def lookups(self, request, model_admin):
        waiting = model_admin.model.WAITING
        others = [choice for choice in model_admin.model.State.choices if choice[0] != waiting]
        return [*others, ("all", "All")]

    def get_facet_queryset(self, changelist):
        """How many rows each state has, up to MOST."""
        rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        counts, chosen = {}, self.value()
        for number, (state, _) in enumerate(self.lookup_choices):
            self.used_parameters[self.parameter_name] = state
            of_state = self.queryset(self.request, rows).values("pk")
            counts[f"{number}__c"] = in_words(counted(of_state))
        self.used_parameters[self.parameter_name] = chosen
        return counts

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


class SubmissionAdmin(Screen, ActsOnListed, admin.ModelAdmin):
    """Submissions of a public form: shown as they were sent, and moved from state to state.

    Each row of the list is a card with the text and its buttons; the row's own Screen adds what
    staff can write.
    """

    list_display_links = None
    list_filter = [WaitingFirst]
    list_per_page = 25
    show_full_result_count = False
    show_facets = admin.ShowFacets.ALWAYS  # so that nobody forgets to check the spam
    ordering = ["created_at", "pk"]
    card_template = ""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_ordering(self, request):
        is_of_waiting = not any(map(request.GET.get, ("state", *WaitingFirst.widened_by)))
        return IN_TURN if is_of_waiting else self.ordering

    def changelist_view(self, request, extra_context=None):
        title = {"title": self.opts.verbose_name_plural.capitalize()}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_list_display(self, request):
        may_handle = self.has_handle_permission(request)
        to, kept = self.url_name("to"), self.get_preserved_filters(request)

        @admin.display(description=self.opts.verbose_name, ordering="created_at")
        def card(row):
            verbs = self.verbs_for(row) if may_handle else []
            return render_to_string(
                self.card_template, {"row": row, "verbs": verbs, "to": to, "kept": kept}
            )

        return [card]

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.has_handle_permission(request):
            for state, words in self.verbs.items():
                actions[f"to_{state}"] = (self.action_to(state), f"to_{state}", words)
        return actions

    @staticmethod
    def action_to(state):
        def move(model_admin, request, queryset):
            listed = model_admin.seen(request)
            seen = {whole_number(pk): version for pk, version in listed.items()}
            done = queryset.move_to(state, request.user, seen | seen_versions(request.POST))
            model_admin.say_moved(request, done, state)

        return move

    def checks_seen(self, action):
        return action in {f"to_{state}" for state in self.verbs}

    def say_moved(self, request, done, state):
        """Say how many rows were moved, and why the others were not."""
        said = [f"{self.counted(done.moved)} marked as {state.label.lower()}."]
        if done.already:
            was = ngettext("was", "were", done.already)
            said.append(f"{done.already} {was} {state.label.lower()} already.")
        # Some chosen rows may have left the list, or been deleted, since it was shown.
        chosen = self.chosen(request)
        there = self.model.objects.filter(pk__in=chosen).count()
        meanwhile, gone = there - done.moved - done.already, len(chosen) - there
        if meanwhile:
            said.append(
                f"{self.counted(meanwhile)} left unchanged: a colleague has dealt with "
                f"{ngettext('it', 'them', meanwhile)} since you opened the list."
            )
        if gone:
            said.append(f"{self.counted(gone)} no longer here.")
        level = messages.SUCCESS if done.moved else messages.WARNING
        self.message_user(request, " ".join(said), level)

    def get_urls(self):
        return [
            path(
                "<int:pk>/to/<slug:state>/",
                self.admin_site.admin_view(require_POST(self.move_one)),
                name=self.url_name("to").removeprefix("admin:"),
            ),
            *super().get_urls(),
        ]

    def move_one(self, request, pk, state):
        """Move one row to a state, from the list."""
        if not (self.has_view_permission(request) and self.has_handle_permission(request)):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=pk)
        target = next((choice for choice in self.verbs if choice == state), None)
        if target is None:
            raise Http404
        seen = seen_version(request.POST)
        try:
            row.handle(request.user, seen, state=target)
        except ChangedMeanwhile:
            if row.state == target and did_all(request.user, row, seen):
                return self.back_to_list(request)
            self.message_user(request, changed(row, seen), messages.ERROR)
            return redirect(row.get_admin_url())
        self.say_done(request, row)
        return self.back_to_list(request)

    def back_to_list(self, request):
        kept = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return redirect(add_preserved_filters(kept, reverse(self.url_name("changelist"))))
