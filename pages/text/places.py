"""The places of a page where an editor writes words, as advice and questions name them."""

from typing import NamedTuple

from pages.text.pasted import read
from pages.text.pasted.nodes import lines_of

TITLE, SUMMARY, IMAGE, SHARING = "Title", "Summary", "Page image", "Image for sharing"
DESCRIPTION = "Description for search engines"
REVIEW = "Review"
NAMELESS = "Section without a heading"


class Place(NamedTuple):
    """`part` names it for people; `target` is the id of the element to link to: a field's
    (`id_summary`), or a section's (`section-` and its key).
    """

    part: str
    target: str


def texts_in_places(revision, sections):
    """Each text of this revision with these sections, saved or not, after its place."""
    yield Place(TITLE, "id_title"), revision.title
    yield Place(SUMMARY, "id_summary"), revision.summary
    yield Place(DESCRIPTION, "id_seo_description"), revision.seo_description
    yield Place(IMAGE, "id_alt"), description_of_image(revision)
    yield Place(SHARING, "id_share_alt"), description_of_image(revision.shared)
    yield Place(REVIEW, "id_reviewed_by"), revision.reviewed_by
    for section in sections:
        place = place_of(section)
        for text in [section.heading, *section.block.texts(section.data)]:
            yield place, text
        for line in lines_of(read(section.body).children):
            yield place, "".join(text for text, _ in line.texts)
        yield place, description_of_image(section)


def place_of(section):
    name, block = section.heading.strip(), section.block
    unnamed = block.body_or_image or "heading" in {*block.columns} - {*block.optional}
    part = f"Section “{name}”" if name else NAMELESS if unnamed else block.name
    return Place(part, f"section-{section.key}")


def description_of_image(illustrated):
    """What people who can't see the image read, or nothing."""
    if illustrated.image_id is None or illustrated.decorative is True:
        return ""
    # An unsaved one may hold the database default, which is not a str.
    return illustrated.alt.strip() if isinstance(illustrated.alt, str) else ""
