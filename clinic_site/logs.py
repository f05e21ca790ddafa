import logging
import re


def mask(line: str) -> str:
    """The line without the tokens that open patients' pages."""
    return re.sub(r"(/appointments/)[^/?\s\"']+", r"\1…", line)


class MaskTokens(logging.Filter):
    def filter(self, record):
        record.msg, record.args = mask(record.getMessage()), ()
        return True
