"""The question between a draft and its readers: sentences that may not be published as they are."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render

from clinic.wording import READ_AT
from pages.editing.draft_screen import VERBS, is_done, page_url
from pages.editing.wording_form import ASKED, WordingForm
from pages.models import NeedsSecondPerson
from pages.models.revisions import OthersScheduled
from typed.seen import CHANGED, ChangedMeanwhile, seen_version

INCOMPLETE = "Write a title and at least one section before you publish."
NO_DRAFT = "This version is no longer a draft. Nothing was changed."


class WordingScreen:
    """Asks before a draft goes live, on a screen of its own. The draft is stored already."""

    def check_wording(self, request, pk):
        if not self.has_change_permission(request) or not self.may_publish(request):
            raise PermissionDenied
        draft = get_object_or_404(self.get_queryset(request), pk=pk)
        is_sent = request.method == "POST"
        sent = request.POST if is_sent else request.GET
        verb = sent["do"] if sent.get("do") in ASKED else "publish"
        if not draft.is_draft():
            return self.answer_no_draft(request, draft, verb)
        if not draft.title or not draft.sections.exists():
            self.message_user(request, INCOMPLETE, messages.WARNING)
            return redirect(draft.get_admin_url())
        if not is_sent:
            return self.ask_about_wording(request, WordingForm(draft, verb, sent, is_bound=False))
        return self.decide_wording(request, draft, verb)

    def decide_wording(self, request, draft, verb):
        try:
            with transaction.atomic():
                draft.page.lock()
                draft.lock_draft(seen_version(request.POST))
                form = WordingForm(draft, verb, request.POST, is_bound=True)
                if not form.is_valid():
                    return self.ask_about_wording(request, form, 422)
                text, url = VERBS[verb](form, request.user)
                form.note(request.user)
        except NeedsSecondPerson as refusal:
            return redirect(self.refused(request, draft, refusal))
        except OthersScheduled:
            form = WordingForm(draft, verb, request.POST, is_bound=True)
            form.is_valid()
            return self.ask_about_wording(request, form, 409)
        except ChangedMeanwhile:
            draft.refresh_from_db()
            if not draft.is_draft():
                return self.answer_no_draft(request, draft, verb)
            form = WordingForm(draft, verb, request.POST, is_bound=False)
            return self.ask_about_wording(request, form, 409, changed=CHANGED)
        return self.done(request, draft, text, url)

    def answer_no_draft(self, request, draft, verb):
        """Pressed twice, it is done; otherwise somebody else has published or discarded it."""
        if is_done(verb, draft):
            return redirect(page_url(draft))
        self.message_user(request, NO_DRAFT, messages.WARNING)
        return redirect(draft.get_admin_url())

    def ask_about_wording(self, request, form, status=200, changed=""):
        count = len(form.questions)
        sentences = "1 sentence" if count == 1 else f"{count} sentences" if count else "Nothing"
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"{sentences} to look at before this goes live",
            "draft": form.draft,
            "page": form.draft.page,
            "form": form,
            "changed": changed,
            "standard": READ_AT,
        }
        return render(request, "admin/pages/revision/wording.html", context, status=status)
