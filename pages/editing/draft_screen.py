from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from js_asset.media import Media

from clinic.clock import in_full
from pages.blocks import BLOCKS
from pages.editing.arranging import arrange
from pages.editing.beside import show_typed
from pages.editing.draft import TORN, DraftForm, ImageGone
from pages.editing.links_here import links_in_words
from pages.editing.looks import looks_of, without_summary
from pages.editing.section_forms import blanks_media
from pages.editing.states import state_of
from pages.editing.together import together
from pages.editing.unsaved import texts_of
from pages.editing.wording_form import ASKED, question_url
from pages.models import Document, Image, NeedsSecondPerson, Presence, UnsavedText
from pages.models.revisions import OthersScheduled
from pages.picture_files import MAX_BYTES
from typed.seen import CHANGED, ChangedMeanwhile


def save(form, by):
    return "The draft is saved. Readers still see the old text.", form.draft.get_admin_url()


def preview(form, by):
    return "", reverse("admin:pages_revision_preview", args=[form.draft.pk])


def publish(form, by):
    form.draft.publish(by, **form.schedule.decided())
    if form.draft.page.is_public:
        text = 'Published. Readers see this text now: <a href="{}">view the page</a>.'
        text = format_html(text, form.draft.get_absolute_url())
        return also(text, without_summary(form.draft)), page_url(form.draft)
    text = "Published, but readers can’t see it: the page is off the site."
    return text, page_url(form.draft)


def schedule(form, by):
    when = form.schedule.when
    form.draft.publish(by, at=when, **form.schedule.decided())
    text = f"This version goes live on {in_full(when)}."
    return also(text, without_summary(form.draft)), page_url(form.draft)


def also(text, more):
    return format_html("{} {}", text, more) if more else text


def share(form, by):
    form.draft.share_links.create(made_by=by)
    text = "The draft is saved, and the link is ready. Copy it from “Share before publishing”."
    return text, f"{form.draft.get_admin_url()}#sharing"


def discard(form, by):
    form.draft.discard(form.draft.version)
    return "The draft is discarded. You can still find it among the versions.", page_url(form.draft)


def take_off(form, by):
    form.draft.page.set_public(False)
    return f"The page is off the site. {what_is_saved(form)}", form.draft.get_admin_url()


def put_on(form, by):
    form.draft.page.set_public(True)
    return f"The page is on the site again. {what_is_saved(form)}", form.draft.get_admin_url()


def what_is_saved(form):
    return "The draft is saved." if form.draft.pk else "Its text has not changed."


def page_url(draft):
    return reverse("admin:pages_page_change", args=[draft.page_id])


# What each button does with the draft just stored; returns a message and a URL.
VERBS = {
    "save": save,
    "preview": preview,
    "share": share,
    "publish": publish,
    "schedule": schedule,
    "discard": discard,
    "take_off": take_off,
    "put_on": put_on,
}
ON_AND_OFF = {"take_off", "put_on"}  # of the page: these need no draft, and start none
PUBLISHING = {"publish", "schedule", *ON_AND_OFF}


def is_done(verb, revision):
    """Whether what the button does has been done already, so that pressing it twice is no error."""
    if verb == "publish":
        return revision.has_been_live()
    if verb == "schedule":
        return revision.is_scheduled()
    if verb == "discard":
        return revision.discarded_at is not None
    if verb in ON_AND_OFF:
        return revision.page.is_public == (verb == "put_on")
    return revision.is_draft() and verb in ("save", "preview")


