"""One test for many inputs: what it needs is made once, and each leaves nothing in the database."""

import functools
import inspect

from tests import make


def each(names, rows):
    """Like `pytest.mark.parametrize`, for a test that changes nothing but the database.

    A failure says for which row.
    """
    names = names.split() if isinstance(names, str) else list(names)

    def decorate(test):
        @functools.wraps(test)
        def for_each(*instance, **fixtures):
            for row in rows:
                values = dict(zip(names, row if len(names) > 1 else [row], strict=True))
                try:
                    with make.undone():
                        test(*instance, **fixtures, **values)
                except BaseException as error:
                    error.add_note(f"This was with {values!r}.")
                    raise

        signature = inspect.signature(test)
        fixtures = [one for name, one in signature.parameters.items() if name not in names]
        for_each.__signature__ = signature.replace(parameters=fixtures)
        return for_each

    return decorate
