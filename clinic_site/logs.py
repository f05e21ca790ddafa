import logging
import re


def mask(line: str) -> str:
    """The line without tokens of private pages and calendars, or what was searched for."""
    line = re.sub(r"(/(?:appointments|calendars|preview)/)[^/?\s\"']+", r"\1…", line)
    line = re.sub(r"(/admin/reset/)[^/?\s\"']+/[^/?\s\"']+", r"\1…/…", line)
    return re.sub(r"\S+", without_query, line)


def without_query(word):
    """An address without what follows its question mark; any other word as it is."""
    before, mark, _ = word[0].partition("?")
    return f"{before}{mark}…" if mark and "/" in before else word[0]


class Mask(logging.Filter):
    def filter(self, record):
        record.msg, record.args = mask(record.getMessage()), ()
        return True
