"""A page that a colleague deletes while something is being stored in it."""

from functools import wraps

from django.db import IntegrityError
from django.http import Http404
from psycopg2.errors import ForeignKeyViolation

from pages.models import Page, Revision


def unless_deleted(view):
    """404 if the page, or what is written in it, is deleted after the view has found it.

    Then it can't be locked; or what is stored belongs to no page, which the database says at the
    commit.
    """

    @wraps(view)
    def answered(*args, **kwargs):
        try:
            return view(*args, **kwargs)
        except (Page.DoesNotExist, Revision.DoesNotExist):
            raise Http404 from None
        except IntegrityError as error:
            if isinstance(error.__cause__, ForeignKeyViolation):
                raise Http404 from None
            raise

    return answered
