"""Dates, times and phone numbers, which should not be broken over two lines."""

import re

MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
WEEKDAY = "(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
GAP = "[ \u00a0]"
YEAR = f"(?:,?{GAP}[12][0-9]{{3}})"
DATE = f"(?:{MONTH}{GAP}[0-9]{{1,2}}{YEAR}?|[0-9]{{1,2}}{GAP}{MONTH}{YEAR}?|{MONTH}{YEAR})"
DAY = f"(?:{WEEKDAY},?{GAP})?{DATE}"
TIME = f"[0-9]{{1,2}}(?::[0-9]{{2}})?{GAP}?[AaPp]\\.?[Mm]\\b\\.?(?:{GAP}[A-Z]{{1,2}}T\\b)?"
CLOCK = "[0-9]{1,2}:[0-9]{2}"
HOURS = (
    f"(?:(?:{CLOCK}{GAP}?[–-]{GAP}?)?{TIME}(?:{GAP}?(?:to|[–-]){GAP}?{TIME})?"
    f"|{CLOCK}{GAP}?[–-]{GAP}?{CLOCK})"
)
JOIN = "[ \u00a0.-]"
CANADIAN = f"(?:\\+?1{JOIN}?)?(?:\\([0-9]{{3}}\\)|[0-9]{{3}}){JOIN}?[0-9]{{3}}{JOIN}[0-9]{{4}}"
FOREIGN = f"\\+[0-9](?:{JOIN}?\\(?{JOIN}?[0-9]\\)?){{6,14}}"
PHONE = f"(?:{CANADIAN}|{FOREIGN})(?:,?{GAP}(?:ext\\.?|x){GAP}?[0-9]{{1,6}})?"
# Adjoining punctuation stays with it: a bracket before, a comma after.
BEFORE, AFTER = "[(“]?(?<![\\w/@.-])", "(?![\\w@])[.,:;!?)”]*"
UNBROKEN = re.compile(f"{BEFORE}(?:{DAY}|{HOURS}|{PHONE}){AFTER}")
# If it is wider than its line, it breaks between these.
PARTS = re.compile(f"{BEFORE}(?:{DATE}|{TIME}){AFTER}")
SPOKEN_TIME = re.compile(f"{BEFORE}{TIME}")
TAGS = re.compile(
    r"(<(?:title|script|style|textarea|select|svg)\b.*?"
    r"</(?:title|script|style|textarea|select|svg)>"
    r"|<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>)",
    re.DOTALL,
)


def with_fixed_spaces(text: str) -> str:
    """The text with no-break spaces in dates, times and phone numbers."""
    return UNBROKEN.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def as_html(html: str, attribute: str = 'class="whole"') -> str:
    """The HTML with each of them, and their parts, in a <span> with this attribute.

    Tags, fields and scripts are left unchanged.
    """

    def span(words):
        return f"<span {attribute}>{words}</span>"

    def marked(found):
        whole = found[0]
        parts = "" if PARTS.fullmatch(whole) else PARTS.sub(lambda part: span(part[0]), whole)
        return span(parts or whole)

    pieces = TAGS.split(html)
    pieces[::2] = [
        UNBROKEN.sub(marked, text) if re.search("[0-9]", text) else text for text in pieces[::2]
    ]
    return "".join(pieces)
