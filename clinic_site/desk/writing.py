"""What an editor has to do: look at drafts, answer remarks, go on writing, know what is missing."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from clinic.clock import day, moment
from clinic_site.desk.section import MOST_ROWS, Section, list_url
from inbox.counting import in_words
from pages.models import (
    BrokenLink,
    EmptySearch,
    LookRequest,
    OutsideLink,
    Page,
    Remark,
    Revision,
    SentenceToCheck,
)


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
        "wording": SentenceToCheck.objects.by_page().values("page"),
        "broken": BrokenLink.objects.in_use().values("pk"),
        "broken_elsewhere": OutsideLink.objects.dead().values("pk"),
        "searches": EmptySearch.objects.shown().values("pk"),
    }


def sections(user, counts):
    """A kind with nothing in it costs no query."""
    counts = counts | {"broken_links": counts["broken"] + counts["broken_elsewhere"]}
    kinds = [looks, remarks, drafts, scheduled, wording, broken_links, searches]
    return [kind(user, counts) for kind in kinds if counts[kind.__name__]]


def looks(user, counts):
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
    return Section("writing-looks", "Drafts to look at", rows, counts["looks"])


def remarks(user, counts):
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
    return Section("writing-remarks", "Remarks for you", rows, counts["remarks"])


def drafts(user, counts):
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
    found = Section("writing-drafts", "Drafts not published", rows, counts["drafts"])
    return found.link_to_all("drafts", list_url(Page))


def scheduled(user, counts):
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
    return Section("writing-scheduled", "Scheduled", rows, counts["scheduled"])


def wording(user, counts):
    """How many sentences to check, page by page, without the sentences."""
    found = list(SentenceToCheck.objects.by_page()[:MOST_ROWS])
    titles = titles_of([one["page"] for one in found])
    rows = [
        Row(
            titles.get(one["page"]) or "A page without a title",
            f"{draft_url(one['page'])}#advice-heading",
            ngettext(
                "1 sentence to check.", f"{one['sentences']} sentences to check.", one["sentences"]
            ),
            tuple(
                where
                for where, some in (
                    ("On the live page", one["live"]),
                    ("In the draft", one["drafts"]),
                )
                if some
            ),
        )
        for one in found
    ]
    found = Section("writing-wording", "Wording to check", rows, counts["wording"])
    return found.link_to_all("pages", list_url(Page, "wording=check"))


def broken_links(user, counts):
    """Within this site as the worker found them last; to others if the clinic has them asked."""
    url = reverse("admin:pages_page_dead_links")
    here, elsewhere = counts["broken"], counts["broken_elsewhere"]
    kinds = [
        (here, ngettext("broken link", "broken links", here) + " on this site"),
        (
            elsewhere,
            ngettext("broken link to another site", "broken links to other sites", elsewhere),
        ),
    ]
    links = [(f"{in_words(count).capitalize()} {what}", url) for count, what in kinds if count]
    return Section("writing-links", "Broken links", [], counts["broken_links"], links=links)


def searches(user, counts):
    """The most frequent. Their words are in no address, so none has a link of its own."""
    found = EmptySearch.objects.shown().most_frequent()[:MOST_ROWS]
    rows = [
        Row(one.words, "", f"{times(one.times)}, last on {day(one.last_on, 'short')}.")
        for one in found
    ]
    found = Section("writing-searches", "Searches that found nothing", rows, counts["searches"])
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
