"""Where Django looks for what editors use: see `pages.editing`."""

from pages.editing import page, publishing_rules, revision

__all__ = ["page", "publishing_rules", "revision"]
