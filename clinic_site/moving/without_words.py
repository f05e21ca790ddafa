"""Pictures that neither the text nor the old site's library describes."""

from clinic_site.moving.galleries import numbered
from clinic_site.moving.pictures import is_document

UNDESCRIBED = "There was no description of {}, so it is marked as decorative. Check that."


def undescribed(item, text):
    """The addresses of the pictures that this item shows without words about them."""
    found = [one.image_url for one in text.parts if not one.alt and not one.caption]
    return list(dict.fromkeys(filter(None, [*found, *thumbnail_of(item)])))


def thumbnail_of(item):
    return [numbered(item.thumbnail)] if item.thumbnail else []


def said_of(row, files):
    """A sentence for each of them that has a file, and no words in the library either."""
    for written in row.undescribed:
        for address in files.galleries.known([written]):
            about = files.about_of(address)
            # A gallery has the library's captions, too.
            has_words = about.get("alt") or (written != address and about.get("caption"))
            if not has_words and files.uploads.path_for(address) and not is_document(address):
                yield UNDESCRIBED.format(address.rpartition("/")[2])
