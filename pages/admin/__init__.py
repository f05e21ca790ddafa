from pages.admin import clinic, page, revision

__all__ = ["clinic", "page", "revision"]
