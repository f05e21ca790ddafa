"""Comments and messages, the longest wait first."""

from django.utils.translation import ngettext

from clinic_site.desk.section import MOST_ROWS, Section, list_url
from comments.models import Comment
from contact.models import MINE, UNASSIGNED, Message
from inbox.counting import in_words
from inbox.onward import BACK


def comments_to_count():
    return {"comments": Comment.objects.waiting().values("pk"), **spam(Comment)}


def comments(counts):
    rows, count = Comment.objects.in_turn().select_related("page")[:MOST_ROWS], counts["comments"]
    first = [(one, one.get_admin_url()) for one in rows] if count else []
    found = Section("comments", "Comments", first, count, is_always_shown=True)
    found.link_to_all("comments", list_url(Comment))
    found.links += suspected_spam(Comment, counts)
    return found


def messages_to_count(user):
    rows = Message.objects.waiting().values("pk")
    return {
        "mine": rows.assigned_to(user),
        "nobodys": rows.assigned_to(None),
        "of_others": rows.exclude(assigned_to=user).exclude(assigned_to=None),
        **spam(Message),
    }


def messages(user, counts):
    """This person's own messages, those not assigned, and a link to those of colleagues."""
    rows = Message.objects.in_turn()
    mine, nobodys = rows.assigned_to(user), rows.assigned_to(None)
    own = of(mine, "messages-mine", "Your messages", MINE, counts["mine"])
    own.link_to_all("of your messages", list_url(Message, f"assigned_to__id__exact={user.pk}"))
    found = of(nobodys, "messages", "Messages not assigned", UNASSIGNED, counts["nobodys"])
    found.is_always_shown = not own.rows
    found.link_to_all("messages not assigned", list_url(Message, "assigned_to__isnull=True"))
    if others := counts["of_others"]:
        what = ngettext("message", "messages", others)
        words = f"{in_words(others).capitalize()} {what} assigned to colleagues"
        found.links.append((words, list_url(Message)))
    found.links += suspected_spam(Message, counts)
    return [own, found]


def of(rows, key, title, pile, count):
    rows = rows[:MOST_ROWS] if count else []
    first = [(one, f"{one.get_admin_url()}?{BACK}={pile}") for one in rows]
    return Section(key, title, first, count)


def spam(model):
    return {f"spam of {model._meta.label}": model.objects.suspected_spam().values("pk")}


def suspected_spam(model, counts):
    """What a rule has marked as spam and nobody has checked: it may be wrong."""
    if count := counts[f"spam of {model._meta.label}"]:
        one, many = model._meta.verbose_name, model._meta.verbose_name_plural
        what = f"{ngettext(one, many, count)} marked as spam: please check"
        yield f"{in_words(count).capitalize()} {what}", list_url(model, "state=spam")
