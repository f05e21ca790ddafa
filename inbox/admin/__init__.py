from inbox.admin.blocked_words import BlockedWordAdmin
from inbox.admin.desk_form import DeskForm
from inbox.admin.screen import changed
from inbox.admin.submissions import SubmissionAdmin, WaitingFirst

__all__ = ["BlockedWordAdmin", "DeskForm", "SubmissionAdmin", "WaitingFirst", "changed"]
