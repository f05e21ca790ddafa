import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from pictures.models import PictureField


def unguessable(image, filename):
    """A name that tells nothing of the original's and that nobody can guess from another."""
    return f"{uuid.uuid4().hex}.webp"


class Image(models.Model):
    """An uploaded picture as the site keeps it: shown by any number of revisions, never changed."""

    file = PictureField(
        upload_to=unguessable,
        width_field="width",
        height_field="height",
        file_types=["AVIF", "WEBP"],
        container_width=1200,
        grid_columns=1,
        pixel_densities=[1],
        breakpoints={"phone": 480, "tablet": 800, "desk": 1200},
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"Picture of {self.width} by {self.height} pixels"


class Illustrated(models.Model):
    """What may show one image, with the words for those who cannot see it."""

    image = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    alt = models.CharField(
        "description of the image",
        max_length=250,
        blank=True,
        db_default="",
        help_text="What somebody who cannot see the image should know of it.",
    )
    decorative = models.BooleanField(
        "the image only decorates",
        default=False,
        db_default=False,
        help_text="It tells nothing that the text does not say, so it needs no description.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(image=None) | ~Q(alt="") | Q(decorative=True),
                name="%(app_label)s_%(class)s_describes_its_image",
                violation_error_message=(
                    "Describe the image, or say that it only decorates the text."
                ),
            )
        ]
