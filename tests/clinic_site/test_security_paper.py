"""docs/security.md is true: each test that it names is there."""

import re
from pathlib import Path

from django.conf import settings

TESTS = Path(settings.BASE_DIR, "tests")
NAMED = re.findall(
    r"`(test_\w+)::(test_\w+)`",
    Path(settings.BASE_DIR, "docs/security.md").read_text(encoding="utf-8"),
)


def is_there(module, test):
    texts = [path.read_text(encoding="utf-8") for path in TESTS.rglob(f"{module}.py")]
    return any(re.search(rf"^def {test}\(", text, re.MULTILINE) for text in texts)


def test_every_test_that_it_names_is_there():
    assert len(NAMED) > 30
    assert [f"{module}::{test}" for module, test in NAMED if not is_there(module, test)] == []
