"""How long each kind of thing is kept: the default, and the shortest and longest period allowed."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

DAYS_IN = {"days": 1, "months": 365.25 / 12, "years": 365.25}


@dataclass(frozen=True)
class Limits:
    """In the unit with which the field's name ends."""

    default: int
    least: int
    most: int


LIMITS = {
    "visits_years": Limits(10, 1, 30),
    "requests_months": Limits(12, 1, 120),
    "waiting_months": Limits(12, 1, 120),
    "messages_months": Limits(24, 1, 120),
    "comments_refused_months": Limits(6, 1, 120),
    "comment_emails_months": Limits(24, 1, 120),
    "spam_days": Limits(90, 14, 365),
    "mail_days": Limits(30, 7, 365),
    "mail_log_days": Limits(90, 60, 365),
    "texts_days": Limits(30, 7, 365),
    "senders_days": Limits(60, 14, 60),
    "attempts_days": Limits(2, 2, 14),
    "networks_days": Limits(90, 30, 365),
    "log_years": Limits(10, 1, 30),
    "unsaved_days": Limits(30, 7, 365),
    "searches_days": Limits(90, 7, 90),
    "imports_days": Limits(30, 7, 90),
    "backups_days": Limits(90, 1, 3650),
}


def as_timedelta(name, amount):
    """A period of that field in whole days; a year is 365.25 days, a month a twelfth of it."""
    return timedelta(days=ceil(DAYS_IN[name.rpartition("_")[2]] * amount))
