"""Imports from WordPress: what was uploaded, and how far each is."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import ngettext

from clinic.kept_files import KeptFile
from clinic.long_work import LongWork, LongWorkQuerySet
from clinic_site.moving import bringing, planning
from clinic_site.moving.records import PlannedItem

KEPT = timedelta(days=7)  # what was uploaded, which holds visitors' addresses


class WordPressImportQuerySet(LongWorkQuerySet):
    def outlived(self):
        """Those whose uploaded files nobody has used in KEPT, so that they are deleted."""
        kept = Q(file__isnull=False) | Exists(PicturesZip.objects.filter(work=OuterRef("pk")))
        return self.idle().filter(kept, created_at__lt=timezone.now() - KEPT)

    def idle(self):
        return self.exclude(state__in=[LongWork.State.WAITING, LongWork.State.WORKING])

    @transaction.atomic
    def forget(self):
        """Not those that somebody has just asked for again."""
        for one in self.outlived().select_for_update():
            if not one.put_away_undone():
                one.put_away()


class WordPressImport(LongWork):
    """One export file, from its upload to the report of what was brought in, which stays."""

    STEPS = frozenset({"read", "bring_in"})

    file = models.ForeignKey(
        KeptFile,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Gone once all of it is in, or it was put away.",
    )
    name = models.CharField(max_length=255, help_text="Of the file, as it was called.")
    site = models.CharField(max_length=200, blank=True, help_text="The old site's host and path.")
    link = models.CharField(max_length=500, blank=True, help_text="The old site's address.")
    fetches_pictures = models.BooleanField(
        default=False, help_text="Whether pictures that are missing are asked of the old site."
    )
    mended = models.JSONField(
        default=list, help_text="What was mended in the file, a sentence each."
    )

    objects = WordPressImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import from WordPress"
        verbose_name_plural = "imports from WordPress"
        ordering = ["-pk"]
        default_permissions = ["add"]

    def read(self):
        """Step 1: what is in the file. Then the editor decides."""
        planning.plan(self)
        return True

    def bring_in(self):
        """Step 2: the pages, with all that belongs to them."""
        bringing.bring_in(self)

    @property
    def has_made_pages(self):
        """Whether any page was made from it."""
        return self.items.exclude(state=PlannedItem.State.PLANNED).exists()

    @transaction.atomic
    def put_away_undone(self):
        """Delete it with what was uploaded, if no page was made from it; returns whether it did."""
        rows = type(self).objects.select_for_update().filter(pk=self.pk)
        idle = rows.idle().first()
        if idle is None or idle.has_made_pages:
            return False
        idle.put_away()
        idle.delete()
        return True

    def put_away(self):
        """Delete what was uploaded, which holds visitors' addresses; the report stays."""
        zips = list(self.zips.values_list("file", flat=True))
        self.zips.all().delete()
        kept = [*zips, *([self.file_id] if self.file_id else [])]
        type(self).objects.filter(pk=self.pk).update(file=None)
        KeptFile.objects.filter(pk__in=kept).delete()
        self.file = None


class PicturesZip(models.Model):
    """Files of the old site's folder of uploads. A large one may be uploaded in parts."""

    work = models.ForeignKey(WordPressImport, on_delete=models.CASCADE, related_name="zips")
    file = models.ForeignKey(KeptFile, on_delete=models.CASCADE, related_name="+")
    files = models.PositiveIntegerField(default=0, help_text="How many could be used.")

    class Meta:
        default_permissions = []

    def __str__(self):
        return ngettext("1 file", f"{self.files:,} files", self.files)
