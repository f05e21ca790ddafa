from django.db.models import Max
from django.utils.html import escape, linebreaks
from django.views.decorators.http import require_safe

from clinic.atom import allowed_in_xml, answer, begin, lasting_id
from clinic.links import whole
from clinic.models import Clinic
from clinic.watched import Topic, kept
from comments.models import Comment

NEWEST = 50


@require_safe
@kept(Topic.PAGES)
def feed(request):
    """The newest approved comments of all public pages, as Atom."""
    titles = Comment.pages().titles()
    clinic = allowed_in_xml(Clinic.current().name)
    atom = begin(f"Comments – {clinic}", request.path)
    shown = Comment.objects.visible().filter(page__in=titles).select_related("page")
    shown = shown.placed().annotate(changed_at=Max("changes__at"))
    for comment in shown.order_by("-created_at", "-pk")[:NEWEST]:
        words = linebreaks(escape(comment.public_text))
        name = allowed_in_xml(comment.public_name)
        if comment.reply:
            words += f"<p>{escape(clinic)}:</p>{linebreaks(escape(comment.reply))}"
        atom.add_item(
            title=f"{name} on {allowed_in_xml(titles[comment.page_id])}",
            link=whole(comment.get_absolute_url()),
            description=allowed_in_xml(words),
            author_name=name,
            unique_id=lasting_id(comment.created_at, comment.anchor),
            pubdate=comment.created_at,
            # Also when something was left out, so that feed readers drop their copy.
            updateddate=comment.changed_at or comment.created_at,
        )
    return answer(atom)
