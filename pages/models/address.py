"""What a page's address can be."""

import re

from django.core.exceptions import ValidationError
from django.db import models

from pages.reserved import COMING, RESERVED

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SLUG_WORDS = "Use small letters, digits and single hyphens only."
TAKEN_WORDS = "This address is taken by another part of the site. Choose another one."
COMING_WORDS = (
    "This address is reserved for a future part of the site. Choose another one, such as "
    "{slug}-page."
)


class Folder(models.TextChoices):
    """What a page is about, as its address says. The overviews above are ordinary pages."""

    NONE = "", "Anything else"
    TEAM = "team", "Somebody on the team"
    TREATMENTS = "treatments", "A treatment"


def check_slug(slug):
    """Raise ValidationError for one that another part of the site answers, or will."""
    if not re.fullmatch(SLUG, slug):
        raise ValidationError({"slug": SLUG_WORDS})
    if slug in RESERVED:
        words = COMING_WORDS.format(slug=slug) if slug in COMING else TAKEN_WORDS
        raise ValidationError({"slug": words})
