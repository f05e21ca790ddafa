"""The part of a draft's form that is about its image for sharing."""

import logging
from functools import cache
from types import SimpleNamespace

from django import forms
from django.utils.functional import cached_property

from pages.editing.chosen import ChosenImageField
from pages.editing.draft_part import FOCUS, DraftPart, has_no_image, image_shown
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

    @property
    def blank_image(self):
        """What the screen shows of its image; "" if it has one, or something was entered."""
        return self.blank_picture("")

    @property
    def blank_share_image(self):
        return self.blank_picture("share_")

    def blank_picture(self, own):
        blank, shown = blank_form(type(self))
        return shown[own] if has_no_image(self, blank, own) else ""

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


@cache
def blank_form(form_class):
    """A form without images, and what the screen shows of each: on every page alike."""
    form = form_class()
    return form, {"": image_shown(form), "share_": image_shown(form.sharing)}
