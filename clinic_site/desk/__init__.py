"""What needs a person now, beside the board: a section for each kind of work."""

from booking.answering import by_visit
from clinic_site.desk import attendance, earlier, fitting, inbox, offers, phoning, requests, reviews
from clinic_site.undelivered import LOOK


def needs(user, order=""):
    """The sections for this person, those alone that have something, or are always shown.

    `order` is how the requests are listed: BY_VISIT, or else by waiting time.
    """
    sections = []
    if user.has_perm("booking.view_appointment"):
        sections += [
            requests.section(by_visit(order)),
            offers.section(),
            fitting.section(),
            *phoning.sections(may_see_mail=user.has_perm(LOOK)),
            attendance.section(),
            earlier.section(),
        ]
    elif user.has_perm(LOOK):
        sections += phoning.mail_alone()
    if user.has_perm("comments.view_comment"):
        sections.append(inbox.comments())
    if user.has_perm("contact.view_message"):
        sections += inbox.messages(user)
    if user.has_perm("pages.view_page") and user.has_perm("pages.view_revision"):
        sections.append(reviews.section())
    return [one for one in sections if one.is_always_shown or one.rows or one.links]
