"""Where an export is written to and read from: a folder, or a zip with the same files in it."""

import hashlib
import json
import os
import shutil
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path

MANIFEST = "manifest.json"
STORED = (".webp", ".pdf")  # compressing these again would take time and save nothing
PIECE = 2**16  # bytes
MOST_BYTES = 50_000_000_000  # of what is in a zip, when it is unpacked


class Unusable(Exception):
    """The folder or file cannot be used. The message is a sentence that says why."""


class Sheet:
    """A file of the export to write text or bytes to; knows its digest."""

    def __init__(self, file):
        self.file, self.sum = file, hashlib.sha256()

    def write(self, content):
        content = content.encode() if isinstance(content, str) else content
        self.sum.update(content)
        self.file.write(content)
        return len(content)


class Place:
    """Files are written one at a time. `sums` has the digest of each."""

    def __init__(self):
        self.sums = {}

    @contextmanager
    def writing(self, name):
        with self.opened(name) as file:
            sheet = Sheet(file)
            yield sheet
        self.sums[name] = sheet.sum.hexdigest()

    def write(self, name, content):
        with self.writing(name) as sheet:
            sheet.write(content)

    def finish(self, manifest):
        """The last file: what is here, with digests by which damage is noticed."""
        said = manifest | {"sha256": self.sums}
        with self.opened(MANIFEST) as file:
            file.write(json.dumps(said, indent=1, sort_keys=True).encode())


class Folder(Place):
    """For its owner alone."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    @contextmanager
    def opened(self, name):
        path = self.path / name
        folder = self.path
        for part in path.relative_to(self.path).parent.parts:
            folder /= part
            folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with open(handle, "wb") as file:
            yield file


class Zip(Place):
    """Into a file that may not be able to seek. A context manager."""

    def __init__(self, file):
        super().__init__()
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    @contextmanager
    def opened(self, name):
        info = zipfile.ZipInfo(f"export/{name}")
        info.external_attr = 0o600 << 16
        stored = name.endswith(STORED)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        with self.zip.open(info, "w", force_zip64=True) as file:
            yield file

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is None:
            self.zip.close()
            return
        with suppress(OSError):  # the reader has gone
            self.zip.close()


@contextmanager
def new_folder(target):
    """A Folder that gets the name `target` once the block has ended well. Raises Unusable."""
    target = Path(os.path.abspath(target))
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise Unusable(f"{target} is not empty. Name a new folder, or an empty one.")
    if not target.parent.is_dir():  # a disk that is not mounted, or a name mistyped
        raise Unusable(f"There is no folder {target.parent}. Make it first.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    if unfinished.exists():
        raise Unusable(
            f"{unfinished} already exists: another export is being made, or one was interrupted. "
            "If none is running, delete it first."
        )
    unfinished.mkdir(mode=0o700)
    try:
        yield Folder(unfinished)
        os.sync()  # all files at once: before that, the name could last longer than what they hold
        unfinished.rename(target)  # over an empty folder, too
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


class Source:
    """An export to read: `open(name)` for a binary file. A context manager."""

    def __init__(self, path):
        self.path = Path(path)
        self.zip = None

    def __enter__(self):
        if self.path.is_file():
            try:
                self.zip = zipfile.ZipFile(self.path)
            except zipfile.BadZipFile:
                raise Unusable(f"{self.path} is not a zip file, or is incomplete.") from None
            if sum(one.file_size for one in self.zip.infolist()) > MOST_BYTES:
                raise Unusable(f"{self.path} is larger than an export can be.")
        elif not self.path.is_dir():
            raise Unusable(f"There is no folder or file {self.path}.")
        return self

    def __exit__(self, *_):
        if self.zip:
            self.zip.close()

    @contextmanager
    def open(self, name):
        try:
            opened = self.zip.open(f"export/{name}") if self.zip else (self.path / name).open("rb")
            with opened as file:
                yield file
        except (KeyError, FileNotFoundError, zipfile.BadZipFile) as error:
            raise Unusable(f"{name} is missing or damaged in {self.path}.") from error

    def manifest(self):
        """What the export says of itself, once every file is as it was written."""
        with self.open(MANIFEST) as file:
            try:
                said = json.load(file)
                sums, tables = said["sha256"], said["tables"]
                is_ours = {f"data/{label.lower()}.jsonl" for label in tables} <= sums.keys()
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                is_ours = False
        if not is_ours:
            raise Unusable(f"{self.path} is not an export of this software.")
        for name, meant in sums.items():
            if self.digest(name) != meant:
                raise Unusable(f"{name} is not as it was exported.")
        return said

    def digest(self, name):
        if name.startswith("/") or ".." in Path(name).parts:
            raise Unusable(f"{self.path} names files outside itself.")
        with self.open(name) as file:
            found = hashlib.sha256()
            while piece := file.read(PIECE):
                found.update(piece)
            return found.hexdigest()
