from pages.models.anchor import SectionAnchor
from pages.models.document import Document
from pages.models.empty_search import EmptySearch
from pages.models.former_slug import FormerSlug
from pages.models.image import Image
from pages.models.old_address import OldAddress
from pages.models.outside_link import OutsideLink
from pages.models.page import Page
from pages.models.presence import Presence
from pages.models.publishing_rules import NeedsSecondPerson, PublishingRules
from pages.models.remark import LookRequest, Remark
from pages.models.revision import Revision
from pages.models.search_index import Words
from pages.models.section import Drawing, Section
from pages.models.share_link import ShareLink
from pages.models.synonyms import Synonyms
from pages.models.unknown_file import UnknownFile
from pages.models.unsaved_text import UnsavedText
from pages.models.waiting_work import BrokenLink, ReadVersion, SentenceToCheck
from pages.models.wording import WordingDecision

__all__ = [
    "BrokenLink",
    "Document",
    "Drawing",
    "EmptySearch",
    "FormerSlug",
    "Image",
    "LookRequest",
    "NeedsSecondPerson",
    "OldAddress",
    "OutsideLink",
    "Page",
    "Presence",
    "PublishingRules",
    "ReadVersion",
    "Remark",
    "Revision",
    "Section",
    "SectionAnchor",
    "SentenceToCheck",
    "ShareLink",
    "Synonyms",
    "UnknownFile",
    "UnsavedText",
    "WordingDecision",
    "Words",
]
