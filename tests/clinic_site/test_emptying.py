"""The database after a test that commits."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests import emptying, make


def made():
    with connection.cursor() as cursor:
        for table in emptying.MADE:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608 our own names
            yield cursor.fetchall()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", ["small", "large"])
def test_what_was_stored_is_gone_and_what_migrate_made_is_as_it_was(monkeypatch, size):
    monkeypatch.setattr(emptying, "LARGE", {"small": 500_000, "large": 0}[size])
    before = list(made())
    assert all(before)
    make.page()
    Group.objects.filter(name="Editors").update(name="Another name")
    Permission.objects.first().delete()
    ContentType.objects.create(app_label="another", model="one")
    emptying.empty()
    assert list(made()) == before
    rest = [one for one in apps.get_models() if one._meta.db_table not in emptying.MADE]
    assert not [one for one in rest if one._meta.managed and one._base_manager.exists()]
