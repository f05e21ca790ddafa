"""No-break spaces, kept only where a typographer would set one.

Some programs join all words with them, and then lines break inside words. Those that English and
French style guides ask for are kept: between a number and its unit, in a date, a time, a phone
number or a postal code, after a title or an initial, before a dash, at French punctuation.
"""

import re

NO_BREAK = "\xa0\u202f\u2007"  # no-break space, narrow no-break space, figure space
RUN = re.compile(f"[ {NO_BREAK}]+")
NEAR = 24  # characters examined on each side: what belongs together is short
UNITS = (
    r"[%‰°×$€£¢]\w?|[AaPp]\.?\s?[Mm]\.?|[kcmµn]?[mglL]|[cmk]?m[²³]|[mk]?Hz|mmHg|kPa|k?cal|km/h|cc|ft"
    r"|lbs?|oz|x|h|hrs?|min|s|secs?|ms|o['’]clock|percent|dollars?"
    r"|(?:second|minute|hour|day|week|month|year|visit|treatment|session|needle)s?"
)
MONTHS = (
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
TITLES = r"Drs?\.?|M(?:rs?|s|x|r)\.?|MM?\.|Mmes?|Mlles?|Prof\.?|Ste?\.?"
NUMBERED = (
    r"[Nn]os?\.|No|[Nn][°º]|pp?\.|[Ff]ig(?:\.|ure)|[Vv]ol\.|[Tt]able|[Cc]hapter|[Ss]ection|[Ss]tep"
    r"|[Pp]art|[Pp]age|[Ss]uite|[Uu]nit|[Rr]oom|[Ff]loor|[Ll]evel|[Aa]pt\.?|[Ll]ine|[Ee]xt\.?|§+"
    r"|[¶©№#$€£]"
)
# Patterns for the text just before and just after a meant no-break space.
MEANT = [
    (re.compile(rf"(?:{before})\Z"), re.compile(after))
    for before, after in (
        (r"[0-9½¼¾⅓⅔]", rf"(?:{UNITS})(?!\w)"),
        (r"(?<![0-9])[0-9]{1,3}", r"[0-9]{3,4}(?!\w)"),  # thousands, and parts of a phone number
        (r"\+[0-9]{1,3}|\([0-9]{3}\)", r"\(?[0-9]"),
        (r"\b[A-Za-z][0-9][A-Za-z]", r"[0-9][A-Za-z][0-9](?!\w)"),  # a postal code
        (rf"\b(?:{MONTHS})\.?", r"[0-9]"),
        (r"\b[0-9]{1,2}", rf"(?:{MONTHS})(?!\w)"),
        (rf"\b(?:{TITLES})|\b[A-Z]\.", r"[^\W\d_]"),  # a title, an initial
        (rf"(?<!\w)(?:{NUMBERED})", r"[0-9]"),
        (r"«", r"\S"),
        (r"\S", r"[»:;!?](?!\w)|[–—](?:\s|\Z)"),
    )
]


def meant(text) -> str:
    """The text with plain spaces for all no-break spaces that no typographer would set."""
    return RUN.sub(lambda run: run[0] if is_meant(text, run) else " " * len(run[0]), text)


def is_meant(text, run):
    if run[0] not in NO_BREAK or len(run[0]) > 1:
        return False
    before = text[max(0, run.start() - NEAR) : run.start()].split()
    after = text[run.end() : run.end() + NEAR].partition("\n")[0]
    if not before or text[run.start() - 1].isspace() or not after or after[0].isspace():
        return False
    return any(end.search(before[-1]) and start.match(after) for end, start in MEANT)
