"""What was planned for each item of a file, and what has been brought in from the old site."""

from django.db import models

from comments.models import Comment
from pages.models import Document, Image, Page, Revision, Section
from pages.models.old_address import LONGEST


class PlannedItem(models.Model):
    """One item of the file, what is to become of it, and in the end what has."""

    class State(models.TextChoices):
        PLANNED = "planned", "to be brought in"
        PLACED = "placed", "its page has an address"
        DONE = "done", "brought in"

    work = models.ForeignKey(
        "clinic_site.WordPressImport", on_delete=models.CASCADE, related_name="items"
    )
    number = models.PositiveIntegerField(help_text="Its place in the file, from 1.")
    kind = models.CharField(max_length=60)
    status = models.CharField(max_length=30, blank=True)
    old_id = models.BigIntegerField(null=True)
    old_parent = models.BigIntegerField(null=True)
    key = models.CharField(max_length=64)
    title = models.TextField(blank=True)
    link = models.TextField(blank=True)
    slug = models.CharField(max_length=50, blank=True, help_text="Where its page is to be.")
    old_slugs = models.JSONField(
        default=list, db_default=[], help_text="The last parts of addresses that it had before."
    )
    by = models.TextField(blank=True, help_text="The author's name, as the old site shows it.")
    at = models.DateTimeField(null=True, help_text="When it was published there.")
    why_not = models.CharField(max_length=200, blank=True, help_text="Why it can't be brought in.")
    is_here = models.BooleanField(default=False, help_text="An earlier import has brought it in.")
    is_chosen = models.BooleanField(default=False)
    counts = models.JSONField(default=dict, help_text="Of its comments, by state.")
    pictures = models.JSONField(default=list, help_text="The addresses that it shows or links to.")
    missing = models.JSONField(default=list, help_text="Those of them without a file.")
    undescribed = models.JSONField(
        default=list, db_default=[], help_text="The pictures that its text shows without words."
    )
    left_out = models.JSONField(
        default=list, help_text="What its text can't keep, a sentence each."
    )
    about_file = models.JSONField(
        default=dict, help_text="Of an attachment: address, alt, caption."
    )
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    came = models.JSONField(default=dict, help_text="The comments that came in, by state.")
    said = models.JSONField(default=list, help_text="What to know about it, a sentence each.")

    class Meta:
        default_permissions = []
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "number"], name="clinic_site_item_is_planned_once"
            )
        ]

    def __str__(self):
        return f"Item {self.number}"


class OldItem(models.Model):
    """A page or post that was brought in. If its page is deleted, it is not brought in again."""

    site = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    old_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=64, help_text="A digest of its kind, number and address.")
    title = models.TextField(blank=True)
    at = models.DateTimeField(null=True, help_text="When it was published there.")
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["site", "key"], name="clinic_site_old_items")]

    def __str__(self):
        return f"{self.kind} {self.old_id}"


class OldComment(models.Model):
    """A comment that was brought in. If it is erased here, it is not brought in again."""

    site = models.CharField(max_length=200)
    key = models.CharField(max_length=60, help_text="Its number and time on the old site.")
    old_id = models.BigIntegerField(null=True)
    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="clinic_site_comment_comes_once")
        ]

    def __str__(self):
        return f"Comment {self.key}"


class OldFileQuerySet(models.QuerySet):
    def address_at(self, path):
        """Where the file that had this path below the uploads is now, if readers see it; or ""."""
        live = Revision.objects.visible_now()
        for one in self.filter(path=path).select_related("image", "document__replaced_by"):
            if one.image and live.filter(shows(one.image)).exists():
                return one.image.file.url
            if one.document and live.filter(leads_to(one.document)).exists():
                return one.document.current.get_absolute_url()
        return ""


def shows(image):
    """The versions with this picture."""
    sections = Section.objects.filter(image=image).values("revision")
    return models.Q(image=image) | models.Q(share_image=image) | models.Q(pk__in=sections)


def leads_to(document):
    """The versions with this file, or with a link to it."""
    named = models.Q(body__contains=document.get_absolute_url())
    sections = Section.objects.filter(models.Q(document=document) | named).values("revision")
    return models.Q(pk__in=sections)


class OldFile(models.Model):
    """A picture or PDF that was brought in: it is stored once, however often it is shown."""

    site = models.CharField(max_length=200)
    key = models.CharField(max_length=64, help_text="A digest of its path or address.")
    path = models.CharField(
        max_length=LONGEST,
        blank=True,
        default="",
        db_default="",
        help_text="Below the old site’s uploads, without the marks of a copy.",
    )
    image = models.ForeignKey(Image, on_delete=models.SET_NULL, null=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = OldFileQuerySet.as_manager()

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="clinic_site_file_comes_once")
        ]
        indexes = [
            models.Index(
                fields=["path"], condition=~models.Q(path=""), name="clinic_site_old_file_paths"
            )
        ]

    def __str__(self):
        return f"File {self.pk}"
