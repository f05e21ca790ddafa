"""The database as an earlier release left it, and the way from there."""

from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(*target):
    """Migrate to these, or to the present; returns what finds a model as it is there."""
    executor = MigrationExecutor(connection)
    target = list(target) or executor.loader.graph.leaf_nodes()
    executor.migrate(target)
    return executor.loader.project_state(target).apps.get_model


@contextmanager
def before(*target):
    """The models as they were, and the present again in the end."""
    yield migrate(*target)
    migrate()
