"""Files that a person uploaded for the worker, or that the worker makes for a person to download.

They are kept in PostgreSQL, in parts: the process that serves the next request and the worker can
read them on whatever machine they run, none is in a folder that a web server might show, and an
upload is committed before it is acknowledged. They are for days, not years: whatever stores one
deletes it, and backups leave the parts out. Images and documents of pages are in Django's storage.
"""

import hashlib
import io
from contextlib import contextmanager, nullcontext

from django.db import models, transaction

from clinic.long_work import CannotGoOn

PART = 1_000_000  # bytes
GONE = "The file is no longer here. Upload it again."


class Gone(CannotGoOn):
    """The file's parts are not here: it was purged, or this is a restored copy."""

    def __init__(self):
        super().__init__(GONE)


class KeptFileQuerySet(models.QuerySet):
    @transaction.atomic
    def store(self, name, chunks):
        """Keep these chunks of bytes as one file."""
        kept = self.create(name=name)
        with kept.writing() as file:
            for chunk in chunks:
                file.write(chunk)
        return kept


class KeptFile(models.Model):
    """One file. Its rows of parts have the bytes."""

    name = models.CharField(max_length=255, help_text="As the person who uploaded it called it.")
    size = models.BigIntegerField(null=True, help_text="In bytes. Unknown until all is written.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256, in hexadecimal.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = KeptFileQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"File {self.pk}"

    def open(self):
        """The whole file to read from, and to seek in. Raises Gone, later too."""
        if self.size is None:
            raise Gone
        return io.BufferedReader(Reading(self), PART)

    @contextmanager
    def writing(self, step=nullcontext):
        """A binary file to write to, once. Each part is a row of its own as soon as it is full.

        What an earlier try has written is replaced. Outside a transaction, a part is committed as
        it is written; the size is there at the end, so nobody takes half a file for a whole one.
        Each change is made within a `step()`, which can stop one that has been overtaken.
        """
        with step():
            self.parts.all().delete()
        raw = Writing(self, step)
        file = io.BufferedWriter(raw, PART)
        yield file
        file.flush()
        raw.finish()


class FilePart(models.Model):
    file = models.ForeignKey(
        KeptFile, on_delete=models.CASCADE, related_name="parts", db_index=False
    )
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="clinic_parts_of_a_file")
        ]

    def __str__(self):
        return f"File {self.file_id}, part {self.number}"


class Reading(io.RawIOBase):
    """Reads a file's parts, one in memory at a time."""

    def __init__(self, kept):
        self.kept, self.at = kept, 0
        self.number, self.part = None, b""

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.kept.size}[whence]
        self.at = max(start + offset, 0)
        return self.at

    def readinto(self, buffer):
        number, within = divmod(self.at, PART)
        if self.at >= self.kept.size:
            return 0
        if number != self.number:
            found = self.kept.parts.filter(number=number).values_list("content", flat=True).first()
            if found is None:
                raise Gone
            self.number, self.part = number, bytes(found)
        some = self.part[within : within + len(buffer)]
        buffer[: len(some)] = some
        self.at += len(some)
        return len(some)


class Writing(io.RawIOBase):
    """Writes a file's parts, one in memory at a time."""

    def __init__(self, kept, step):
        self.kept, self.part, self.step = kept, bytearray(), step
        self.number, self.size, self.sum = 0, 0, hashlib.sha256()

    def writable(self):
        return True

    def write(self, data):
        self.part += data
        while len(self.part) >= PART:
            self.store(PART)
        return len(data)

    def store(self, length):
        content = bytes(self.part[:length])
        with self.step():
            self.kept.parts.create(number=self.number, content=content)
        del self.part[:length]
        self.number += 1
        self.size += len(content)
        self.sum.update(content)

    def finish(self):
        if self.part:
            self.store(len(self.part))
        self.kept.size, self.kept.digest = self.size, self.sum.hexdigest()
        with self.step():
            self.kept.save(update_fields=["size", "digest"])
