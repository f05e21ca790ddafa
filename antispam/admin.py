from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from antispam.submission import ChangedMeanwhile


class WaitingFirst(admin.SimpleListFilter):
    """By state. Without a choice the list shows what waits, because that is the work; a search
    looks everywhere, because whoever phones may have been answered long ago."""

    title = "state"
    parameter_name = "state"

    def __init__(self, request, *args):
        super().__init__(request, *args)
        self.is_search = bool(request.GET.get(SEARCH_VAR))

    def lookups(self, request, model_admin):
        waiting = model_admin.model.WAITING
        others = [choice for choice in model_admin.model.State.choices if choice[0] != waiting]
        return [*others, ("all", "All")]

    def choices(self, changelist):
        default, *others = super().choices(changelist)
        label = "Any, while searching" if self.is_search else changelist.model.WAITING.label
        yield default | {"display": label}
        yield from others

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        if self.value() is None:
            return queryset if self.is_search else queryset.waiting()
        return queryset.filter(state=self.value())


class SubmissionAdmin(admin.ModelAdmin):
    """What came through a public form: read as it was sent, and moved from state to state.

    Each row of the list is a card with the whole matter and its buttons. A row's own screen adds
    a form for what staff may write. `verbs` maps each state that staff may choose to the words on
    its button; whoever may use them has the permission `handle`.
    """

    list_display_links = None
    list_filter = [WaitingFirst]
    list_per_page = 25
    show_facets = admin.ShowFacets.ALWAYS  # so that nobody forgets what lies in the spam
    ordering = ["created_at", "pk"]
    card_template = ""
    screen_template = ""
    screen_form = None
    verbs = {}
    handle = ""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_handle_permission(self, request):
        return request.user.has_perm(self.handle)

    # The list

    def changelist_view(self, request, extra_context=None):
        title = {"title": self.opts.verbose_name_plural.capitalize()}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_list_display(self, request):
        verbs = self.verbs if self.has_handle_permission(request) else {}
        to, kept = self.url_name("to"), self.get_preserved_filters(request)

        @admin.display(description=self.opts.verbose_name, ordering="created_at")
        def card(row):
            others = [(state, words) for state, words in verbs.items() if state != row.state]
            return render_to_string(
                self.card_template, {"row": row, "verbs": others, "to": to, "kept": kept}
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
            # Rows that a colleague has handled meanwhile are no longer in the list's own choice.
            chosen = len(request.POST.getlist("_selected_action"))
            model_admin.say_moved(request, queryset.move_to(state, by=request.user), chosen, state)

        return move

    def say_moved(self, request, changed, chosen, state):
        name = self.opts.verbose_name if changed == 1 else self.opts.verbose_name_plural
        text = f"{changed} {name} marked as {state.label.lower()}."
        if changed < chosen and request.POST.get("select_across") != "1":
            text += f" {chosen - changed} had been dealt with already and stayed as they were."
        self.message_user(request, text, messages.SUCCESS if changed else messages.WARNING)

    def url_name(self, what):
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{what}"

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
        if not self.has_handle_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=pk)
        target = next((choice for choice in self.verbs if choice == state), None)
        if target is None:
            raise Http404
        try:
            row.handle(request.user, seen_version(request), state=target)
        except ChangedMeanwhile:
            self.message_user(request, f"Nothing was changed. {last_change(row)}", messages.ERROR)
            return redirect(row.get_admin_url())
        self.say_done(request, row)
        kept = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return redirect(add_preserved_filters(kept, reverse(self.url_name("changelist"))))

    def say_done(self, request, row):
        # Without the name: messages may travel in a cookie.
        text = format_html(
            'Marked as {}. <a href="{}">Look at the {} again</a>',
            row.get_state_display().lower(),
            row.get_admin_url(),
            self.opts.verbose_name,
        )
        self.message_user(request, text, messages.SUCCESS)

    # The screen of one row

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if row is None:
            text = f"This {self.opts.verbose_name} is not here any more."
            self.message_user(request, text, messages.WARNING)
            return redirect(self.url_name("changelist"))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if request.method == "POST":
            return self.handle_one(request, row)
        return self.show(request, row, self.screen_form(row))

    def handle_one(self, request, row):
        """Store what staff wrote and decided about a row in one step; then show the next one."""
        if not self.has_handle_permission(request):
            raise PermissionDenied
        form = self.screen_form(row, request.POST)
        state = request.POST.get("state", "")
        if state and state not in self.verbs:
            raise Http404
        if not form.is_valid():
            return self.show(request, row, form, status=422)
        was = row.state
        try:
            form.handle(request.user, seen_version(request), state or row.state)
        except ChangedMeanwhile:
            row.refresh_from_db()
            form.add_error(
                None,
                f"{last_change(row)} Nothing was changed, and what you wrote is still here. "
                "Look at it once more, then choose again.",
            )
            return self.show(request, row, form, status=409)
        if row.state == was:
            self.message_user(request, "Saved.", messages.SUCCESS)
            return redirect(row.get_admin_url())
        self.say_done(request, row)
        following = self.model.objects.waiting().first() if was == row.WAITING else None
        return redirect(following.get_admin_url() if following else self.url_name("changelist"))

    def show(self, request, row, form, status=200):
        waiting = self.model.objects.waiting().exclude(pk=row.pk)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"{self.opts.verbose_name.capitalize()} by {row.name}",
            "row": row,
            "form": form,
            "verbs": [(state, words) for state, words in self.verbs.items() if state != row.state],
            "may_handle": self.has_handle_permission(request),
            "may_delete": self.has_delete_permission(request, row),
            "changes": row.changes.select_related("by"),
            "waiting_count": waiting.count(),
            "following": waiting.filter(created_at__gte=row.created_at).first() or waiting.first(),
        }
        return render(request, self.screen_template, context, status=status)


def seen_version(request):
    """The version that the person looked at; -1, which no row has, if the form lacks it."""
    try:
        return int(request.POST.get("seen", ""))
    except ValueError:
        return -1


def last_change(row):
    change = row.changes.select_related("by").last()
    return f"Meanwhile this was {change}." if change else "This page was out of date."
