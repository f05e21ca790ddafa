"""Where the clinic is and how to get in. All of it is optional."""

from django.db import models


class Place(models.Model):
    """How patients find the clinic, park and get in."""

    directions = models.TextField(
        "how to get there",
        max_length=800,
        blank=True,
        default="",
        db_default="",
        help_text="Transit stops, landmarks, which door. Not shown while it is empty.",
    )
    parking = models.TextField(
        max_length=400,
        blank=True,
        default="",
        db_default="",
        help_text="Where patients can park, and what it costs. Not shown while it is empty.",
    )
    access = models.TextField(
        "step-free access",
        max_length=400,
        blank=True,
        default="",
        db_default="",
        help_text=(
            "What somebody with a wheelchair, a walker or a stroller needs to know, such as "
            "“Elevator from the street; automatic door”. Not shown while it is empty."
        ),
    )
    languages = models.CharField(
        "languages spoken at the clinic",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="With commas between them, such as “English, French”.",
    )
    map_image = models.ForeignKey(
        "pages.Image",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    map_alt = models.CharField(
        "description of the map",
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text=(
            "What the map shows, for someone who can’t see it, such as “The clinic is on the "
            "corner of two streets, across from a park”."
        ),
    )

    class Meta:
        abstract = True

    @property
    def spoken(self):
        """The languages, each by itself."""
        return [one.strip() for one in self.languages.split(",") if one.strip()]

    @property
    def has_way(self):
        """Whether there is more to say about the way here than an address."""
        return bool(self.directions or self.parking or self.access or self.map_image_id)
