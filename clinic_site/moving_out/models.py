from datetime import timedelta

from django.db import connection, models, transaction
from django.utils import timezone

from clinic.kept_files import KeptFile
from clinic.long_work import LongWork, LongWorkQuerySet
from clinic_site.account_events import AccountEvent
from clinic_site.backups.archive import through_a_pipe
from clinic_site.moving_out.making import Progress, amount, export
from clinic_site.moving_out.places import PIECE, Zip

KEPT = timedelta(days=1)
NAME = "clinic-export-%Y-%m-%d-%H%M.zip"


class SiteExportQuerySet(LongWorkQuerySet):
    def current(self):
        """The one that was asked for last, or None."""
        return self.order_by("-pk").select_related("file", "started_by").first()

    @transaction.atomic
    def ask(self, request):
        """Let the worker make a new one, unless one is being made; earlier files are deleted.

        Who asked is recorded in the account log. Returns whether it is new.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('clinic_site.siteexport'))")
        earlier = self.current()
        if earlier and earlier.is_running:
            return False
        self.remove()
        by = request.user
        self.create(step="make", started_by=by, file=KeptFile.objects.create(name="export.zip"))
        what = AccountEvent.What.EVERYTHING_EXPORTED
        AccountEvent.objects.note(what, account=by, request=request)
        return True

    def outlived(self):
        """Those whose file has been kept for a day, and those that failed as long ago."""
        return self.filter(ended_at__lt=timezone.now() - KEPT)

    def purge(self):
        self.outlived().remove()

    @transaction.atomic
    def remove(self):
        """Delete these with their files."""
        rows = list(self.select_for_update())
        self.model.objects.filter(pk__in=[one.pk for one in rows]).delete()
        KeptFile.objects.filter(pk__in=[one.file_id for one in rows]).delete()


class SiteExport(LongWork):
    """A zip with all that the clinic has here, made by the worker for an administrator.

    If a worker is killed, the next one begins again: what it reads has to be of one moment.
    """

    STEPS = frozenset({"make"})

    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT, editable=False, related_name="+")

    objects = SiteExportQuerySet.as_manager()

    class Meta:
        verbose_name = "export of everything"
        verbose_name_plural = "exports of everything"
        default_permissions = []

    @property
    def until(self):
        """When its file is deleted (UTC)."""
        return self.ended_at and self.ended_at + KEPT

    @property
    def is_ready(self):
        return self.state == self.State.DONE and self.until > timezone.now()

    @property
    def file_name(self):
        return f"{timezone.localtime(self.ended_at):{NAME}}"

    def make(self):
        """A thread of its own reads, in one transaction; this one keeps what it writes."""
        total = amount()
        count = Progress()

        def write(pipe):
            try:
                with Zip(pipe) as place:
                    export(place, count)
            finally:
                connection.close()

        with self.file.writing(self.small_step) as kept, through_a_pipe(write, "rb") as made:
            while piece := made.read1(PIECE):
                kept.write(piece)
                self.progress(count.done, total)
