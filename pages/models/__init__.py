from pages.models.clinic import Clinic, OpeningHours
from pages.models.former_slug import FormerSlug
from pages.models.image import Image
from pages.models.page import Page
from pages.models.revision import Revision
from pages.models.section import Drawing, Section
from pages.models.share_link import ShareLink
from pages.models.unknown_file import UnknownFile
from pages.models.words import Words

__all__ = [
    "Clinic",
    "Drawing",
    "FormerSlug",
    "Image",
    "OpeningHours",
    "Page",
    "Revision",
    "Section",
    "ShareLink",
    "UnknownFile",
    "Words",
]
