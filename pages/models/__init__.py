from pages.models.clinic import Clinic, OpeningHours
from pages.models.page import Page
from pages.models.revision import Revision, Section

__all__ = ["Clinic", "OpeningHours", "Page", "Revision", "Section"]
