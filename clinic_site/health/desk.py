"""What the first screen says when nothing goes out, in time to call those who wait for an email,
and when no backup is made.
"""

from clinic_site.backups.home import Home
from clinic_site.health import panel, signs
from clinic_site.health.rows import HEALTH

WHO_CALL = "mailer.view_message"


def silence(user):
    """For the first screen: since when emails and texts have not gone out, if they do not.

    Administrators are also told if there is no recent backup, unless this is a copy, or a machine
    where no worker has ever run.
    """
    if not (user.has_perm(WHO_CALL) or user.has_perm(HEALTH)):
        return {}
    told = {"silent_since": signs.read().silent_since, "may_see_health": user.has_perm(HEALTH)}
    if told["may_see_health"]:
        backup = panel.backup()
        if not backup.is_well and Home.objects.at_home().exists():
            told["backup"] = backup.words
    return told
