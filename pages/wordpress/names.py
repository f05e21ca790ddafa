"""The elements of an export file, by names that are the same in every version of the format."""

import re

EXPORT = re.compile(r"https?://(?:www\.)?wordpress\.org/export/[^/]*/?(excerpt/?)?", re.IGNORECASE)
KNOWN = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
}
USUAL = {"wp", "excerpt", "content", "dc"}  # prefixes, meant even if nothing declares them

CHANNEL = {"title", "link", "wp:wxr_version", "wp:base_site_url", "wp:base_blog_url"}
AUTHOR = {"wp:author_login", "wp:author_display_name"}
ITEM = {
    *("title", "link", "guid", "pubDate", "dc:creator", "content:encoded", "excerpt:encoded"),
    *("category", "wp:post_id", "wp:post_date", "wp:post_date_gmt", "wp:post_name", "wp:status"),
    *("wp:post_parent", "wp:menu_order", "wp:post_type", "wp:post_password", "wp:is_sticky"),
    *("wp:attachment_url", "wp:comment_status"),
}
COMMENT = {
    *("wp:comment_id", "wp:comment_parent", "wp:comment_author", "wp:comment_author_email"),
    *("wp:comment_author_url", "wp:comment_date", "wp:comment_date_gmt", "wp:comment_content"),
    *("wp:comment_approved", "wp:comment_type"),
}
META = {"wp:meta_key", "wp:meta_value"}
FIELDS = {  # what is read, by the element around it
    "channel": CHANNEL,
    "wp:author": AUTHOR,
    "item": ITEM,
    "wp:comment": COMMENT,
    "wp:postmeta": META,
}
OF_PHP = {"b", "br", "p", "strong", "pre"}  # a warning that it wrote among the elements
WITHOUT_TEXT = {"rss", *FIELDS, *OF_PHP}  # text in them is lost, so it is reported


class Prefixes:
    """What the prefixes of names mean, wherever they were declared."""

    def __init__(self):
        self.meaning = {}

    def declare(self, attributes):
        for name, address in attributes.items():
            if name.startswith("xmlns:"):
                self.meaning[name[6:]] = meaning(address)

    def name(self, written):
        prefix, colon, local = written.rpartition(":")
        if not colon:
            return written
        known = self.meaning.get(prefix, prefix if prefix in USUAL else "")
        return f"{known}:{local}" if known else f"{{{prefix}}}:{local}"


def meaning(address):
    if found := EXPORT.fullmatch(address.strip()):
        return "excerpt" if found[1] else "wp"
    return KNOWN.get(address.strip(), "")
