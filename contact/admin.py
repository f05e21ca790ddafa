from django.contrib import admin

from antispam.admin import SubmissionAdmin
from contact.models import Message


@admin.register(Message)
class MessageAdmin(SubmissionAdmin):
    handle = "contact.answer_message"
    verbs = {
        Message.State.ANSWERED: "Mark as answered",
        Message.State.OPEN: "Mark as open again",
        Message.State.SPAM: "Mark as spam",
    }
    list_display = ["words", "name", "email", "phone", "created_at", "state"]
    search_fields = ["name", "email", "phone", "text"]
    fields = [
        "state",
        "name",
        "email",
        "phone",
        "text",
        "created_at",
        "signs",
        ("handled_by", "handled_at"),
    ]
    readonly_fields = ["signs"]

    @admin.display(description="message")
    def words(self, message):
        return message.text
