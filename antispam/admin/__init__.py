from antispam.admin.blocked_words import BlockedWordAdmin
from antispam.admin.filters import WaitingFirst
from antispam.admin.submissions import SubmissionAdmin

__all__ = ["BlockedWordAdmin", "SubmissionAdmin", "WaitingFirst"]
