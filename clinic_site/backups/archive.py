"""A backup as one file: a tar, written and read as a stream, encrypted with age if a key is given.

Nothing of ours is needed to open one: `age --decrypt`, `tar`, `cat database.dump.*` and
`pg_restore` do the same. The dump of the database is in parts because a tar says the size of a
member before its content. The last member, `manifest.json`, has the checksums of all others.
"""

import hashlib
import io
import json
import os
import tarfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pyrage

PART = 16 * 2**20  # bytes of the dump in one member
DUMP, MEDIA, MANIFEST = "database.dump.", "media/", "manifest.json"
NEEDED = {"sha256": dict, "format": int, "postgresql": int, "migrations": list, "counts": dict}
NO_MANIFEST = f"The file is damaged or not a backup of this site: its {MANIFEST} cannot be read."
SEALED = b"age-encryption.org/"  # the first bytes of a file that age has encrypted


class Unusable(Exception):
    """The backup or its key cannot be used; the message says why."""


class Writer:
    """Adds members to a tar; `finish` writes what the manifest says about them."""

    def __init__(self, file):
        self.tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.sums = {}

    def add(self, name, content):
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self.tar.addfile(member, io.BytesIO(content))
        self.sums[name] = digest(content)

    def add_dump(self, stream):
        number = 0
        while part := stream.read(PART):
            self.add(f"{DUMP}{number:06}", part)
            number += 1

    def finish(self, manifest):
        manifest = manifest | {"sha256": self.sums}
        self.add(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
        self.tar.close()


def digest(content):
    return hashlib.sha256(content).hexdigest()


def members(file):
    """Each member's name and content. Raises Unusable if the file is cut short or is no tar."""
    try:
        with tarfile.open(fileobj=file, mode="r|") as tar:
            for member in tar:
                yield member.name, tar.extractfile(member).read()
    except (tarfile.TarError, EOFError, AttributeError) as error:
        raise Unusable("The file is damaged, incomplete or not a backup of this site.") from error


def checked(file):
    """The manifest of a backup whose every byte is as it was written. Raises Unusable."""
    sums, manifest = {}, None
    for name, content in members(file):
        if name == MANIFEST:
            manifest = parsed(content)
        else:
            sums[name] = digest(content)
    if manifest is None or manifest.pop("sha256") != sums:
        raise Unusable("The file is damaged or incomplete: its checksums differ.")
    return manifest


def parsed(content):
    """The manifest in these bytes. Raises Unusable if it lacks what restoring needs."""
    try:
        manifest = json.loads(content)
        if all(isinstance(manifest[name], kind) for name, kind in NEEDED.items()):
            return manifest | {"migrations": [(app, name) for app, name in manifest["migrations"]]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unusable(NO_MANIFEST) from error
    raise Unusable(NO_MANIFEST)


@contextmanager
def sealing(file, key):
    """A file whose content goes into `file`, encrypted for this age public key if there is one."""
    if not key:
        yield file
        return
    try:
        recipient = pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise Unusable("BACKUP_KEY is not an age public key, which begins with age1.") from error
    with through_a_pipe(lambda inner: pyrage.encrypt_io(inner, file, [recipient]), "wb") as pipe:
        yield pipe


@contextmanager
def opening(path, identity):
    """The tar in the file at `path`, decrypted with this age identity if it is encrypted."""
    with open(path, "rb") as file:
        is_sealed = file.peek(len(SEALED)).startswith(SEALED)
        if not is_sealed:
            yield file
            return
        if not identity:
            raise Unusable("The backup is encrypted. Name its key file with --identity.")
        keys = [pyrage.x25519.Identity.from_str(identity)]
        with through_a_pipe(lambda inner: pyrage.decrypt_io(file, inner, keys), "rb") as pipe:
            yield pipe


def identity_in(path):
    """The secret key in a file as `age-keygen` writes it. Raises Unusable."""
    lines = path.read_text(encoding="utf-8", errors="replace").split()
    found = [line for line in lines if line.startswith("AGE-SECRET-KEY-1")]
    try:
        pyrage.x25519.Identity.from_str(found[0])
    except (IndexError, pyrage.IdentityError) as error:
        raise Unusable(f"{path} does not hold a key from age-keygen.") from error
    return found[0]


@contextmanager
def through_a_pipe(work, mode):
    """The one end of a pipe, while a thread does `work` with the other."""
    reading, writing = os.pipe()
    ours, theirs = (writing, reading) if mode == "wb" else (reading, writing)

    def worker():
        with open(theirs, "rb" if mode == "wb" else "wb") as inner:
            work(inner)

    with ThreadPoolExecutor(1) as pool:
        done, failed = pool.submit(worker), None
        try:
            with open(ours, mode) as outer:
                yield outer
                while mode == "rb" and outer.read(PART):  # what a tar has after its end
                    pass
        except Exception as error:  # the worker's may be its cause
            failed = error
        cause = done.exception()
    if isinstance(cause, pyrage.DecryptError):
        raise Unusable("The backup cannot be decrypted: it is damaged, or needs another key.")
    if cause and (failed is None or isinstance(failed, BrokenPipeError)):
        raise cause
    if failed:
        raise failed
