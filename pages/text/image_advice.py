"""Suggestions about an image: whether those who can't see it learn what it shows."""

import re

from pages.text.places import description_of_image

# What cameras and programs put instead of a description.
NO_DESCRIPTION = re.compile(
    r"(?:an? )?(?:image|picture|photo|photograph|graphic|logo|img|screenshot|untitled)s?(?: of)?\.?"
    r"|(?:img|dsc|dscn|pxl|image|photo|screenshot)[ _-]?[\d _-]+|\S*\.(?:jpe?g|png|gif|webp|heic)",
    re.IGNORECASE,
)


def of_image(illustrated, heading):
    if illustrated.image_id is None or illustrated.decorative is True:
        return
    alt = description_of_image(illustrated)
    if not alt:
        yield "The image has no description for people who can’t see it.", ""
    elif NO_DESCRIPTION.fullmatch(alt):
        yield "The image description does not say what the image shows.", alt
    elif alt.lower() == heading.strip().lower():
        yield "The image description only repeats the heading.", alt
