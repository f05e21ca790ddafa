"""What WordPress calls items and their states, and what a comment of it is here."""

from comments.models import Comment

STATES = {
    "1": Comment.State.APPROVED,
    "0": Comment.State.PENDING,
    "spam": Comment.State.SPAM,
    "trash": Comment.State.REJECTED,
    "post-trashed": Comment.State.REJECTED,
}
IN_WORDS = {
    "approved": "approved",
    "pending": "waiting",
    "spam": "spam",
    "rejected": "rejected (in the trash there)",
}
KINDS = {  # of items
    "page": "page",
    "post": "post",
    "attachment": "picture or file",
    "nav_menu_item": "entry of the menu",
    "revision": "earlier version",
}
STATUSES = {  # of pages and posts
    "publish": "published",
    "future": "scheduled",
    "private": "private",
    "pending": "waiting for review",
    "draft": "draft",
    "trash": "in the trash",
}
LEFT_OUT = {
    "ping": "pingbacks and trackbacks",
    "other": "comments of plugins, such as notes on orders",
    "twice": "comments that the file has twice",
    "empty": "comments without words",
}


def state_of(comment, key):
    """The state that it has here, or why it is left out: a key of LEFT_OUT."""
    if comment.kind in ("pingback", "trackback"):
        return "ping"
    if comment.kind not in ("comment", ""):
        return "other"
    if key is None:
        return "twice"
    if not comment.text.strip():
        return "empty"
    # A state that a plugin made up is nothing for readers until somebody has looked.
    return STATES.get(comment.approved, Comment.State.PENDING)
