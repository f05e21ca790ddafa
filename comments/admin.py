from django.contrib import admin

from antispam.admin import SubmissionAdmin, WaitingFirst
from comments.models import Comment


@admin.register(Comment)
class CommentAdmin(SubmissionAdmin):
    handle = "comments.moderate_comment"
    verbs = {
        Comment.State.APPROVED: "Approve: show under the page",
        Comment.State.REJECTED: "Reject: do not show",
        Comment.State.SPAM: "Mark as spam",
    }
    list_display = ["words", "name", "page", "created_at", "state", "signs"]
    list_filter = [WaitingFirst, "page"]
    list_select_related = ["page"]
    search_fields = ["name", "email", "text"]
    fields = [
        "state",
        "page",
        "name",
        "email",
        "website",
        "text",
        "created_at",
        "signs",
        ("handled_by", "handled_at"),
    ]
    readonly_fields = ["signs"]

    @admin.display(description="comment", ordering="text")
    def words(self, comment):
        return comment.text
