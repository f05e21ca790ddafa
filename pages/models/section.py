import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from clinic.watched import Topic, watched
from pages.models.image import Illustrated
from pages.models.revision import Revision
from pages.text.fields import RichTextField


class Drawing(models.TextChoices):
    """The site's own drawings, in templates/pages/drawings/."""

    NERVE = "nerve", "What a supersensitive nerve does to a muscle"
    NEEDLE = "needle", "What the needle does, in three steps"
    COURSE = "course", "What a course of weekly treatments looks like"


class Section(Illustrated):
    """A heading and its text, with an optional drawing or image."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="sections")
    key = models.UUIDField(
        default=uuid.uuid4,
        db_default=RandomUUID(),
        editable=False,
        help_text="Stays the same in every revision, so that two of them can be compared.",
    )
    order = models.PositiveSmallIntegerField(default=100, help_text="Smaller numbers come first.")
    heading = models.CharField(max_length=160)
    body = RichTextField("text", max_length=20_000)

    drawing = models.CharField(
        max_length=10,
        choices=Drawing,
        blank=True,
        default="",
        db_default="",
        help_text="One of the site's own drawings, shown below the text.",
    )

    class Meta(Illustrated.Meta):
        triggers = [watched(Topic.PAGES)]
        ordering = ["order", "pk"]
        constraints = [
            *Illustrated.Meta.constraints,
            models.UniqueConstraint(
                fields=["revision", "key"], name="pages_section_is_once_in_a_revision"
            ),
            models.CheckConstraint(
                condition=models.Q(drawing__in=["", *Drawing.values]),
                name="pages_section_drawing_is_known",
            ),
        ]

    def __str__(self):
        return self.heading
