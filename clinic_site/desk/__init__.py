"""What needs a person now, beside the board: a section for each kind of work."""

from booking.answering import by_visit
from clinic_site.desk import (
    at_once,
    attendance,
    copies,
    earlier,
    fitting,
    inbox,
    offers,
    other_calendars,
    phoning,
    requests,
    reviews,
    writing,
)
from clinic_site.undelivered import LOOK
from inbox.counting import counted_each


def needs(user, order=""):
    """The sections for this person, those alone that have something, or are always shown.

    `order` is how the requests are listed: BY_VISIT, or else by waiting time. All kinds are counted
    in one query; most kinds that have nothing cost no other.
    """
    counts = counted_each(to_count(user))
    sections = [copies.section(counts)]
    if user.has_perm("booking.view_appointment"):
        sections += [
            requests.section(counts, by_visit(order)),
            offers.section(counts),
            fitting.section(),
            other_calendars.section(counts),
            *phoning.sections(counts, may_see_mail=user.has_perm(LOOK)),
            attendance.section(counts),
            earlier.section(counts),
            at_once.section(),
        ]
    elif user.has_perm(LOOK):
        sections += phoning.mail_alone(counts)
    if user.has_perm("comments.view_comment"):
        sections.append(inbox.comments(counts))
    if user.has_perm("contact.view_message"):
        sections += inbox.messages(user, counts)
    if may_review(user):
        sections.append(reviews.section(counts))
    if may_write(user):
        sections += writing.sections(user, counts)
    return [one for one in sections if one.is_always_shown or one.rows or one.links]


def to_count(user):
    """What the sections for this person count, by name: querysets."""
    found = copies.to_count()
    if user.has_perm("booking.view_appointment"):
        for part in (requests, offers, other_calendars, phoning, attendance, earlier):
            found |= part.to_count()
    if user.has_perm(LOOK):
        found |= phoning.mail_to_count()
    if user.has_perm("comments.view_comment"):
        found |= inbox.comments_to_count()
    if user.has_perm("contact.view_message"):
        found |= inbox.messages_to_count(user)
    if may_review(user):
        found |= reviews.to_count()
    if may_write(user):
        found |= writing.to_count(user)
    return found


def may_write(user):
    return user.has_perm("pages.view_page") and user.has_perm("pages.change_revision")


def may_review(user):
    return user.has_perm("pages.view_page") and user.has_perm("pages.view_revision")
