from django.db import transaction

AT_ONCE = 200  # rows per transaction, so that nobody waits long for its locks


@transaction.atomic
def delete_some(rows):
    """Delete the first of these rows, in their order; returns how many.

    Rows that somebody else has locked are left to them, so any number of workers may call this.
    """
    some = list(rows.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
    rows.model._base_manager.filter(pk__in=[one.pk for one in some]).delete()
    return len(some)
