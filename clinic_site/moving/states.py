"""What WordPress calls items and their states, and which state a comment gets here."""

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
    "rejected": "rejected (in the old site’s trash)",
}
KINDS = {  # of items
    "page": "page",
    "post": "post",
    "attachment": "picture or file",
    "nav_menu_item": "menu entry",
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
    "other": "comments from plugins, such as order notes",
    "twice": "comments that are in the file twice",
    "empty": "empty comments",
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
    # Nobody reads a comment whose state a plugin made up until somebody here has looked at it.
    return STATES.get(comment.approved, Comment.State.PENDING)
