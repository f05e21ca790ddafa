from django import forms
from django.contrib import admin

from comments.advice import cautions
from comments.models import Comment
from inbox.admin import DeskForm, SubmissionAdmin, WaitingFirst
from inbox.counting import CountedChoices, values_of
from inbox.fields import LineField, TextField


class ModerationForm(DeskForm):
    """What a moderator can write. What the visitor sent never changes."""

    reply = TextField(
        label="Answer from the clinic",
        required=False,
        max_length=4000,
        rows=5,
        help_text="Shown beneath the comment in the clinic's name. Leave it empty for none.",
    )
    shown_name = LineField(
        label="Name that readers see",
        max_length=80,
        error_messages={"required": "Enter what readers see instead of the name."},
    )
    shown_text = TextField(
        label="Comment that readers see",
        max_length=4000,
        rows=6,
        help_text=(
            "Remove what should not be public. Staff still see the original comment here, and "
            "readers are told that the clinic has edited it."
        ),
        error_messages={"required": "To hide the whole comment, reject it."},
    )
    show_website = forms.BooleanField(
        required=False, label="Show the name as a link to this website"
    )

    def __init__(self, comment, data=None):
        super().__init__(comment, data)
        if not comment.website:
            del self.fields["show_website"]

    @staticmethod
    def stored(comment):
        return {
            "reply": comment.reply,
            "shown_name": comment.public_name,
            "shown_text": comment.public_text,
            "show_website": comment.show_website,
        }

    def edits(self):
        """Whether it changes, or has changed, the visitor's own words."""
        changed = self.changed_data if self.is_bound else []
        return self.row.is_edited or not {"shown_name", "shown_text"}.isdisjoint(changed)

    def cautions(self):
        """Reasons not to publish what is in the form now."""
        shown = [self[name].value() or "" for name in ("shown_name", "shown_text")]
        return cautions(*shown, website=self.row.website)

    def handle(self, by, seen, **decision):
        written = dict(self.cleaned_data)
        for shown, sent in (("shown_name", "name"), ("shown_text", "text")):
            if written[shown] == getattr(self.row, sent):
                written[shown] = ""
        self.row.moderate(by, seen, **decision, **written)


class UnderPage(CountedChoices, admin.RelatedFieldListFilter):
    """Comments by page. Lists only pages that have comments, as a site may have thousands."""

    def field_choices(self, field, request, model_admin):
        pages = {"pk__in": values_of(Comment, "page")}
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=pages)


@admin.register(Comment)
class CommentAdmin(SubmissionAdmin):
    handle = "comments.moderate_comment"
    verbs = {
        Comment.State.APPROVED: "Approve",
        Comment.State.REJECTED: "Reject",
        Comment.State.SPAM: "Mark as spam",
        Comment.State.PENDING: "Move back to waiting",
    }
    card_template = "admin/_comment_card.html"
    screen_template = "admin/comment.html"
    screen_form = ModerationForm
    list_filter = [WaitingFirst, ("page", UnderPage)]
    list_select_related = ["page", "in_answer_to"]
    search_fields = Comment.WORDS.names

    def get_queryset(self, request):
        return super().get_queryset(request).placed()
