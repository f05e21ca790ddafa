"""For tests that ask all the addresses of the desk."""

import pytest
from django.template import Template

from pages.editing.section_forms import rendered
from pages.editing.sharing_part import blank_form
from tests import remembered


@pytest.fixture
def accounts_are_remembered(settings):
    """Who asks, and what they may do, is the same for all requests of a test."""
    settings.AUTHENTICATION_BACKENDS = ["tests.remembered.Accounts"]
    settings.SESSION_ENGINE = "tests.remembered"
    yield
    remembered.forget()


@pytest.fixture
def nothing_is_rendered(monkeypatch):
    """For tests of what a view decides: a template decides nothing, and takes long."""
    monkeypatch.setattr(Template, "render", lambda template, context: "")
    yield
    for kept in (rendered, blank_form):  # what a process renders once
        kept.cache_clear()
