"""For tests that ask all the addresses of the desk."""

import pytest

from tests import remembered


@pytest.fixture
def accounts_are_remembered(settings):
    """Who asks, and what they may do, is the same for all requests of a test."""
    settings.AUTHENTICATION_BACKENDS = ["tests.remembered.Accounts"]
    settings.SESSION_ENGINE = "tests.remembered"
    yield
    remembered.forget()
