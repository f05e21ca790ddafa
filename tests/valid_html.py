"""What is wrong with a page's HTML, as far as a program can tell."""

import re
from collections import Counter

import html5lib

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTROLS = ("input", "select", "textarea", "button")
REFERS = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "form", "list")
OBSOLETE = ("center", "font", "big", "strike", "tt", "frame", "marquee", "acronym")
OLD_ATTRIBUTES = ("align", "bgcolor", "border", "valign", "cellpadding", "cellspacing", "nowrap")
# What these can contain directly (besides what readers don't see).
ONLY = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "select": {"option", "optgroup"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
}
SILENT = {"script", "template"}


def faults(text):
    """All faults of a page, each as a sentence; [] for a valid one."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(text)
    found = [
        f"line {line}: {html5lib.constants.E.get(code, code) % values}"
        for (line, _), code, values in parser.errors
    ]
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    for check in (head, headings, references, names, structure, moments, unbroken):
        found += check(root, elements)
    return found


def title(text):
    return html5lib.parse(text, namespaceHTMLElements=False).findtext("head/title").strip()


def head(root, elements):
    if not root.get("lang"):
        yield "the page has no language"
    titles = [one for one in elements if one.tag == "title" and one in root.find("head")]
    if len(titles) != 1 or not words(titles[0]).strip():
        yield "the page has no title of its own"


def headings(root, elements):
    levels = [int(one.tag[1]) for one in elements if one.tag in HEADINGS]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} first headings"
    for before, after in zip([0, *levels], levels, strict=False):
        # Anything before the first heading can have any level; below it, no level is skipped.
        if before and after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    yield from (f"an empty {one.tag}" for one in elements if one.tag in HEADINGS and not said(one))


def references(root, elements):
    ids = Counter(one.get("id") for one in elements if one.get("id") is not None)
    yield from (
        f"{count} elements have the id {name!r}" for name, count in ids.items() if count > 1
    )
    yield from (f"{name!r} is no id" for name in ids if not name or " " in name)
    for one in elements:
        for attribute in (*REFERS, *(["for"] if one.tag == "label" else [])):
            for name in (one.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute} of a {one.tag} names {name!r}, which is not there"
        target = one.get("href") or ""
        if target.startswith("#") and target[1:] not in {"", "top", *ids}:
            yield f"a link leads to {target}, which is not there"


def names(root, elements):
    labelled = {one.get("for") for one in elements if one.tag == "label" and said(one)}
    wrapped = {
        inner for one in elements if one.tag == "label" and said(one) for inner in one.iter()
    }
    for one in elements:
        if one.tag == "img" and one.get("alt") is None:
            yield f"an image without alt: {one.get('src')}"
        pressed = one.tag == "button" or (one.tag == "a" and one.get("href"))
        if pressed and not (said(one) or one.get("title")):
            yield f"a {one.tag} without words: {one.attrib}"
        if one.tag in CONTROLS[:3] and one.get("type") not in ("hidden", "submit", "button"):
            has_name = one.get("aria-label") or one.get("aria-labelledby")
            if not has_name and one.get("id") not in labelled and one not in wrapped:
                yield f"a field without a label: {one.get('name')}"
        if one.tag == "input" and one.get("type") in ("submit", "button") and not one.get("value"):
            yield f"a button without words: {one.get('name')}"


def structure(root, elements):
    for one in elements:
        if one.tag in OBSOLETE:
            yield f"<{one.tag}> is no longer HTML"
        yield from (
            f"{name} of a {one.tag} is no longer HTML" for name in OLD_ATTRIBUTES if one.get(name)
        )
        if one.get("style") or any(name.startswith("on") for name in one.attrib):
            yield f"a style or script in an attribute of a {one.tag}"
        if allowed := ONLY.get(one.tag):
            inside = {child.tag for child in one if isinstance(child.tag, str)} - SILENT - allowed
            yield from (f"<{tag}> stands directly in <{one.tag}>" for tag in inside)
        if one.tag in ("a", "button"):
            inner = {child.tag for child in one.iter()} & {"a", "button", "input", "select"}
            if len(list(one.iter(one.tag))) > 1 or inner - {one.tag}:
                yield f"something to press stands inside of a {one.tag}"


# https://html.spec.whatwg.org/multipage/text-level-semantics.html#datetime-value: a date, or an
# instant with its offset from UTC. The site needs no other.
DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
MOMENT = rf"{DATE}(T{CLOCK}(:[0-5][0-9](\.[0-9]{{1,3}})?)?(Z|[+-]{CLOCK}))?"


def moments(root, elements):
    for one in elements:
        said = one.get("datetime", words(one) if one.tag == "time" else None)
        if said is not None and not re.fullmatch(MOMENT, said):
            yield f"no program can read the time {said!r}"


MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
BREAKS = re.compile(
    rf"\b({MONTHS}|[A-Z][a-z][a-z]) [0-9]{{1,2}}\b|[0-9] [AP]M\b|[0-9]{{3}}[ -][0-9]{{4}}"
)
ONE_LINE = {"title", "option", "textarea", "script", "style"}


def unbroken(root, elements):
    """Dates, times and phone numbers in which a line could break."""
    parents = {child: one for one in root.iter() for child in one}
    for one in elements:
        texts = [(one, one.text), *((one, child.tail) for child in one)]
        for holder, text in texts:
            found = BREAKS.search(text or "")
            if found and not kept(holder, parents):
                yield f"a line may break in {found[0]!r}"


def kept(one, parents):
    while one is not None:
        fixed = {"whole", "number", "big-number"} & set(
            one.get("class", "").split()
        ) or "inline-block" in one.get("style", "")
        if fixed or one.tag in ONE_LINE:
            return True
        one = parents.get(one)
    return False


def words(element):
    return "".join(element.itertext())


def said(element):
    """What a screen reader would say of an element."""
    alts = (one.get("alt") or "" for one in element.iter("img"))
    return (
        element.get("aria-label")
        or element.get("aria-labelledby")
        or (words(element) + "".join(alts)).strip()
    )
