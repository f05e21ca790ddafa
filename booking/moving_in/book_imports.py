"""Which imports of appointment books, and how one begins."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from booking.models.one_patient import take_turns
from booking.moving_in.imported_people import ImportedPerson
from clinic.kept_files import KeptFile
from clinic.long_work import LongWork, LongWorkQuerySet


class BookImportQuerySet(LongWorkQuerySet):
    @transaction.atomic
    def upload(self, name, chunks, by):
        """Keep the file for the worker to read. A double click uploads it once."""
        file = KeptFile.objects.store(name, chunks)
        take_turns(f"file {file.digest}")
        same = self.filter(file__digest=file.digest, started_by=by, is_begun=False)
        if earlier := same.filter(undone_at=None).first():
            file.delete()
            return earlier
        return self.create(file=file, started_by=by, step="read")

    def outlived(self, before):
        """Those last worked on before this moment whose file and rows are still here."""
        idle = Q(ended_at__lt=before) | Q(ended_at=None, created_at__lt=before)
        left = self.filter(idle, forgotten_at=None)
        running = [LongWork.State.WAITING, LongWork.State.WORKING]
        return left.exclude(state__in=running).order_by("created_at")

    def naming(self, people):
        """Those with one of these people, and those not compared yet: nobody knows yet whom these
        name."""
        unknown = ~Exists(ImportedPerson.objects.filter(book_import=OuterRef("pk")))
        theirs = Q(pk__in=people.order_by().values("book_import"))
        return self.filter(theirs | Q(unknown, file__isnull=False))

    def forget(self):
        """Delete the files and rows of these, and keep what they brought in; returns how many.

        Not of those that somebody has let the worker go on with.
        """
        done = 0
        for pk in list(self.values_list("pk", flat=True)):
            with transaction.atomic():
                one = self.model.objects.select_for_update(no_key=True).get(pk=pk)
                if not one.is_running:
                    one.forget()
                    done += 1
        return done

    def in_turn(self):
        """These rows, locked."""
        return list(self.select_for_update(no_key=True, of=("self",)).order_by("pk"))
