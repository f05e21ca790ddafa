"""Where Django looks for what editors use: see `pages.editing`."""

from pages.editing import page, revision

__all__ = ["page", "revision"]
