"""The text of a file that does not say how it is encoded."""

import codecs

from booking.moving_in.unreadable import Unreadable

MARKS = [  # the longer ones first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
SAVE_AS = "Open it in a spreadsheet program, save it as CSV, and upload that."
OF_DATABASE = "This is a copy of a database, not a CSV file. Export its tables as CSV."
OTHER_FILES = [
    (b"PK\x03\x04", f"This is a workbook or a zip file, not a CSV file. {SAVE_AS}"),
    (b"\xd0\xcf\x11\xe0", f"This is an Excel workbook, not a CSV file. {SAVE_AS}"),
    (b"%PDF", "This is a PDF. The program it is from may also have a CSV export."),
    (b"\x1f\x8b", "This is a compressed file. Unpack it and upload the CSV file inside."),
    (b"BEGIN:VCARD", "This is a file of contacts (vCard). Upload a CSV file instead."),
    (b"BEGIN:VCALENDAR", "This is a calendar file. Give it a name that ends in .ics."),
    (b"<", f"This is a web page or XML, not a CSV file. {SAVE_AS}"),
    (b"{\\RTF", f"This is a text document, not a CSV file. {SAVE_AS}"),
    (b"{", "This is JSON, not a CSV file."),
    (b"[{", "This is JSON, not a CSV file."),
    (b"INSERT INTO", OF_DATABASE),
    (b"CREATE TABLE", OF_DATABASE),
    (b"-- MySQL dump", OF_DATABASE),
    (b"-- phpMyAdmin", OF_DATABASE),
    (b"SQLite format 3", OF_DATABASE),
    (b"\x89PNG", "This is an image."),
    (b"\xff\xd8\xff", "This is an image."),
    (b"GIF8", "This is an image."),
]
# How usual the characters outside of ASCII are here: in English and French, and in what word
# processors write. Capitals with accents are rare.
USUAL = {
    **dict.fromkeys("ÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆÑÁÍÓÚíóúáñöäæ…•°½¼¾€£©®™", 1),
    **dict.fromkeys("éèêëàâçîïôùûüœ«»’‘“”–—\u00a0", 4),
}
ONE_BYTE = ["cp1252", "mac_roman", "cp850"]  # the more usual ones first


def text_of(data: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding it was read with.

    Raises Unreadable for what is not text. Of the encodings with one byte per character, it is the
    one that gives most letters which are usual here: statistics of languages (charset-normalizer)
    need more text than the few accents of a list of names.
    """
    begins = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].upper()
    for mark, sentence in OTHER_FILES:
        if begins.startswith(mark.upper()):
            raise Unreadable(sentence)
    if not data.strip():
        raise Unreadable("The file is empty.")
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return decoded(data, encoding), encoding
    if wide := without_mark(data):
        return decoded(data, wide), wide
    loosely = data.decode("utf-8", "replace")
    if "\ufffd" not in loosely:
        return checked(loosely), "utf-8"
    if is_mixed(data):
        return checked(mended(data)), "utf-8"
    found = max(ONE_BYTE, key=lambda one: likelihood(data, one))
    return decoded(data, found), found


def is_mixed(data):
    """Whether some lines are UTF-8: with letters of one byte each, a line hardly ever is."""
    accented = [line for line in data.splitlines() if not line.isascii()]
    return sum(map(is_utf8, accented)) * 5 > len(accented)


def mended(data):
    """UTF-8 into which somebody has pasted lines of Windows."""
    return "".join(
        line.decode("utf-8" if is_utf8(line) else "cp1252", "replace")
        for line in data.splitlines(keepends=True)
    )


def is_utf8(line):
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def without_mark(data):
    """UTF-16 of mostly Latin letters has a zero in every other byte."""
    some = data[:4000]
    pairs = len(some) // 2
    if pairs and some[1::2].count(0) > 0.6 * pairs and some[::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if pairs and some[::2].count(0) > 0.6 * pairs and some[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def decoded(data, encoding):
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding not in ONE_BYTE:
            line = data[: error.start].count(b"\n") + 1
            raise Unreadable(
                f"Line {line}: the file has bytes that are not text in its encoding ({encoding})."
            ) from None
        text = data.decode(encoding, "replace")
    return checked(text)


def checked(text):
    """A few zero bytes are left out, as they show nothing; many mean that it is not text. So is the
    mark at the start of a file that was put at the end of this one.
    """
    if (zeros := text.count("\0")) > 100 or zeros * 10 > len(text):
        raise Unreadable("This is not a text file. Upload a CSV file.")
    text = text.replace("\0", "").rstrip("\x1a")  # the end of a file of DOS
    return text.replace("\n\ufeff", "\n").removeprefix("\ufeff")


def likelihood(data, encoding):
    """How many of the bytes that differ between encodings are usual characters here."""
    high = bytes(one for one in data if one > 127)[:20_000].decode(encoding, "replace")
    return sum(USUAL.get(one, 0) for one in high)
