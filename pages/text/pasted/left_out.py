"""What a text can't hold: the tags it is recognized by, and the words for it."""

from django.utils.translation import ngettext

# Visible things that are not text, by their tags.
KINDS = {
    **dict.fromkeys(("img", "svg", "canvas"), "picture"),
    **dict.fromkeys(("iframe", "embed", "object", "applet", "audio", "video"), "embedded"),
    **dict.fromkeys(("input", "select", "textarea"), "form_field"),
    "math": "formula",
    "struck": "struck",
}
PHRASES = {  # singular, and plural with the number
    "picture": ("1 image (upload it under “Image”)", "{} images (upload them under “Image”)"),
    "embedded": ("1 video or other embedded item", "{} videos or other embedded items"),
    "form_field": ("1 form field", "{} form fields"),
    "formula": ("1 formula", "{} formulas"),
    "link": (
        "1 link that can't be used here (its words are kept)",
        "{} links that can't be used here (their words are kept)",
    ),
    "struck": ("text that was struck through", "text that was struck through"),
}
OF_TABLES = {
    "table": (
        "A table can't be inside another table, a list or a quotation, so each of its rows is now "
        "a line of text."
    ),
    "too large": (
        "A table can have at most 100 rows and 12 columns. A larger one was pasted, so each of its "
        "rows is now a line of text."
    ),
    "merged": "Merged cells were split: their text is repeated in each row and column.",
}


def is_seen(tag, piece) -> bool:
    """Whether this is not text and was visible. (Email has invisible pictures of one pixel.)"""
    if tag not in KINDS or piece.attributes.get("type", "").lower() in ("hidden", "checkbox"):
        return False
    sides = {piece.attributes.get(name) for name in ("width", "height")}
    return tag != "img" or not sides & {"0", "1"}


def in_words(counts) -> str:
    """What was left out, in words for the editor; "" if nothing was."""
    found = [
        ngettext(singular, plural, counts[kind]).format(counts[kind])
        for kind, (singular, plural) in PHRASES.items()
        if counts[kind]
    ]
    sentences = [f"Left out: {'; '.join(found)}."] if found else []
    sentences += [words for kind, words in OF_TABLES.items() if counts[kind]]
    return " ".join(sentences)
