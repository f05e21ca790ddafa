import logging
import re


def mask(line: str) -> str:
    """The line without tokens of private pages and calendars, or what was searched for."""
    line = re.sub(r"(/(?:appointments|calendars|preview)/)[^/?\s\"']+", r"\1…", line)
    line = re.sub(r"(/admin/reset/)[^/?\s\"']+/[^/?\s\"']+", r"\1…/…", line)
    return re.sub(r"(/[^\s?]*\?)\S+", r"\1…", line)


class Mask(logging.Filter):
    def filter(self, record):
        record.msg, record.args = mask(record.getMessage()), ()
        return True
