"""What the worker has found in the texts of pages, kept for the first screen of editors.

It takes all rules over all text, or all links of the site, which is too much for each time that the
screen is shown. The version of the text is kept with it: what has been changed since is no longer
shown, even before the worker has read it again.
"""

from collections import defaultdict

from django.db import connection, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from clinic.wording import RULES_DIGEST
from pages.models.revision import Revision
from pages.models.wording import WordingDecision
from pages.text.wording import to_check

AT_ONCE = 10  # versions: the longest take the rules about a second
MOST_LINKS = 2_000  # kept; the first screen counts no further


class ReadVersionQuerySet(models.QuerySet):
    def to_read(self):
        """The versions in use that were not read as they are now, by the present rules."""
        done = self.model.objects.filter(
            revision=OuterRef("pk"), version=OuterRef("version"), rules=RULES_DIGEST
        )
        return Revision.objects.in_use().filter(~Exists(done)).order_by("pk")

    def read(self):
        """Read some of them. Two workers that read the same one find the same."""
        for one in self.to_read().select_related("page", "image")[:AT_ONCE]:
            self.store(one, to_check(one, one.sections_to_write()))

    @transaction.atomic
    def store(self, revision, sentences):
        row = self.model(revision=revision, version=revision.version, rules=RULES_DIGEST)
        self.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["revision"],
            update_fields=["version", "rules"],
        )
        of_rules = {(one.digest, found.rule.key) for one in sentences for found in one.findings}
        kept = SentenceToCheck.objects.filter(read=row)
        kept.delete()
        kept.bulk_create(
            [SentenceToCheck(read=row, digest=digest, rule=rule) for digest, rule in of_rules]
        )

    def no_longer_used(self):
        return self.exclude(revision__in=Revision.objects.in_use().values("pk"))


class ReadVersion(models.Model):
    """That the worker has read a version of a page by the rules for wording."""

    revision = models.OneToOneField(
        Revision, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    version = models.PositiveIntegerField(help_text="Of the text that was read.")
    rules = models.CharField(max_length=16, help_text="By which rules.")

    objects = ReadVersionQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.revision}, as read"


class SentenceToCheckQuerySet(models.QuerySet):
    def waiting(self):
        """Those in live versions and drafts of public pages about which nobody has decided."""
        decided = WordingDecision.objects.filter(
            revision__page=OuterRef("read__revision__page"),
            digest=OuterRef("digest"),
            rule=OuterRef("rule"),
        )
        is_shown = Q(read__revision__publish_at=None) | Q(
            read__revision__publish_at__lte=timezone.now()
        )
        return self.filter(
            is_shown,
            ~Exists(decided),
            read__revision__in=Revision.objects.in_use().values("pk"),
            read__version=F("read__revision__version"),
            read__revision__page__is_public=True,
        )

    def by_page(self):
        """For each page with some: `page`, how many `sentences`, and how many `live` and `drafts`.

        The same sentence counts once in `sentences`, though the draft has it from the live text.
        """
        is_draft = Q(read__revision__publish_at=None)
        return (
            self.waiting()
            .values(page=F("read__revision__page"))
            .annotate(
                sentences=Count("digest", distinct=True),
                live=Count("digest", filter=~is_draft),
                drafts=Count("digest", filter=is_draft),
            )
            .order_by("-sentences", "page")
        )


class SentenceToCheck(models.Model):
    """A sentence that a rule for wording is about, in one version, known by its digest."""

    read = models.ForeignKey(ReadVersion, on_delete=models.CASCADE, related_name="sentences")
    digest = models.CharField(max_length=64)
    rule = models.CharField(max_length=40)

    objects = SentenceToCheckQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.rule} in {self.read}"


def grouped(pairs):
    found = defaultdict(list)
    for key, version in pairs:
        found[key].append(version)
    return dict(found)


class BrokenLinkQuerySet(models.QuerySet):
    @transaction.atomic
    def keep(self, revisions):
        """These versions have a broken link, as often as they are named; no others have.

        Only the rows of versions for which that is new are written.
        """
        with connection.cursor() as cursor:  # of two workers, the second waits
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('pages.broken_links'))")
        found = grouped((one.pk, one.version) for one in revisions[:MOST_LINKS])
        kept = grouped(self.order_by("version").values_list("revision", "version"))
        new = {key for key in found | kept if found.get(key) != kept.get(key)}
        if new:
            self.filter(revision__in=new).delete()
            self.bulk_create(
                self.model(revision_id=key, version=version)
                for key in new
                for version in found.get(key, ())
            )

    def in_use(self):
        """Those in versions that readers see or may see, whose text is as it was then."""
        in_use = Revision.objects.in_use().values("pk")
        return self.filter(revision__in=in_use, version=F("revision__version"))


class BrokenLink(models.Model):
    """One link in a version that leads nowhere on this site. Which it is, the list says."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()

    objects = BrokenLinkQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"A broken link in {self.revision}"
