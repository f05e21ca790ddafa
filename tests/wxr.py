"""Export files of WordPress, as small as a test needs them."""

from html import escape

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old Clinic</title><link>{site}</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{site}</wp:base_site_url><wp:base_blog_url>{site}</wp:base_blog_url>
<wp:author><wp:author_login>ann</wp:author_login>
<wp:author_display_name>Sample Author</wp:author_display_name></wp:author>
"""
SITE = "https://old.example"


def cdata(text):
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def comment(number, text="A sample comment.", approved="1", parent=0, kind="comment", **more):
    values = {
        "id": number,
        "author": more.get("name", "Sample Visitor"),
        "author_email": more.get("email", "visitor@example.com"),
        "author_url": more.get("website", ""),
        "date_gmt": more.get("at", "2018-05-04 12:00:00"),
        "content": text,
        "approved": approved,
        "type": kind,
        "parent": parent,
    }
    inner = "".join(
        f"<wp:comment_{name}>{cdata(str(value))}</wp:comment_{name}>"
        for name, value in values.items()
    )
    return f"<wp:comment>{inner}</wp:comment>"


def item(number, title="Sample", link="", kind="page", status="publish", content="", **more):
    link = f"{SITE}{link}" if link.startswith("/") else link
    fields = [
        ("title", title),
        ("link", link),
        ("dc:creator", more.get("author", "ann")),
        ("content:encoded", content),
        ("excerpt:encoded", more.get("excerpt", "")),
        ("wp:post_id", str(number)),
        ("wp:post_date_gmt", more.get("at", "2018-05-03 12:00:00")),
        ("wp:post_name", more.get("slug", "")),
        ("wp:status", status),
        ("wp:post_parent", str(more.get("parent", 0))),
        ("wp:post_type", kind),
        ("wp:post_password", more.get("password", "")),
        ("wp:comment_status", "open" if more.get("comments_open") else "closed"),
    ]
    if kind == "attachment":
        fields.append(("wp:attachment_url", more["url"]))
    inner = "".join(f"<{name}>{cdata(value)}</{name}>" for name, value in fields)
    if alt := more.get("alt"):
        inner += (
            "<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key>"
            f"<wp:meta_value>{escape(alt)}</wp:meta_value></wp:postmeta>"
        )
    for name, value in more.get("meta", {}).items():
        inner += (
            f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key>"
            f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
        )
    return f"<item>{inner}{''.join(more.get('comments', ()))}</item>"


def export(*items, site=SITE):
    return f"{HEAD.format(site=site)}{''.join(items)}</channel></rss>".encode()
