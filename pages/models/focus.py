"""How a picture is cropped: its shape, and the part of it that stays in sight."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

STEP = 5  # percent: static/css/focus.css has a class for each


class Shape(models.TextChoices):
    """What a picture is cropped to; empty for the whole picture."""

    WIDE = "wide", "Wide (16 by 9)"
    PHOTO = "photo", "Photo (3 by 2)"
    SQUARE = "square", "Square"
    TALL = "tall", "Tall (3 by 4)"


SIDES = {Shape.WIDE: (16, 9), Shape.PHOTO: (3, 2), Shape.SQUARE: (1, 1), Shape.TALL: (3, 4)}


PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


def focal_point(edge, side):
    return models.SmallIntegerField(
        f"focal point, from the {edge}",
        default=50,
        db_default=50,
        validators=PERCENT,
        help_text=f"In percent of the {side}.",
    )


class Focused(models.Model):
    """Where in a picture the part is that a crop should keep: its focal point."""

    focus_x = focal_point("left", "width")
    focus_y = focal_point("top", "height")

    class Meta:
        abstract = True

    @property
    def focus_class(self):
        """The classes of static/css/focus.css, which knows every fifth percent."""
        return f"focus-x-{in_steps(self.focus_x)} focus-y-{in_steps(self.focus_y)}"


def in_steps(percent):
    return min(100, max(0, STEP * round(percent / STEP)))
