from django.db import models


class State(models.TextChoices):
    """The state of a visit. Those in `held_for_a_while` hold their time only until `held_until`.

    SPAM is a request that a rule marked as spam: it holds no time, and reception can restore it.
    """

    REQUESTED = "requested"
    SPAM = "spam"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    MISSED = "missed"

    @classmethod
    def standing(cls):
        return [cls.REQUESTED, cls.OFFERED, cls.CONFIRMED]

    @classmethod
    def held_for_a_while(cls):
        return [cls.REQUESTED, cls.OFFERED]

    @classmethod
    def kept(cls):
        """Visits that have their time for good."""
        return [cls.CONFIRMED, cls.ATTENDED, cls.MISSED]

    @classmethod
    def over(cls):
        """Visits that will not take place."""
        return [cls.SPAM, cls.DECLINED, cls.WITHDRAWN, cls.LAPSED, cls.CANCELLED]
