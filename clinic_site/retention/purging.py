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
            count = kind.purge(rows) if rows.exists() else 0
        except DatabaseError as error:  # one kind must not keep the others
            logger.warning("%s were not purged: %s", kind.key, type(error).__name__)
            continue
        if count:
            PurgeCount.objects.add(kind.key, count)
            has_more |= count >= AT_ONCE
    return has_more


def foreseen(retention):
    """What would be purged with these periods, by kind: see `Kind.found`."""
    return [found for kind in KINDS if (found := kind.found(retention))]
