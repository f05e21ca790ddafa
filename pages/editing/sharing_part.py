"""The part of a draft's form that is about its image for sharing."""

import logging
from types import SimpleNamespace

from django import forms
from django.utils.functional import cached_property

from pages.editing.chosen_image import ChosenImageField
from pages.editing.draft_part import FOCUS, DraftPart
from pages.models import Image
from pages.models.sharing import CARD, Sharing
from pages.models.upload import CannotStore
from pages.picture_files import LIMITS, ImageUploadField
from typed.text import whole_number

logger = logging.getLogger(__name__)

SHARING = Sharing.OF_SHARING
SHARING_WIDGETS = {f"share_{name}": widget for name, widget in FOCUS.items()}
OF_FIELD = ("image", "upload", "chosen", "alt", "focus_x", "focus_y", "without_image")


class WithSharing(DraftPart):
    """Adds the image for sharing, uploaded or chosen as the page's own is."""

    pictures = ("", "share_")

    share_image = forms.ModelChoiceField(
        Image.objects.all(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "This image is no longer there. Please upload it again."},
    )
    share_upload = ImageUploadField(required=False, label="Upload an image", help_text=LIMITS)
    share_chosen = ChosenImageField()
    share_without_image = forms.BooleanField(required=False, label="Remove image")

    @cached_property
    def shown_share_image(self):
        """The image for sharing that the form has now, even if the form was rejected."""
        if not self.is_bound:
            return self.instance.share_image
        pk = whole_number(self["share_image"].value() or "")
        return Image.objects.filter(pk=pk).first()

    @property
    def sharing(self):
        """What `_image.html` shows of a part."""
        return SimpleNamespace(
            **{name: self[f"share_{name}"] for name in OF_FIELD},
            shown_image=self.shown_share_image,
            instance=self.instance.shared,
            shapes=[(CARD, "Card (1200 by 630)")],
        )

    def check_description(self, own, cleaned, has_image):
        if not own:
            super().check_description(own, cleaned, has_image)

    def take_upload(self, by):
        super().take_upload(by)
        if self.instance.share_image_id and not self.errors:
            try:
                self.instance.shared.cut()
            except OSError as error:
                logger.error("An image for sharing was not stored: %s", error)
                self.add_error("share_upload", CannotStore())
