import re

from django.conf import settings
from django.db.models import Max
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import escape, linebreaks
from django.views.decorators.http import require_safe

from comments.models import Comment
from pages.models import Clinic, Revision

NEWEST = 50
# XML has no way to say these, and one of them in one comment would take the whole feed away.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@require_safe
def feed(request):
    """The newest approved comments of all public pages, as Atom."""
    titles = {
        revision.page_id: revision.title
        for revision in Revision.objects.live_of_each_page().filter(page__is_public=True)
    }
    clinic = plain(Clinic.current().name)
    atom = Atom1Feed(
        title=f"Comments – {clinic}",
        link=f"{settings.SITE_URL}/",
        description=None,
        language=settings.LANGUAGE_CODE,
        feed_url=settings.SITE_URL + request.path,
    )
    shown = Comment.objects.visible().filter(page__in=titles).select_related("page")
    shown = shown.annotate(changed_at=Max("changes__at"))
    for comment in shown.order_by("-created_at", "-pk")[:NEWEST]:
        url = settings.SITE_URL + comment.get_absolute_url()
        words = linebreaks(escape(comment.public_text))
        name = plain(comment.public_name)
        if comment.reply:
            words += f"<p>{escape(clinic)}:</p>{linebreaks(escape(comment.reply))}"
        atom.add_item(
            title=f"{name} on {plain(titles[comment.page_id])}",
            link=url,
            description=plain(words),
            author_name=name,
            unique_id=get_tag_uri(f"{settings.SITE_URL}/", comment.created_at) + comment.anchor,
            pubdate=comment.created_at,
            # Also when something was left out, so that feed readers take away what they have.
            updateddate=comment.changed_at or comment.created_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def plain(text):
    return NOT_IN_XML.sub("", text)
