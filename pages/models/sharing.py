"""The picture of a page where it is shared: on a card in a message or on another site."""

from django.db import models

from pages import sharing_copies
from pages.models.focus import Focused, focal_point
from pages.models.image import Image

CARD = "card"  # its shape, as static/css/focus.css calls it


class Sharing(models.Model):
    """A version that can have an image for sharing other than the page's own.

    The image may be another one in the next version, so how it is cropped is of this use.
    """

    OF_SHARING = ("share_image", "share_alt", "share_focus_x", "share_focus_y")

    share_image = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    share_alt = models.CharField(
        "description of the image for sharing",
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text="What someone who can’t see the image should know about it.",
    )
    share_focus_x = focal_point("left", "width")
    share_focus_y = focal_point("top", "height")

    class Meta:
        abstract = True

    @property
    def shared(self):
        return SharedImage(self)


class SharedImage:
    """The image for sharing of a version, described and cropped as any other that is shown."""

    decorative, shape = False, CARD
    focus_class = Focused.focus_class

    def __init__(self, version):
        self.version = version

    @property
    def image_id(self):
        return self.version.share_image_id

    @property
    def image(self):
        return self.version.share_image

    @property
    def alt(self):
        return self.version.share_alt

    @property
    def focus_x(self):
        return self.version.share_focus_x

    @property
    def focus_y(self):
        return self.version.share_focus_y

    @property
    def url(self):
        """Of the copy that has been cut for it."""
        file = self.image.file
        return file.storage.url(sharing_copies.name_of(file.name, self.focus_x, self.focus_y))

    @property
    def size(self):
        """The width and height of that copy, in pixels."""
        return sharing_copies.size_of(self.image.width, self.image.height)

    def cut(self):
        """Make the copy, unless there is one. Raises OSError."""
        sharing_copies.cut(self.image.file, self.focus_x, self.focus_y)
