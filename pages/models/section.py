import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from pages.fields import RichTextField
from pages.models.image import Illustrated
from pages.models.revision import Revision


class Section(Illustrated):
    """A heading and the text under it, with an image if need be."""

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

    class Meta(Illustrated.Meta):
        ordering = ["order", "pk"]
        constraints = [
            *Illustrated.Meta.constraints,
            models.UniqueConstraint(
                fields=["revision", "key"], name="pages_section_is_once_in_a_revision"
            ),
        ]

    def __str__(self):
        return self.heading
