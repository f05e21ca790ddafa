import pytest

from tests.browser.conftest import open_context
from tests.browser.scripts.acts import PHONE


@pytest.fixture
def page(chromium, home, db, watched):
    context = open_context(chromium, home, watched, **PHONE)
    context.on("weberror", lambda error: watched.append(str(error.error)))
    yield context.new_page()
    context.close()
    # What Chromium says of a refused form and of the failures that tests make.
    watched[:] = [line for line in watched if not line.startswith("Failed to load resource")]
