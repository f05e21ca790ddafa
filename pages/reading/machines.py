"""What programs request: the sitemap, robots.txt, the feed of pages, security.txt, the icon."""

from datetime import timedelta
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clinic.atom import allowed_in_xml, answer, begin, lasting_id
from clinic.links import whole
from clinic.models import Clinic
from clinic.watched import Topic, kept
from pages.models import Page, Revision
from pages.templatetags.machines import described

WITHOUT_TEXT = ("booking:choose", "contact:write")  # pages without a revision
EXPIRES_AFTER = timedelta(days=180)  # RFC 9116, 2.5.5: less than a year is recommended
A_DAY = 24 * 60 * 60  # seconds


@require_safe
@kept(Topic.PAGES)
def sitemap(request):
    """Every page that can be found, with the time at which its text last changed for readers."""
    places = [
        (whole(one.get_absolute_url()), one.publish_at)
        for one in Revision.objects.live_of(Page.objects.public())
    ]
    places += [(whole(reverse(name)), None) for name in WITHOUT_TEXT]
    return render(request, "pages/sitemap.xml", {"places": places}, content_type="application/xml")


@require_safe
@kept(Topic.PAGES)
def robots(request):
    """Everything can be crawled: what must not be found says so itself, which has to be read."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "",
        f"Sitemap: {whole(reverse('machines:sitemap'))}",
    ]
    return in_plain_text(lines)


@require_safe
@kept(Topic.PAGES)
def feed(request):
    """The pages as Atom, latest change first. A page keeps its id for good."""
    name = Clinic.current().name or "The clinic"
    atom = begin(f"Pages – {name}", request.path, author_name=allowed_in_xml(name))
    pages = Revision.objects.live_of(Page.objects.public()).prefetch_related("sections")
    for one in sorted(pages, key=lambda one: (one.publish_at, one.pk), reverse=True):
        atom.add_item(
            title=allowed_in_xml(one.title),
            link=whole(one.get_absolute_url()),
            # It is sent as HTML.
            description=escape(allowed_in_xml(described(one, one.sections.all()))),
            unique_id=lasting_id(one.first_published_at, f"page-{one.page_id}"),
            pubdate=one.first_published_at,
            updateddate=one.publish_at,
        )
    return answer(atom)


@require_safe
@kept(Topic.PAGES)
def security_txt(request):
    """Whom to tell about a weakness in this site (RFC 9116). Changes once a day, in UTC."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    email = Clinic.current().email
    lines = [f"Contact: mailto:{quote(email, safe='@+')}"] if email else []
    lines += [
        f"Contact: {whole(reverse('contact:write'))}",
        f"Expires: {today + EXPIRES_AFTER:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {whole(request.path)}",
    ]
    return in_plain_text(lines)


@require_safe
@cache_control(public=True, max_age=A_DAY)
def favicon(request):
    """For browsers and bots that have not read a page's <head>."""
    return redirect(static("img/favicon.svg"))


def in_plain_text(lines):
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
