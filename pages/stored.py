"""The files of our pictures: what they are called, and how those that nobody needs go away.

A picture is `<32 hex digits>.webp`, and its copies lie beside it in the folder of that name.
"""

import re

OURS = re.compile(r"[0-9a-f]{32}(\.webp|/[1-9]\d{0,4}w\.(avif|webp))", re.ASCII)
TOP = re.compile(r"([0-9a-f]{32})(?:\.webp)?", re.ASCII)


def remove(storage, name):
    """Delete the picture and all its copies, whichever widths they were made in."""
    folder = name.removesuffix(".webp")
    if storage.exists(folder):
        for copy in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{copy}")
        storage.delete(folder)
    storage.delete(name)


def pictures_before(storage, moment):
    """The names of the pictures in the storage of which no file has been changed since `moment`.

    That is when a file came to lie there: what a backup brings back keeps its time of writing.
    """
    try:
        entries = [entry for part in storage.listdir("") for entry in part]
    except FileNotFoundError:
        return set()  # nobody has uploaded anything yet
    ours = [(match[1], entry) for entry in entries if (match := TOP.fullmatch(entry))]
    recent = {stem for stem, entry in ours if storage.get_created_time(entry) >= moment}
    return {f"{stem}.webp" for stem, _ in ours if stem not in recent}
