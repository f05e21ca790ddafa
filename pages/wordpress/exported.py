"""What an export file of WordPress (WXR) holds, in the order of the file."""

from dataclasses import dataclass, field
from datetime import datetime


class Unreadable(Exception):
    """The file, or what follows in it, can't be read. Its words are a sentence with the line."""


@dataclass(frozen=True)
class Site:
    title: str = ""
    link: str = ""
    base_url: str = ""  # of this blog; of the whole network if the file does not say
    version: str = ""  # of the format: 1.0, 1.1, 1.2


@dataclass(frozen=True)
class Author:
    login: str
    name: str


@dataclass(frozen=True)
class Comment:
    id: int | None
    parent: int  # the id of the comment that it answers, which may be missing in the file; or 0
    name: str
    email: str
    website: str
    at: datetime | None  # UTC
    text: str
    approved: str  # 1, 0 (waits), spam, trash, post-trashed, or what a plugin wrote
    kind: str  # comment, pingback, trackback, or what a plugin wrote
    line: int = 0


@dataclass(frozen=True)
class Item:
    """A page, a post, a picture, an entry of a menu, or what a plugin keeps as an item.

    Two items of one file can have the same id: only (kind, id, link) tells them apart.
    """

    number: int  # 1, 2 … in the file
    id: int | None
    kind: str  # page, post, attachment, nav_menu_item …
    status: str  # publish, draft, pending, private, future, trash, inherit …
    title: str  # HTML
    slug: str
    link: str
    parent: int  # the id of the item above it, or 0
    content: str  # HTML, as WordPress keeps it: see `sections`
    excerpt: str  # HTML
    author: str  # login
    at: datetime | None  # UTC
    has_password: bool
    sticky: bool
    attachment_url: str
    alt: str
    caption: str  # HTML; of an attachment
    order: int  # among its siblings
    comments: list[Comment] = field(default_factory=list)
    line: int = 0
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    other_terms: tuple[str, ...] = ()  # of lists that a theme or a plugin made
    thumbnail: int | None = None  # the id of the attachment that is its picture
    file: str = ""  # of an attachment: its path below wp-content/uploads
    description: str = ""  # for search engines, as a plugin keeps it
    old_slugs: tuple[str, ...] = ()  # from which WordPress leads here
    language: str = ""  # as a plugin for several languages names it
    comments_open: bool = False  # whether readers could comment there
    other_fields: tuple[str, ...] = ()  # names of custom fields, which are not read
