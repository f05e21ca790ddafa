"""Whether a paste holds nothing but what an editor like ours writes."""

from pages.pasted.pieces import all_pieces

MARK = "data-pm-slice"  # by any editor of the same family: it proves nothing alone
AROUND = {"meta", "html", "head", "body"}  # what browsers put around a paste
LIKE_OURS = {
    **{tag: set() for tag in ("p", "h3", "h4", "ul", "li", "blockquote", "strong", "em", "br")},
    "ol": {"start", "type"},
    "a": {"href", "title", "rel", "target"},
}


def may_be_ours(html) -> bool:
    """Its paragraphs are what they seem then, and its links lead where somebody wanted them to."""
    starts = [piece for piece in all_pieces(html) if piece.kind == "start"]
    inner = [piece for piece in starts if piece.words not in AROUND]
    return any(MARK in piece.attributes for piece in inner) and all(
        piece.attributes.keys() - {MARK} <= LIKE_OURS.get(piece.words, set())
        and piece.words in LIKE_OURS
        for piece in inner
    )
