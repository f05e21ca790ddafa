"""Tables that only grow: nobody changes what was written in them, and only old rows are deleted.

PostgreSQL itself refuses, so it holds for the site, the desk, a shell and psql. The function that
refuses is made by a migration of this app (0004). It is not django-pgtrigger's own, because any
role can switch those off with `SET pgtrigger.ignore`. Only the tables' owner can take it away: in
production the site works as another role (docs/logs.md).
"""

import pgtrigger


class Refusing(pgtrigger.Trigger):
    """A trigger with our function in place of a generated one."""

    when = pgtrigger.Before
    func = "RETURN NULL;"  # of the generated function, which nothing calls

    def __init__(self, *, forgets, **kwargs):
        self.forgets = forgets
        super().__init__(**kwargs)

    def render_execute(self, model):
        return f"clinic_append_only('{self.forgets}')"


def append_only(forgets=""):
    """Triggers for `Meta.triggers` of a model whose rows have their time in `at`.

    A row may be deleted once it is as old as the retention periods say for logs: never under a
    year, and ten years until an administrator sets them. `forgets` is a column that may become
    NULL, as when the account that it refers to is deleted.
    """
    rows = pgtrigger.Update | pgtrigger.Delete
    return [
        Refusing(name="append_only", forgets=forgets, operation=rows),
        Refusing(
            name="not_emptied",
            forgets=forgets,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
        ),
    ]
