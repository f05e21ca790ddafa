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


def pictures(storage):
    """The names of all pictures in the storage, also of those of which just copies are left."""
    try:
        entries = [entry for part in storage.listdir("") for entry in part]
    except FileNotFoundError:
        return set()  # nobody has uploaded anything yet
    return {f"{match[1]}.webp" for entry in entries if (match := TOP.fullmatch(entry))}
