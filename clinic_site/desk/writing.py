"""What an editor has to do: look at drafts, answer remarks, go on writing, know what is missing."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from clinic.clock import day, moment
from clinic_site.desk.section import MOST_ROWS, Section, list_url
from inbox.counting import in_words
from pages.models import EmptySearch, LookRequest, OutsideLink, Page, Remark, Revision


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    words: str
    facts: tuple = ()


def to_count(user):
    return {
        "looks": LookRequest.objects.waiting_for(user).values("pk"),
        "remarks": Remark.objects.waiting_for(user).values("pk"),
        "drafts": Revision.objects.drafts().values("pk"),
        "scheduled": Revision.objects.scheduled().values("pk"),
        "dead_links": OutsideLink.objects.dead().values("pk"),
        "searches": EmptySearch.objects.shown().values("pk"),
    }


def sections(user, counts):
    """A kind with nothing in it costs no query."""
    kinds = [looks, remarks, drafts, scheduled, dead_links, searches]
    return [kind(user, count) for kind in kinds if (count := counts[kind.__name__])]


def looks(user, count):
    found = list(LookRequest.objects.waiting_for(user)[:MOST_ROWS])
    titles = titles_of([one.page_id for one in found])
    rows = [
        Row(
            titles.get(one.page_id) or one.page.slug,
            f"{draft_url(one.page_id)}#together",
            f"{one.asked_by or 'A colleague'} has asked you to look at the draft.",
            (f"Asked on {moment(one.asked_at)}",),
        )
        for one in found
    ]
    return Section("writing-looks", "Drafts to look at", rows, count)


def remarks(user, count):
    """Remarks that this person has not answered: how many, page by page, without their words."""
    found = Remark.objects.waiting_for(user).order_by("at", "pk").select_related("page", "by")
    found = list(found[:MOST_ROWS])
    titles = titles_of([one.page_id for one in found])
    rows = [
        Row(
            titles.get(one.page_id) or one.page.slug,
            f"{draft_url(one.page_id)}#remark-{one.pk}",
            "A remark is waiting for you.",
            (f"By {one.by or 'a former colleague'}, {moment(one.at)}",),
        )
        for one in found
    ]
    return Section("writing-remarks", "Remarks for you", rows, count)


def drafts(user, count):
    found = Revision.objects.drafts().select_related("page", "author").order_by("changed_at", "pk")
    rows = [
        Row(
            one.title or one.page.slug,
            one.get_admin_url(),
            f"Last edited by {one.author}." if one.author else "",
            (f"Since {moment(one.changed_at)}",),
        )
        for one in found[:MOST_ROWS]
    ]
    found = Section("writing-drafts", "Drafts not published", rows, count)
    return found.link_to_all("drafts", list_url(Page))


def scheduled(user, count):
    found = Revision.objects.scheduled().select_related("page", "published_by")[:MOST_ROWS]
    rows = [
        Row(
            one.title,
            one.get_admin_url(),
            f"Goes live on {moment(one.publish_at)}.",
            (f"Scheduled by {one.published_by}",) if one.published_by else (),
        )
        for one in found
    ]
    return Section("writing-scheduled", "Scheduled", rows, count)


def dead_links(user, count):
    """Of the links to other sites, where the clinic has them asked."""
    what = ngettext("link to another site is broken", "links to other sites are broken", count)
    links = [(f"{in_words(count).capitalize()} {what}", reverse("admin:pages_page_dead_links"))]
    return Section("writing-links", "Broken links", [], count, links=links)


def searches(user, count):
    """The most frequent. Their words are in no address, so none has a link of its own."""
    found = EmptySearch.objects.shown().most_frequent()[:MOST_ROWS]
    rows = [Row(one.words, "", f"{times(one.times)}, last on {day(one.last_on)}.") for one in found]
    found = Section("writing-searches", "Searches that found nothing", rows, count)
    return found.link_to_all("searches", reverse("admin:searches"))


def times(count):
    return "Once" if count == 1 else f"{count} times"


def draft_url(page_id):
    return reverse("admin:pages_page_draft", args=[page_id])


def titles_of(pages):
    """The titles of the pages' drafts or, where there are none, of their live versions."""
    live = Revision.objects.filter(page__in=pages).live_of_each_page()
    drafts = Revision.objects.drafts().filter(page__in=pages)
    found = dict(live.values_list("page_id", "title"))
    return found | {page: title for page, title in drafts.values_list("page_id", "title") if title}
