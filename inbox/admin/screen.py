from copy import copy

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from inbox.onward import go_on, say_done
from typed.seen import CHANGED, ChangedMeanwhile, seen_version


class Screen:
    """The page of one submission, with the form to handle it.

    `verbs` maps each state that staff can choose to the label of its button; using them takes the
    permission `handle`. `screen_form(row, data)` makes the form that stores text and decision with
    its `handle(by, seen, state)`.
    """

    screen_template = ""
    screen_form = None
    verbs = {}
    handle = ""

    def has_handle_permission(self, request):
        return request.user.has_perm(self.handle)

    def verbs_for(self, row):
        """The buttons that decide something about this row."""
        return [one for one in self.verbs.items() if row.is_decided_by(one[0])]

    def url_name(self, what):
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{what}"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self.gone(request)
        if request.method == "POST":
            return self.handle_one(request, row)
        return self.show_row(request, row, self.screen_form(row))

    def handle_one(self, request, row):
        """Store text and decision in one step, then show the next row."""
        if not self.has_handle_permission(request):
            raise PermissionDenied
        form = self.screen_form(row, request.POST)
        state = request.POST.get("state", "")
        if state and state not in self.verbs:
            raise Http404
        before, seen = copy(row), seen_version(request.POST)
        if not form.is_valid():
            return self.show_row(request, row, form, status=422, seen=seen)
        try:
            form.handle(request.user, seen, **({"state": state} if state else {}))
        except ChangedMeanwhile:
            return self.answer_conflict(request, row.pk, form, seen)
        said = self.said(row, None if state else "saved")
        if before.state != row.WAITING:
            say_done(request, said, row)
            return redirect(row.get_admin_url())
        pile, rows = self.pile(request)
        return go_on(request, said, row, rows.following(before), pile)

    def pile(self, request):
        """The name of the pile in the address, "" for everything that waits, and its rows."""
        return "", self.model.objects.all()

    def answer_conflict(self, request, pk, form, seen):
        """Show this person's text on top of what a colleague has stored in the meantime.

        A double click gets the answer of the first.
        """
        row = self.model.objects.filter(pk=pk).first()
        if row is None:
            return self.gone(request)
        stored = form.stored(row) | {"state": row.state}
        wanted = form.cleaned_data | {"state": request.POST.get("state") or row.state}
        is_done = all(stored[name] == value for name, value in wanted.items())
        if is_done and did_all(request.user, row, seen):
            return redirect(row.get_admin_url())
        merged = form.merged_with(row)
        merged.add_error(
            None,
            f"{changed(row, seen)} What you wrote is still here: check it, then choose again.",
        )
        return self.show_row(request, row, merged, status=409)

    def show_row(self, request, row, form, status=200, seen=None):
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"{self.opts.verbose_name.capitalize()} by {row.name}",
            "row": row,
            "seen": row.version if seen is None else seen,
            "form": form,
            "verbs": self.verbs_for(row),
            "may_handle": self.has_handle_permission(request),
            "may_delete": self.has_delete_permission(request, row),
            "changes": row.changes.select_related("by"),
            "others": self.pile(request)[1].waiting().exclude(pk=row.pk).count(),
        }
        return render(request, self.screen_template, context, status=status)

    def gone(self, request):
        text = f"This {self.opts.verbose_name} is no longer here."
        self.message_user(request, text, messages.WARNING)
        return redirect(self.url_name("changelist"))

    def said(self, row, done=None):
        now = done or f"now {row.get_state_display().lower()}"
        return f"The {self.opts.verbose_name} by {row.name} is {now}."

    def say_done(self, request, row, done=None):
        say_done(request, self.said(row, done), row)


def did_all(user, row, seen):
    """Whether there were changes since that version, all by this person."""
    return {change.by_id for change in row.changes_since(seen)} == {user.pk}


def changed(row, seen):
    """Says that the row has changed, and what colleagues did since the version seen."""
    done = "; ".join(str(change) for change in row.changes_since(seen))
    return f"{CHANGED} In the meantime: {done}." if done else CHANGED
