"""The old site's folder of uploads: files found in the zips that were uploaded, and stored here."""

import re
import unicodedata
import zipfile
from collections import defaultdict
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from clinic.long_work import CannotGoOn
from clinic_site.moving.old_addresses import host_of
from pages import document_files, picture_files
from pages.models import Document, Image
from pages.models.upload import CannotStore

MOST_FILES = 300_000  # in one zip
MOST_AT_ONCE = 50_000_000  # bytes: Python reads a zip's list of names whole
LISTED = b"PK\1\2"  # before each name in it
PICTURES = ("jpg", "jpeg", "jpe", "png", "webp", "avif", "heic", "heif", "gif", "bmp", "svg", "tif")
ENDINGS = (*PICTURES, "pdf")
FOLDER = re.compile(r"(?:^|/)(?:wp-content/)?uploads/(?:sites/[0-9]+/)?")
# WordPress's copies: photo-300x200.jpg of photo.jpg, photo-scaled.jpg, photo-e1529432412345.jpg
SIZED = re.compile(r"-[0-9]{1,5}x[0-9]{1,5}$")
CHANGED = re.compile(r"-(?:scaled|rotated|e[0-9]{10,14})$")

NO_ZIP = "This file is not a zip file, or it is damaged. Make it again, then upload it."
TOO_MANY = f"The zip file has more than {MOST_FILES:,} files. Split it into several."
LOCKED = "It is protected by a password in the zip file."
PACKED = "It is compressed in a way that this site can’t unpack. Make an ordinary zip file."
# Of the others, Python unpacks all at once, however little is asked for.
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
PROXY = re.compile(r"i[0-9]\.wp\.com")  # WordPress.com's, before the host and path of a picture
BROKEN = "It is damaged in the zip file."


class NotUsed(Exception):
    """A file that can't become one of ours. Its words say why."""


def below_uploads(path):
    """The path below the folder of uploads, in the letters by which files are compared."""
    path = unicodedata.normalize("NFC", path.replace("\\", "/")).lower()
    found = list(FOLDER.finditer(path))
    return path[found[-1].end() :] if found else path.removeprefix("./").strip("/")


def below_uploads_of(address):
    return below_uploads(unquote(address.partition("?")[0].partition("#")[0]))


def split(path):
    """The folder, the name without marks of a copy, and the ending."""
    folder, _, name = path.rpartition("/")
    stem, _, ending = name.rpartition(".")
    return folder, CHANGED.sub("", SIZED.sub("", stem)), ending


def original(path):
    """The path without the marks of a copy."""
    folder, stem, ending = split(path)
    return f"{folder}/{stem}.{ending}".lstrip("/")


class Counted:
    """A zip file that lists no more files than MOST_FILES. Otherwise, its list fills the memory,
    whatever it says of its length. Raises ValidationError.
    """

    def __init__(self, file):
        self.file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size=-1):
        if size > MOST_AT_ONCE:
            raise ValidationError(TOO_MANY)
        data = self.file.read(size)
        if data.count(LISTED) > MOST_FILES:
            raise ValidationError(TOO_MANY)
        return data


def entries_of(file):
    """The files of a zip that can be used, by their path below uploads. Raises ValidationError."""
    try:
        archive = zipfile.ZipFile(Counted(file))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise ValidationError(NO_ZIP) from None
    found = {}
    for one in infos:
        path = below_uploads(one.filename)
        hidden = "__MACOSX/" in one.filename or path.rpartition("/")[2].startswith(".")
        if not one.is_dir() and not hidden and path.rpartition(".")[2] in ENDINGS:
            found.setdefault(path, (archive, one))
    return found


class Uploads:
    """All files that were uploaded for an import. Nothing is ever unpacked to a disk.

    `hosts` are those on which the old site had its pages and its uploads.
    """

    def __init__(self, files, hosts):
        self.by_path, self.hosts = {}, hosts
        for file in files:
            self.by_path = entries_of(file) | self.by_path
        self.copies, self.by_name = defaultdict(list), defaultdict(set)
        for path in self.by_path:
            folder, stem, ending = split(path)
            self.copies[folder, stem, ending].append(path)
            self.by_name[stem, ending].add(folder)

    def path_for(self, address):
        """The path of the file that this address showed, or the largest of its copies; or None."""
        if not self.is_of_old_site(address):
            return None
        wanted = below_uploads_of(address)
        folder, stem, ending = split(wanted)
        found = self.copies.get((folder, stem, ending), [])
        if not found and len(self.by_name.get((stem, ending), ())) == 1:
            [elsewhere] = self.by_name[stem, ending]
            if is_same_folder(elsewhere, folder):
                found = self.copies[elsewhere, stem, ending]
        if not found:
            return wanted if wanted in self.by_path else None
        return max(
            found, key=lambda path: (not SIZED.search(path.rpartition(".")[0]), self.size(path))
        )

    def is_of_old_site(self, address):
        host = host_of(address)
        if PROXY.fullmatch(host):
            host = host_of(f"//{urlsplit(address).path.lstrip('/')}")
        return not host or host in self.hosts

    def size(self, path):
        return self.by_path[path][1].file_size

    def content(self, path, most):
        """At most one byte more than `most`, whatever the zip file claims. Raises NotUsed."""
        archive, info = self.by_path[path]
        if info.flag_bits & 1:
            raise NotUsed(LOCKED)
        if info.compress_type not in BOUNDED:
            raise NotUsed(PACKED)
        try:
            with archive.open(info) as file:
                return file.read(most + 1)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError):
            raise NotUsed(BROKEN) from None
        except Exception as error:  # of the decompressors, such as zlib.error
            raise NotUsed(BROKEN) from error


def is_same_folder(one, other):
    """Whether one is the end of the other: a zip may begin below or above the uploads."""
    one, other = f"/{one}".rstrip("/"), f"/{other}".rstrip("/")
    return one.endswith(other) or other.endswith(one)


def is_document(path):
    return path.endswith(".pdf")


def is_upload(address):
    """Whether this address leads to a file that could be brought in."""
    path = below_uploads_of(address)
    return path.rpartition(".")[2] in ENDINGS and bool(
        FOLDER.search(address.partition("?")[0].lower())
    )


def stored(name, content, by):
    """The new Image or Document with these bytes. Raises NotUsed, or CannotGoOn if nothing can be
    stored now.
    """
    file = ContentFile(content, name=name.rpartition("/")[2])
    try:
        if is_document(name):
            return Document.objects.take(document_files.clean(file), by)
        return Image.objects.take(file, by)
    except CannotStore as error:
        raise CannotGoOn(error.messages[0]) from None
    except ValidationError as error:
        raise NotUsed(error.messages[0]) from None


def most_bytes(path):
    return document_files.MAX_BYTES if is_document(path) else picture_files.MAX_BYTES
