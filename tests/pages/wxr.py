"""Export files of WordPress, small ones of all kinds and one of any size, made here."""

from datetime import datetime, timedelta

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Old clinic</title>
<link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example/blog</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[ann]]></wp:author_login>\
<wp:author_display_name><![CDATA[Ann Sample]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel>\n</rss>\n"
FIRST = datetime(2015, 3, 2, 15, 30)  # noqa: DTZ001 - written with and without its zone


def element(name, text, cdata=True):
    return f"<{name}>{f'<![CDATA[{text}]]>' if cdata else text}</{name}>\n"


def item(number=1, title="About", content="Hello.", inside="", **wp):
    fields = {
        "post_id": number,
        "post_date": "2015-03-02 10:30:00",
        "post_date_gmt": "2015-03-02 15:30:00",
        "post_name": f"page-{number}",
        "status": "publish",
        "post_parent": 0,
        "menu_order": 0,
        "post_type": "page",
        "post_password": "",
        "is_sticky": 0,
    } | wp
    return (
        f"<item>\n{element('title', title, cdata=False)}"
        f"<link>https://old.example/page-{number}/</link>\n"
        f"{element('dc:creator', 'ann')}{element('content:encoded', content)}"
        f"{element('excerpt:encoded', '')}"
        f"{''.join(element(f'wp:{name}', value, cdata=False) for name, value in fields.items())}"
        f"{inside}</item>\n"
    )


def comment(number=1, text="Thank you.", **wp):
    fields = {
        "comment_id": number,
        "comment_author": "Sample Patient",
        "comment_author_email": "patient@example.com",
        "comment_author_url": "",
        "comment_date_gmt": "2016-01-05 12:00:00",
        "comment_content": text,
        "comment_approved": "1",
        "comment_type": "",
        "comment_parent": 0,
    } | wp
    inside = "".join(element(f"wp:{name}", value) for name, value in fields.items())
    return f"<wp:comment>\n{inside}</wp:comment>\n"


def export(*items):
    return f"{HEAD}{''.join(items) or item()}{TAIL}"


def large(file, pages=300, comments=5_000):
    """Write an export with so many pages and comments to a text file; half of the pages are posts.

    Page `n` has the title “Page n”, two headings, a list, a table and a picture. Each third comment
    answers the one before it on its page; of 20, one waits and one is spam.
    """
    file.write(HEAD)
    written = 0
    for number in range(1, pages + 1):
        at = FIRST + timedelta(days=number)
        until = comments * number // pages
        answers = [
            one_of_many(count, at, count > written + 1) for count in range(written + 1, until + 1)
        ]
        written = until
        kind = "post" if number % 2 else "page"
        dates = {"post_date": at - timedelta(hours=5), "post_date_gmt": at}
        title, content = f"Page {number}", CONTENT.format(number=number)
        file.write(item(number, title, content, "".join(answers), post_type=kind, **dates))
    file.write(TAIL)


def one_of_many(number, at, follows):
    state = {0: "0", 10: "spam"}.get(number % 20, "1")
    return comment(
        number,
        f"Comment {number}: my shoulder is much better.\n\nThank you.",
        comment_author=f"Sample Patient {number}",
        comment_author_email=f"patient{number}@example.com",
        comment_date_gmt=at + timedelta(minutes=number),
        comment_approved=state,
        comment_parent=number - 1 if follows and number % 3 == 0 else 0,
    )


CONTENT = """<!-- wp:paragraph --><p>What page {number} is about: how we treat a sore shoulder.</p>
<!-- /wp:paragraph -->
<h2>What to expect</h2>
<p>Your therapist looks at how you move, and <a href="https://old.example/page-1/">explains</a> what
helps.</p>
<ul><li>Wear loose clothes</li><li>Bring your questions for visit {number}</li></ul>
<h2>Fees</h2>
<table><thead><tr><th>Visit</th><th>Fee</th></tr></thead>
<tbody><tr><td>First</td><td>$110</td></tr><tr><td>Later</td><td>$85</td></tr></tbody></table>
[caption id="attachment_{number}" width="300"]<img
src="https://old.example/wp-content/uploads/2015/03/shoulder-{number}-300x200.jpg"
alt="A shoulder" /> Shoulder {number}[/caption]
"""
