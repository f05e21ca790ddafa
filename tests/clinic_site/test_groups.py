import subprocess
import sys

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from clinic_site.groups import PERMISSIONS
from tests import serve


@pytest.mark.django_db
def test_each_group_has_every_permission_named_for_it():
    for name, labels in PERMISSIONS.items():
        held = Group.objects.get(name=name).permissions.select_related("content_type")
        assert {f"{one.content_type.app_label}.{one.codename}" for one in held} == set(labels)


@pytest.mark.django_db(transaction=True)
def test_a_part_of_the_migrations_can_run_alone():
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE partly_migrated")
    try:
        environment = serve.environment()
        url, _, _ = environment["DATABASE_URL"].rpartition("/")
        environment["DATABASE_URL"] = f"{url}/partly_migrated"
        command = [sys.executable, "manage.py", "migrate", "contenttypes"]
        migrated = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert migrated.returncode == 0, migrated.stderr
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE partly_migrated")
