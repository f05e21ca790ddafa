import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.lookups import Exact

from clinic.columns import KnownAsStock
from clinic.watched import Topic, watched
from pages.blocks import BLOCKS, GATHERED, QUESTION, TEXT
from pages.models.document import Document
from pages.models.image import Illustrated
from pages.models.revision import Revision
from pages.text.fields import RichTextField
from pages.text.opening import opening
from pages.text.pasted import links_in


class Drawing(models.TextChoices):
    """The site's own drawings, in templates/pages/drawings/."""

    NERVE = "nerve", "What a supersensitive nerve does to a muscle"
    NEEDLE = "needle", "What the needle does, in three steps"
    COURSE = "course", "What a course of weekly treatments looks like"


class OwnValues(KnownAsStock, models.JSONField):
    """A JSON object, by a CHECK. Anything stored before there was one is read as an empty one."""

    def from_db_value(self, value, expression, connection):
        found = super().from_db_value(value, expression, connection)
        return found if isinstance(expression, KeyTransform) else self.to_python(found)

    def to_python(self, value):
        return value if isinstance(value, dict) else {}


class Section(Illustrated):
    """One block of a page. Its kind says which of these columns it uses, and what `data` holds."""

    TITLE = "revision__title"
    TO_PAGE = ("revision__page",)

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="sections")
    key = models.UUIDField(
        default=uuid.uuid4,
        db_default=RandomUUID(),
        editable=False,
        help_text="Stays the same in every revision, so that two of them can be compared.",
    )
    order = models.PositiveSmallIntegerField(default=100, help_text="Smaller numbers come first.")
    # No list of choices here: a new kind is a class in pages/blocks/, not a migration.
    kind = models.CharField(max_length=20, default=TEXT, db_default=TEXT)
    heading = models.CharField(max_length=160, blank=True)
    body = RichTextField("text", max_length=20_000, blank=True)
    data = OwnValues(
        default=dict,
        db_default={},
        blank=True,
        help_text="The values of the kind's own fields, by name.",
    )

    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sections",
        db_index=False,
    )
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
        indexes = [
            models.Index(
                fields=["document"],
                condition=Q(document__isnull=False),
                name="pages_sections_by_document",
            ),
            # Few of the sections of all versions; the pages for booking ask for them.
            models.Index(
                fields=["revision"],
                condition=Q(kind=QUESTION),
                name="pages_questions_by_revision",
            ),
            # As few; cards and the steps of booking ask for them.
            models.Index(
                fields=["revision"],
                condition=Q(kind__in=GATHERED),
                name="pages_gathered_by_revision",
            ),
        ]
        constraints = [
            *Illustrated.Meta.constraints,
            models.UniqueConstraint(
                fields=["revision", "key"], name="pages_section_is_once_in_a_revision"
            ),
            models.CheckConstraint(
                condition=Q(drawing__in=["", *Drawing.values]),
                name="pages_section_drawing_is_known",
            ),
            models.CheckConstraint(
                condition=Exact(
                    Func(F("data"), function="jsonb_typeof", output_field=models.TextField()),
                    Value("object"),
                ),
                name="pages_section_data_is_an_object",
            ),
        ]

    def __str__(self):
        words = opening(self.body) if self.kind == TEXT and not self.heading else ""
        return self.heading or words or self.block.name

    @property
    def shown_in(self):
        return self.revision

    @property
    def block(self):
        """Its kind. One that this version of the site does not know is shown as a text."""
        return BLOCKS.get(self.kind, BLOCKS[TEXT])

    @property
    def template(self):
        return f"pages/blocks/{self.block.kind}.html"

    @property
    def values(self):
        return self.block.values(self.data)

    @property
    def is_wide(self):
        return self.values.get("look") == "full"

    @property
    def links(self):
        """The (words, address) of each link in it."""
        return [*links_in(self.body), *self.block.links(self.data)]

    @property
    def facts(self):
        """The label and the value of each own field, in words, without the empty ones."""
        block = self.block
        named = [(one.label or name.capitalize(), name) for name, one in block.fields.items()]
        found = [(label, block.displayed(name, self.data)) for label, name in named]
        return [(label, value) for label, value in found if value not in ("", None)]
