"""The state of a page and of its versions, as the editing screens say it."""

from datetime import UTC, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

from clinic.clock import in_full

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def ago(moment) -> str:
    """How long ago it was: “just now”, “5 minutes ago”, “an hour ago”; after a day, the date."""
    # In UTC: within one zone Python subtracts wall clocks, which jump twice a year.
    passed = timezone.now().astimezone(UTC) - moment.astimezone(UTC)
    if passed < MINUTE:
        return "just now"
    if passed < HOUR:
        minutes = passed // MINUTE
        return ngettext("a minute ago", f"{minutes} minutes ago", minutes)
    if passed < DAY:
        hours = passed // HOUR
        return ngettext("an hour ago", f"{hours} hours ago", hours)
    return f"on {in_full(moment)}"


def day(moment) -> str:
    """The date in the clinic's time: “March 3, 2026”."""
    return date_format(timezone.localtime(moment))


def hour(moment) -> str:
    """The clinic's time of day, with the zone: “9:00 AM EST”."""
    return date_format(timezone.localtime(moment), "g:i A T")


def since(moment) -> str:
    """A past day, with the hour if it is today or yesterday."""
    names = {0: "today", 1: "yesterday"}
    days = (timezone.localdate() - timezone.localdate(moment)).days
    return f"{names[days]} at {hour(moment)}" if days in names else day(moment)


def span(start, end) -> str:
    """From when to when: by days, or by hours if both are on one day."""
    if timezone.localdate(start) == timezone.localdate(end):
        return f"on {day(start)}, from {hour(start)} to {hour(end)}"
    return f"from {day(start)} to {day(end)}"


def state_words(revision, live_pk=None, until=None) -> str:
    """One version: “Draft, last edited an hour ago by anna”, or “Live, published March 3, 2026”.

    `live_pk` names the page's live revision. `until` is when another version replaced this one, if
    known.
    """
    if revision.discarded_at:
        return f"Discarded on {in_full(revision.discarded_at)}"
    if revision.publish_at is None:
        by = f" by {revision.author}" if revision.author else ""
        return f"Draft, last edited {ago(revision.changed_at)}{by}"
    if revision.is_scheduled():
        return f"Goes live on {in_full(revision.publish_at)}"
    if revision.pk == live_pk:
        return f"Live, published {since(revision.publish_at)}"
    if until is None:
        return f"Was live from {day(revision.publish_at)}"
    if until <= revision.publish_at:
        return f"Replaced on {day(until)}, the moment it went live"
    return f"Was live {span(revision.publish_at, until)}"


def page_state(page, *, live_since=None, draft_changed_at=None, draft_by=None, goes_live=()) -> str:
    """A whole page in sentences, from instants that the caller has looked up.

    “Published March 3, 2026. Draft last edited an hour ago by anna. A new text goes live on Monday,
    March 9, 2026, 9:00 AM EDT.”
    """
    if not page.is_public:
        sentences = ["Taken off the site."]
    elif live_since:
        sentences = [f"Published {since(live_since)}."]
    else:
        sentences = ["Not published yet." if goes_live else "Never published."]
    if draft_changed_at:
        by = f" by {draft_by}" if draft_by else ""
        sentences.append(f"Draft last edited {ago(draft_changed_at)}{by}.")
    if goes_live:
        moments = " and on ".join(in_full(moment) for moment in goes_live)
        text = "A new text" if live_since else "The text"
        sentences.append(f"{text} goes live on {moments}.")
    return " ".join(sentences)


def state_of(page, live=None, scheduled=None) -> str:
    """The same with three queries; with one, given the live and the scheduled revisions."""
    live = live or page.live_revision()
    scheduled = page.revisions.scheduled() if scheduled is None else scheduled
    draft = page.revisions.drafts().select_related("author").first()
    return page_state(
        page,
        live_since=live and live.publish_at,
        draft_changed_at=draft and draft.changed_at,
        draft_by=draft and draft.author,
        goes_live=[one.publish_at for one in scheduled],
    )


def moment_of_the_next(revision):
    """When another version replaced this one; None if it was never live, or still is."""
    if not revision.publish_at:
        return None
    same_moment = Q(publish_at=revision.publish_at, pk__gt=revision.pk)
    later = Q(publish_at__gt=revision.publish_at)
    followers = revision.page.revisions.live().filter(later | same_moment)
    return followers.values_list("publish_at", flat=True).last()


def state_of_version(revision) -> str:
    """`state_words`, with two queries for what it needs."""
    live = revision.page.live_revision()
    return state_words(revision, live and live.pk, moment_of_the_next(revision))
