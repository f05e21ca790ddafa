"""Items and comments made of the texts of their elements, all of which may be missing or odd."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.utils.timezone import get_default_timezone

from pages.wordpress.exported import Author, Comment, Item, Site
from typed.text import whole_number

NO_DATE = re.compile(r"-|0000|.*-00|.* -0001 ")  # 0000-00-00, and what PHP makes of it: -0001-11-30
ALT, FILE, THUMBNAIL = "_wp_attachment_image_alt", "_wp_attached_file", "_thumbnail_id"
# What page builders and search plugins keep of a text in fields that WordPress does not show.
OF_PLUGINS = {
    "_elementor_data",
    "_fl_builder_data",
    "_yoast_wpseo_title",
}
DESCRIPTIONS = (  # for search engines: of Yoast, Rank Math, All in One SEO, SEOPress, Genesis
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
    "_seopress_titles_desc",
    "_genesis_description",
)
TAGS = ("post_tag", "tag")
OWN_DOMAINS = {"category", *TAGS, "language", "post_translations", ""}  # the others are a plugin's
OLD_SLUG = "_wp_old_slug"  # a field for each, so several are one to a line here
LANGUAGE = "_wpml_import_language_code"  # of WPML; Polylang has a taxonomy
APPROVED = {"approve": "1", "approved": "1", "": "0", "hold": "0", "unapproved": "0"}


def site(texts) -> Site:
    get = Texts(texts)
    base = get("wp:base_blog_url") or get("wp:base_site_url")
    return Site(get("title"), get("link"), base, get("wp:wxr_version"))


def author(texts) -> Author:
    get = Texts(texts)
    login = get("wp:author_login")
    return Author(login, get("wp:author_display_name") or login)


def comment(texts, line) -> Comment:
    get = Texts(texts)
    approved = get("wp:comment_approved").lower()
    return Comment(
        id=number(get("wp:comment_id")),
        parent=number(get("wp:comment_parent")) or 0,
        name=get("wp:comment_author"),
        email=get("wp:comment_author_email"),
        website=get("wp:comment_author_url"),
        at=moment(get("wp:comment_date_gmt"), get("wp:comment_date")),
        text=texts.get("wp:comment_content", ""),
        approved=APPROVED.get(approved, approved),
        kind=get("wp:comment_type").lower() or "comment",
        line=line,
    )


def item(texts, place, line, comments, terms, meta) -> Item:
    """`terms` are the (domain, name) of its categories; `meta`, its custom fields by name."""
    get = Texts(texts)
    kind = get("wp:post_type").lower() or "post"
    excerpt = texts.get("excerpt:encoded", "")
    address, guid = get("wp:attachment_url"), get("guid")
    return Item(
        number=place,
        id=number(get("wp:post_id")),
        kind=kind,
        status=get("wp:status").lower(),
        title=get("title"),
        slug=get("wp:post_name"),
        link=get("link") or guid,
        parent=number(get("wp:post_parent")) or 0,
        content=texts.get("content:encoded", ""),
        excerpt=excerpt,
        author=get("dc:creator"),
        at=moment(get("wp:post_date_gmt"), get("wp:post_date"), get("pubDate")),
        has_password=bool(texts.get("wp:post_password")),
        sticky=get("wp:is_sticky") == "1",
        attachment_url=address or (guid if kind == "attachment" else ""),
        alt=meta.get(ALT, "").strip(),
        caption=excerpt.strip() if kind == "attachment" else "",
        order=number(get("wp:menu_order")) or 0,
        comments=comments,
        line=line,
        categories=named(terms, "category"),
        tags=named(terms, *TAGS),
        other_terms=named(terms, *({domain for domain, _ in terms} - OWN_DOMAINS)),
        thumbnail=number(meta.get(THUMBNAIL, "")),
        file=meta.get(FILE, "").strip(),
        description=next(filter(None, (meta.get(one, "").strip() for one in DESCRIPTIONS)), ""),
        old_slugs=tuple(dict.fromkeys(filter(None, meta.get(OLD_SLUG, "").split("\n")))),
        language=next(iter(named(terms, "language")), meta.get(LANGUAGE, "").strip()),
        comments_open=get("wp:comment_status").lower() == "open",
        other_fields=tuple(
            name
            for name in meta
            if name in OF_PLUGINS or (name[:1] != "_" and name not in DESCRIPTIONS)
        ),
    )


class Texts:
    def __init__(self, texts):
        self.texts = texts

    def __call__(self, name):
        return self.texts.get(name, "").strip()


def named(terms, *domains):
    return tuple(dict.fromkeys(name for domain, name in terms if domain in domains and name))


def number(text):
    text = text.strip()
    found = whole_number(text.removeprefix("-"), None)
    return -found if found and text.startswith("-") else found


# Years at the ends of the calendar are not dates in every time zone.
FIRST_YEAR, LAST_YEAR = 1900, 9998


def moment(utc, local="", published="") -> datetime | None:
    """The instant, from the first of these that is a date. The second is by the clinic's clock."""
    readings = (
        (utc, datetime.fromisoformat, UTC),
        (local, datetime.fromisoformat, get_default_timezone()),
        (published, parsedate_to_datetime, UTC),
    )
    for text, read, zone in readings:
        if text and not NO_DATE.match(text):
            with suppress(TypeError, ValueError, IndexError, OverflowError):
                at = read(text)
                at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
                if FIRST_YEAR <= at.year <= LAST_YEAR:
                    return at
    return None
