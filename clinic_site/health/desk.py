"""What reception is told when nothing goes out: in time to call those who wait for an email."""

from clinic_site.health import signs
from clinic_site.health.rows import HEALTH

WHO_CALL = "mailer.view_message"


def silence(user):
    """For the first screen: since when emails and texts have not gone out, if they do not."""
    if not (user.has_perm(WHO_CALL) or user.has_perm(HEALTH)):
        return {}
    return {"silent_since": signs.read().silent_since, "may_see_health": user.has_perm(HEALTH)}
