from antispam.admin.blocked_words import BlockedWordAdmin
from antispam.admin.desk_form import DeskForm
from antispam.admin.filters import WaitingFirst
from antispam.admin.submissions import SubmissionAdmin

__all__ = ["BlockedWordAdmin", "DeskForm", "SubmissionAdmin", "WaitingFirst"]
