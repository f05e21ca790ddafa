"""Tests run on PostgreSQL: the one that DATABASE_URL names, or this folder's own."""

import gc
import os
import secrets
import sys
import tempfile
from contextlib import contextmanager
from importlib import import_module

import django
import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.template import Template
from django.test import Client, TransactionTestCase, override_settings

from clinic_site.dev import environment
from tests import elsewhere, emptying, migrated, quick_log_in, quick_sql, seeding

# What is compiled is kept, whatever the machine's default: tests start the site as many processes.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

uploads = tempfile.TemporaryDirectory(prefix="clinic-media-")  # removed when the tests end

os.environ["DJANGO_SETTINGS_MODULE"] = "clinic_site.settings"
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ |= {
    "DEBUG": "false",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "SITE_URL": "http://testserver",
    "TRUSTED_PROXIES": "0",
    "EMAIL_URL": "smtp://localhost:25",
    "RECEPTION_EMAIL": "reception@example.com",
    "DEFAULT_FROM_EMAIL": "clinic@example.com",
    "LOG_FORMAT": "text",
}
# The settings of a parallel process are read before this file, from the environment of the first.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["MEDIA_ROOT"] = uploads.name
environment.prepare()
django.setup()

Client.force_login = quick_log_in.force_login
quick_sql.install()

# Collecting garbage took a tenth of the tests' time: what exists now stays, the rest can wait.
gc.freeze()
gc.set_threshold(20_000, 20, 20)

# No test is about time: an example may take long on a busy machine.
hypothesis.settings.register_profile(
    "any machine", parent=hypothesis.settings.default, deadline=None
)
hypothesis.settings.load_profile("any machine")


WHOLE_DATES = "clinic_site.middleware.keep_dates_whole"
# Tests travel in time between two clicks. Those about logging in set rules of their own.
LENIENT = {"is_second_factor_required": False, "idle_minutes": None, "absolute_hours": None}


def settings_of_tests():
    return {
        # Static files straight from their source, so that no test needs `collectstatic` first.
        "WHITENOISE_AUTOREFRESH": True,
        "WHITENOISE_USE_FINDERS": True,
        "STORAGES": settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        # Pages without the spans around dates and phone numbers, so that tests can read sentences.
        "MIDDLEWARE": [one for one in settings.MIDDLEWARE if one != WHOLE_DATES],
        # A hash tells how often it was made anew, so that real servers can read it all the same.
        "PASSWORD_HASHERS": ["tests.hasher.Once", *settings.PASSWORD_HASHERS],
        "SIGN_IN_RULES": LENIENT,
        # Mail goes where it goes in real life, which Django's own set-up of tests has just changed.
        "EMAIL_BACKEND": "clinic_site.mail_queue.Outbox",
    }


@pytest.fixture(scope="session", autouse=True)
def set_for_all_tests(django_test_environment):
    """Once, for what a whole module shares, too."""
    with override_settings(**settings_of_tests()):
        yield


# Modules that take a minute, most of it waiting: last of all, they would keep the others waiting.
LONGEST = ("test_run.py", "test_stored_xss.py", "test_faults.py", "test_settings.py")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session", autouse=True)
def widgets_are_not_noted(django_test_environment):
    """Tests read the contexts of pages. To keep a copy for each widget, too, took a while."""
    noted = Template._render

    def render(template, context):
        if (template.name or "").startswith("django/forms/"):
            return template.nodelist.render(context)
        return noted(template, context)

    Template._render = render  # put back by Django when the tests end


@pytest.fixture
def whole_dates(settings):
    """Pages as browsers get them, for the tests that look at those spans."""
    settings.MIDDLEWARE = [WHOLE_DATES, *settings.MIDDLEWARE]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template()
        # That of a run that was killed, whose servers may still have sessions in it.
        elsewhere.drop(connection.creation._get_test_db_name())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tests' database, which nobody uses any more when it is dropped.

    A process that a test has killed in the middle of a query leaves a session in the server until
    that query ends, and PostgreSQL drops no database with a session in it.
    """
    with django_db_blocker.unblock():
        emptying.remember()
    TransactionTestCase._fixture_teardown = lambda case: emptying.empty()
    yield
    connection.close()  # a test may have ended it in the server
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )


@pytest.fixture
def media(settings, tmp_path):
    """A folder for uploaded pictures that starts empty."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def seeded(db):
    """The site as `manage.py seed` leaves it."""
    seeding.seed()


# What a process renders once: its modules can be imported only when Django has been set up.
RENDERED = [
    ("pages.editing.section_forms", "rendered"),
    ("pages.editing.sharing_part", "blank_form"),
]


@contextmanager
def unrendered():
    """For tests of what a view decides: a template decides nothing, and takes long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda template, context: "")
        yield
    for module, kept in RENDERED:
        getattr(import_module(module), kept).cache_clear()


@pytest.fixture
def nothing_is_rendered():
    with unrendered():
        yield