class DraftScreen:
    """The screen on which a draft is written. Every button stores the draft first."""

    def post_draft(self, request, draft):
        if "arrange" in request.POST:
            return self.answer_arranged(request, draft)
        verb = request.POST.get("do", "save")
        if verb not in {*VERBS, "advise", "beside"}:
            raise Http404
        if verb in PUBLISHING and not self.may_publish(request):
            raise PermissionDenied
        form = DraftForm(draft, request.POST, request.FILES)
        valid = form.is_valid(verb)
        if verb == "advise":
            return render(request, "admin/pages/_advice.html", {"advice": form.advice()})
        if verb == "beside":
            return show_typed(request, form)
        taken = form.take_uploads(request.user)
        if taken and form.is_only_torn:  # merged, it has the stored sections that it lacked
            return self.show_draft(request, form.merged_with(draft), 422, meanwhile=TORN)
        if not taken or not valid:
            return self.show_draft(request, form, status=422)
        try:
            with transaction.atomic():
                if draft.pk or verb not in ON_AND_OFF or form.differs():
                    form.store(request.user)
                try:
                    if verb in ASKED:
                        form.draft.check_publisher(request.user)
                    asked = question_url(form, verb)
                    text, url = ("", asked) if asked else VERBS[verb](form, request.user)
                except NeedsSecondPerson as refusal:
                    text, url = "", self.refused(request, form.draft, refusal)
                UnsavedText.objects.finish(request.user, form.draft.page, form.writings())
        except (OthersScheduled, ImageGone):
            # Both were fine a moment ago: validated again, the form finds what is wrong.
            form = DraftForm(draft, form.details.data)
            form.is_valid(verb)
            return self.show_draft(request, form, status=409)
        except ChangedMeanwhile:
            return self.answer_conflict(request, form, verb)
        for words in form.left_out():
            self.message_user(request, words, messages.WARNING)
        return self.done(request, draft, text, url)

    def answer_arranged(self, request, draft):
        """Show the posted form again with its sections arranged. Its text is not stored."""
        sent = DraftForm(draft, request.POST, request.FILES)
        sent.is_valid("save")
        sent.take_uploads(request.user)
        arranged = arrange(sent, request.POST["arrange"])
        if arranged is None:
            raise Http404
        form = DraftForm(draft, sent.data)
        form.is_valid("save")
        form.forgive(sent)
        form.arranged = arranged
        form.focus_new()
        if arranged.refusal:
            form.refusals = [("sections", arranged.refusal)]
        return self.show_draft(request, form)

    def refused(self, request, draft, refusal):
        """Say who may publish the draft, which is stored; returns its address."""
        words = f"The draft is saved, but not published. {refusal}"
        self.message_user(request, words, messages.WARNING)
        return draft.get_admin_url()

    def done(self, request, draft, text, url):
        if text:
            self.log_change(request, draft.page, strip_tags(text))
            self.message_user(request, text, messages.SUCCESS)
        return redirect(url)

    def answer_conflict(self, request, form, verb):
        """Show this person's text on top of what colleagues have done in the meantime.

        If the draft was published or discarded, show it on top of the page's next draft.
        """
        page = form.draft.page
        if form.draft.pk:
            meant = self.get_queryset(request).get(pk=form.draft.pk)
        else:
            meant = page.draft() or page.live_revision()
        merged = form.merged_with(meant)
        if not merged.differs() and is_done(verb, meant):
            _, url = preview(merged, request.user) if verb == "preview" else save(merged, None)
            return redirect(url)
        if meant.is_draft():
            who = "you" if meant.author == request.user else meant.author or "somebody"
            saved = f"The draft was saved on {in_full(meant.changed_at)}."
            what = f"{CHANGED} {saved} The last to change its text: {who}."
        else:
            verb = "published" if meant.publish_at else "discarded"
            what = f"{CHANGED} That draft was {verb}, so here is the next one."
            merged = form.merged_with(meant.page.edit(by=request.user))
        elsewhere = None if meant.is_draft() else meant
        return self.show_draft(request, merged, 409, meanwhile=what, elsewhere=elsewhere)

    def show_draft(self, request, form, status=200, meanwhile="", elsewhere=None, taken_up=None):
        draft, live = form.draft, form.draft.page.live_revision()
        context = (
            self.admin_site.each_context(request)
            | {
                "opts": self.opts,
                "title": f"Draft of “{draft}”",
                "draft": draft,
                "page": draft.page,
                "live": live,
                "is_behind": draft.is_behind(live),
                "state": state_of(draft.page, live, form.schedule.waiting),
                "form": form,
                "blocks": BLOCKS.values(),
                "library": Image.objects.newest(),
                "files": Document.objects.current().newest(),
                "largest_image": MAX_BYTES,
                "is_home": draft.page.is_home,
                "links": links_in_words(draft.page) if draft.page.is_public else "",
                "meanwhile": meanwhile,
                "elsewhere": elsewhere,
                "taken_up": taken_up,
                "others_here": Presence.objects.others_in(draft.page, request.user),
                "advice": form.advice(),
                "looks": looks_of(form.details.instance, form.written()),
                "may_publish": self.may_publish(request),
                # The editor's import map is an inline script, which needs a nonce under the content
                # security policy.
                "media": Media.from_media(
                    form.details.media + blanks_media(), nonce=request.csp_nonce
                ),
            }
            | texts_of(request.user, draft.page)
            | together(draft.page, request.user, form.written())
        )
        return render(request, "admin/pages/revision/draft.html", context, status=status)
