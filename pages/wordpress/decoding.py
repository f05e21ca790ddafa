"""The text of an export file, whatever encoding it is in, says it is in, or is packed in.

Files are from sites as old as twenty years. Many say UTF-8 but have some bytes of Windows-1252,
which are read as such and counted.
"""

import codecs
import gzip
import re
import zipfile
import zlib
from collections import Counter

from pages.wordpress.exported import Unreadable
from pages.wordpress.mended import Mended

CHUNK = 1 << 16  # bytes
LONGEST = 1_000_000_000  # bytes once unpacked
BOMS = [  # those of UTF-32 begin like those of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
]
DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.:-]+)[\"']")
LATIN = re.compile(r"(?:iso-?8859-?1|iso_8859-1|latin-?1|windows-1252|cp-?1252)", re.IGNORECASE)
OF_TEXT = re.compile(  # without Python's encodings that are not of text, and without UTF-7
    r"(?:iso-?8859-?\d+|windows-\d+|cp\d+|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gbk|gb2312|gb18030|big5"
    r"|macintosh)",
    re.IGNORECASE,
)
BEYOND = re.compile("[^\x00-\x7f]")
NOT_UTF8 = re.compile("[\udc80-\udcff]+")  # as `surrogateescape` keeps such bytes


def text_of(file, mended: Mended, go_on=lambda: None):
    """The text, in parts. `file` is binary and can seek; `go_on` is called for each part of it.

    Raises Unreadable if it is empty, packed with other files, or not in the encoding that it names.
    """
    file = Parts(unpacked(file), go_on)
    first = file.read()
    encoding = next((name for bom, name in BOMS if first.startswith(bom)), "")
    encoding = encoding or declared(file, first, mended)
    lossless = encoding in ("utf-8", "utf-8-sig", "cp1252")
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if lossless else "strict")
    lines, part = 0, first
    while part:
        after = file.read()
        try:
            text = decoder.decode(part, final=not after)
        except UnicodeDecodeError as error:
            raise Unreadable(
                f"Line {lines + 1}, or soon after: the text is not in {encoding.upper()}, although "
                "the file says so. Export it again."
            ) from error
        yield NOT_UTF8.sub(lambda found, lines=lines: of_windows(found, mended, lines), text)
        lines += text.count("\n")
        part = after


def unpacked(file):
    """The file itself or, if it was compressed, what is in it."""
    start = file.read(4)
    file.seek(0)
    if not start:
        raise Unreadable("Line 1: the file is empty.")
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)
    return from_zip(file) if start == b"PK\x03\x04" else file


# Of the others, Python unpacks all at once, however little is asked for.
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def from_zip(file):
    try:
        packed = zipfile.ZipFile(file)
        names = [name for name in packed.namelist() if is_export(name)]
        if len(names) == 1:
            if packed.getinfo(names[0]).compress_type not in BOUNDED:
                raise NotImplementedError
            return packed.open(names[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError) as error:
        raise Unreadable(
            "Line 1: this zip file is damaged, has a password, or is packed in an unusual way."
        ) from error
    if not names:
        raise Unreadable("Line 1: this zip file has no export file (.xml) in it.")
    raise Unreadable(
        f"Line 1: this zip file has {len(names)} export files in it. Unpack it and bring them in "
        "one after another."
    )


def is_export(name):
    return name.lower().endswith(".xml") and not name.startswith("__MACOSX/")


class Parts:
    """The file in parts of CHUNK. A few compressed bytes can be very many: they are counted."""

    def __init__(self, file, go_on):
        self.file, self.go_on, self.size = file, go_on, 0

    def read(self):
        self.go_on()
        try:
            part = self.file.read(CHUNK)
        except EOFError as error:
            raise Unreadable(
                "Line 1: the compressed file is incomplete. Export it again."
            ) from error
        except (zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, RuntimeError) as error:
            raise Unreadable("Line 1: the compressed file is damaged. Export it again.") from error
        self.size += len(part)
        if self.size > LONGEST:
            raise Unreadable("Line 1: the file has more than 1 GB of text.")
        return part

    def go_back_to(self, place):
        self.file.seek(place)
        self.size = place


def declared(file, first, mended):
    """The encoding that the file names, or what it is in if that can't be true."""
    found = DECLARED.search(first)
    name = found[1].decode("ascii", "replace") if found else "utf-8"
    if LATIN.fullmatch(name) or OF_TEXT.fullmatch(name):
        if is_utf8(file, first):
            mended.add(
                f"The file says that it is in {name}, but it was read as UTF-8, which it is."
            )
            return "utf-8"
        if LATIN.fullmatch(name):
            return "cp1252"  # as browsers read Latin-1: it has no curly quotes
        try:
            return codecs.lookup({"macintosh": "mac-roman"}.get(name.lower(), name)).name
        except LookupError:
            pass
    if name.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        mended.add(f"The file says that it is in {name}; it was read as UTF-8.")
    return "utf-8"


def is_utf8(file, first):
    """Whether more of the file's letters beyond ASCII are in UTF-8 than are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    letters, part = Counter(), first
    while part:
        if not part.isascii():
            letters.update(map(is_byte, BEYOND.findall(decoder.decode(part))))
        part = file.read()
    file.go_back_to(len(first))
    return letters[False] > letters[True]


def is_byte(letter):
    return bool(NOT_UTF8.match(letter))


def of_windows(found, mended, lines):
    """What these bytes are in Windows-1252, or in UTF-16 that was encoded once more."""
    raw = found[0].encode("ascii", "surrogateescape")
    try:
        text = raw.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
        text = text.decode("utf-16")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    lost = text.count("\ufffd")
    for kind, number in (("windows", len(raw) - lost), ("no character", lost)):
        if number > 0:
            mended.count(kind, lines, found.string, found.start(), number)
    return text
