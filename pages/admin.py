"""Where Django looks for what editors use: see `pages.editing`."""

from pages.editing import clinic_details, page, publishing_rules, revision, synonyms

__all__ = ["clinic_details", "page", "publishing_rules", "revision", "synonyms"]
