import logging

from django.db import DatabaseError

from clinic_site.models import PurgeCount, Retention
from clinic_site.retention.kinds import KINDS
from typed.batches import AT_ONCE

logger = logging.getLogger(__name__)


def purge():
    """Purge one batch of each kind; returns whether any may have more.

    Any number of workers can call this at the same time.
    """
    retention = Retention.current()
    has_more = False
    for kind in KINDS:
        rows = kind.outlived(retention)
        try:
            count = kind.purge(rows)
        except DatabaseError as error:  # one kind must not keep the others
            logger.warning("%s were not purged: %s", kind.key, type(error).__name__)
            continue
        if count:
            PurgeCount.objects.add(kind.key, count)
            has_more |= count >= AT_ONCE
    return has_more


def foreseen(retention, but=None):
    """What would be purged with these periods, by kind: see `Kind.found`.

    Without the kinds of which just as many would be purged with the periods `but`.
    """
    anyway = {one["kind"]: one["count"] for one in foreseen(but)} if but else {}
    found = [one for kind in KINDS if (one := kind.found(retention))]
    return [one for one in found if one["count"] > anyway.get(one["kind"], 0)]
