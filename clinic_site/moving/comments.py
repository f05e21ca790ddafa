"""The comments of a page of the old site. Nobody is told, and only what was shown is shown."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import ngettext

from clinic_site.moving import words
from clinic_site.moving.erased import erased_at
from clinic_site.moving.records import OldComment
from clinic_site.moving.states import LEFT_OUT, state_of
from comments.announcing import QUIET
from comments.models import Comment
from comments.website import web_address
from inbox.submission import content_digest, digest_of_text
from typed import text

# The time of a row is the present when it is made, and the key of one that it answers is new too.
FINISHED = """
UPDATE comments_comment SET created_at = new.at, in_answer_to_id = new.other
FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[]) AS new (id, at, other)
WHERE comments_comment.id = new.id
"""
NAMELESS = "Anonymous"  # as WordPress shows them
EMPTY_SITES = {"http://", "https://"}
LONGEST_NAME = Comment._meta.get_field("name").max_length
LONGEST_EMAIL = Comment._meta.get_field("email").max_length
LONGEST_SITE = Comment._meta.get_field("website").max_length

LONG_NAME = (
    "Comment {}: the name has {} characters, so it is cut; all of it is at the start of the text."
)
LONG_EMAIL = "Comment {}: the email address is left out, because it has {} characters."
BAD_SITE = "Comment {}: the website is left out, because it is not a web address."
NO_TIME = "Comment {} has no time, so it has the time of its page on the old site."
OWN_PARENT = "Comment {} answers itself on the old site, so it does not say whom it answers."
NO_PARENT = "Comment {} answers one that is not in the file, so it does not say whom it answers."
ERASED = (
    "{} comment is left out, because its writer has since been erased here.",
    "{} comments are left out, because their writers have since been erased here.",
)
NEVER = datetime.min.replace(tzinfo=UTC)


class Arrived:
    """The comments brought in under a page: `came` counts them by state, `said` has sentences."""

    def __init__(self, site, page, otherwise=None):
        self.site, self.page = site, page
        self.otherwise = otherwise or timezone.now()
        self.came, self.said = Counter(), []

    def store(self, comments, keys):
        """Store those that are new. In a transaction, so that none is here without its key."""
        new = self.not_erased(self.new(comments, keys))
        rows = Comment.objects.bulk_create(row for *_, row in new)
        OldComment.objects.bulk_create(
            OldComment(site=self.site, key=key, old_id=one.id, comment=row)
            for (one, key, *_), row in zip(new, rows, strict=True)
        )
        pairs = [(one, row) for (one, *_), row in zip(new, rows, strict=True)]
        self.finish(pairs)
        self.came.update(state for _, _, state, _ in new)

    def not_erased(self, new):
        """Those with a row to store whose author was not erased here after they wrote it."""
        made = [(one, key, state, self.row(one, state)) for one, key, state in new]
        erased = erased_at({(row.name, row.email) for *_, row in made if row.email})
        kept = [
            (one, key, state, row)
            for one, key, state, row in made
            if self.time_of(one) >= erased.get((row.name, row.email), NEVER)
        ]
        if gone := len(made) - len(kept):
            self.said.append(ngettext(*ERASED, gone).format(gone))
        return kept

    def new(self, comments, keys):
        found = [
            (one, key, state)
            for one, key in zip(comments, keys, strict=True)
            if (state := state_of(one, key)) not in LEFT_OUT
        ]
        wanted = [key for _, key, _ in found]
        known = OldComment.objects.filter(site=self.site, key__in=wanted)
        known = set(known.values_list("key", flat=True))
        return [one for one in found if one[1] not in known]

    def row(self, one, state):
        said = words.text(one.text) or words.printable(one.text).strip()
        name = text.name(words.line(one.name)) or NAMELESS
        if len(name) > LONGEST_NAME:
            self.say(LONG_NAME, one, len(name))
            name, said = words.shortened(name, LONGEST_NAME), f"{name}\n\n{said}"
        email = words.line(one.email)
        if len(email) > LONGEST_EMAIL:
            self.say(LONG_EMAIL, one, len(email))
            email = ""
        values = {"name": name, "email": email, "website": self.website(one)}
        values["text"] = said
        at = self.time_of(one)
        return Comment(
            page=self.page,
            state=state,
            handled_at=timezone.now(),  # from now on it waits, or is kept for its period
            # As if reception had been told long ago, but without delaying the email about new ones
            announced_at=min(at, timezone.now() - QUIET - timedelta(minutes=1)),
            digest=content_digest(page=str(self.page), **values),
            text_digest=digest_of_text(values["text"]),
            **values,
        )

    def website(self, one):
        """Its website as this site keeps one, or "" if it is not a web address."""
        typed = text.web(words.line(one.website))
        if not typed or typed.lower() in EMPTY_SITES:
            return ""
        try:
            address = web_address(typed)
        except ValidationError:
            address = ""
        if not address or len(address) > LONGEST_SITE:
            self.say(BAD_SITE, one)
            return ""
        return address

    def time_of(self, one):
        return min(one.at or self.otherwise, timezone.now())

    def say(self, sentence, one, *more):
        self.said.append(sentence.format(one.id or "without a number", *more))

    def finish(self, pairs):
        """Give each the time that it was written at, and say whom it answers."""
        by_id = {one.id: row for one, row in pairs if one.id}
        asked = {one.parent for one, _ in pairs if one.parent} - by_id.keys()
        under_page = OldComment.objects.filter(site=self.site, comment__page=self.page)
        before = dict(under_page.filter(old_id__in=asked).values_list("old_id", "comment"))
        found = []
        for one, row in pairs:
            other = by_id[one.parent].pk if one.parent in by_id else before.get(one.parent)
            if other == row.pk:
                self.say(OWN_PARENT, one)
                other = None
            elif one.parent and other is None:
                self.say(NO_PARENT, one)
            if one.at is None:
                self.say(NO_TIME, one)
            found.append((row.pk, self.time_of(one), other))
        if found:
            with connection.cursor() as cursor:
                cursor.execute(FINISHED, [list(column) for column in zip(*found, strict=True)])
