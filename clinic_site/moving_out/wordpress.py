"""The pages and their comments as WordPress imports them: an export file of its own kind, WXR 1.2.

Readers' pages are published there, and all others are drafts. The form of the file is nowhere
specified: it is what WordPress's exporter writes and its importer reads
(wp-admin/includes/export.php and the plugin “WordPress Importer”).
"""

import re
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.http import http_date

from clinic.models import Clinic
from clinic_site.moving_out.site_pages import OnSite, as_html, versions
from clinic_site.moving_out.spreadsheet import in_turn
from comments.models import Comment
from pages.models import Image, Page

FILE = "wordpress.xml"
AUTHOR = "clinic"
STATES = {
    Comment.State.APPROVED: "1",
    Comment.State.PENDING: "0",
    Comment.State.SPAM: "spam",
    Comment.State.REJECTED: "trash",
}
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:wfw="http://wellformedweb.org/CommentAPI/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
TAIL = "</channel>\n</rss>\n"


def write(place, tell):
    site = settings.SITE_URL
    home = {
        "title": Clinic.current().name,
        "link": f"{site}/",
        "language": "en-CA",
        "wp:wxr_version": "1.2",
        "wp:base_site_url": site,
        "wp:base_blog_url": site,
    }
    images, replies = offsets()
    address = OnSite(Page.objects.in_bulk())
    with place.writing(FILE) as file:
        file.write(HEAD + elements(home))
        author = {"wp:author_id": 1, "wp:author_login": AUTHOR, "wp:author_display_name": AUTHOR}
        file.write(f"<wp:author>\n{elements(author)}</wp:author>\n")
        for image in in_turn(Image.objects.all()):
            file.write(f"<item>\n{elements(attachment(image, images))}</item>\n")
        for page in in_turn(Page.objects.select_related("parent")):
            file.write(f"<item>\n{elements(item(page, address))}")
            comments = in_turn(Comment.objects.filter(page=page))
            for comment in tell(comments):
                for one in as_comments(comment, replies):
                    file.write(f"<wp:comment>\n{elements(one)}</wp:comment>\n")
            file.write("</item>\n")
        file.write(TAIL)


def offsets():
    """What to add to the key of an image, and to that of a comment for its answer, so that no
    number is there twice."""
    pages = Page.objects.aggregate(last=Max("pk"))["last"] or 0
    comments = Comment.objects.aggregate(last=Max("pk"))["last"] or 0
    return pages, comments


def elements(values):
    return "".join(f"<{name}>{text(value)}</{name}>\n" for name, value in values.items())


def text(value):
    """As WordPress writes it: numbers and addresses plainly, anything else in CDATA."""
    value = FORBIDDEN.sub("", str(value))
    if re.fullmatch(r"[\w:/.-]*", value, re.ASCII):
        return escape(value)
    return f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"


def dated(moment, of="post"):
    """A moment as WordPress has it: by its own clock, and in UTC."""
    here = timezone.localtime(moment)
    return {
        f"wp:{of}_date": f"{here:%Y-%m-%d %H:%M:%S}",
        f"wp:{of}_date_gmt": f"{moment:%Y-%m-%d %H:%M:%S}",
    }


def attachment(image, offset):
    url = urljoin(settings.SITE_URL, image.file.url)
    return {
        "title": image.alt or image.original_name or image.file.name,
        "link": url,
        "dc:creator": AUTHOR,
        "wp:post_id": image.pk + offset,
        **dated(image.uploaded_at),
        "wp:post_name": image.file.name.partition(".")[0],
        "wp:status": "inherit",
        "wp:post_parent": 0,
        "wp:post_type": "attachment",
        "wp:attachment_url": url,
    }


def item(page, address):
    _, shown, is_live = next(iter(versions(page)), ("", None, False))
    is_read = is_live and page.is_public
    at = page.first_published_at() or (shown.created_at if shown else None)
    url = settings.SITE_URL + page.get_absolute_url()
    return {
        "title": shown.title if shown else "",
        "link": url,
        **({"pubDate": http_date(at.timestamp())} if at else {}),
        "dc:creator": AUTHOR,
        "guid": url,
        "content:encoded": as_html(shown, address) if shown else "",
        "excerpt:encoded": shown.summary if shown else "",
        "wp:post_id": page.pk,
        **(dated(at) if at else {}),
        "wp:comment_status": "open" if page.allows_comments else "closed",
        "wp:ping_status": "closed",
        "wp:post_name": page.slug,
        "wp:status": "publish" if is_read else "draft",
        "wp:post_parent": page.parent_id or 0,
        "wp:menu_order": page.order,
        "wp:post_type": "page",
        "wp:post_password": "",
        "wp:is_sticky": 0,
    }


def as_comments(comment, offset):
    """The comment as readers see it, and the clinic's answer to it."""
    is_shown = comment.show_website or comment.state != Comment.State.APPROVED
    yield {
        "wp:comment_id": comment.pk,
        "wp:comment_author": comment.public_name,
        "wp:comment_author_email": comment.email,
        "wp:comment_author_url": comment.website if is_shown else "",
        "wp:comment_author_IP": "",
        **dated(comment.created_at, "comment"),
        "wp:comment_content": comment.public_text,
        "wp:comment_approved": STATES[comment.state],
        "wp:comment_type": "comment",
        "wp:comment_parent": comment.in_answer_to_id or 0,
        "wp:comment_user_id": 0,
    }
    if comment.reply:
        yield {
            "wp:comment_id": comment.pk + offset,
            "wp:comment_author": Clinic.current().name,
            "wp:comment_author_email": Clinic.current().email,
            "wp:comment_author_url": f"{settings.SITE_URL}/",
            "wp:comment_author_IP": "",
            **dated(comment.replied_at, "comment"),
            "wp:comment_content": comment.reply,
            "wp:comment_approved": STATES[comment.state],
            "wp:comment_type": "comment",
            "wp:comment_parent": comment.pk,
            "wp:comment_user_id": 0,
        }
