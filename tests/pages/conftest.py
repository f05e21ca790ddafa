import pytest
from django.template.response import TemplateResponse


@pytest.fixture
def no_screen(monkeypatch, nothing_is_rendered):
    """Where only the verdict counts: the screen of a draft is answered without being rendered."""
    monkeypatch.setattr("pages.editing.draft_screen.render", TemplateResponse)
