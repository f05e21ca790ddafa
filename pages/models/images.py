"""Queries for images."""

import logging

from django.db.models import Exists, OuterRef, Q

from pages import picture_files
from pages.models.upload import LONGEST_NAME, CannotStore, UploadQuerySet, in_unsaved_text

logger = logging.getLogger(__name__)


class ImageQuerySet(UploadQuerySet):
    def take(self, upload, by, **described):
        """Store an uploaded picture with all its copies; returns its row.

        `described` are values of the row, such as `alt`.
        The files are stored before the row. Raises ValidationError with a sentence for the editor:
        what `picture_files.clean` refuses, or CannotStore.
        """
        if not isinstance(upload, picture_files.CleanPicture):
            upload = picture_files.clean(upload)
        name = upload.original_name[-LONGEST_NAME:]
        image = self.model(uploaded_by=by, original_name=name, **described)
        try:
            image.file.save("", upload, save=False)
            image.save()
        except OSError as error:
            logger.error("A picture was not stored in MEDIA_ROOT or MEDIA_BUCKET: %s", error)
            image.remove_files()
            raise CannotStore from None
        except Exception:
            image.remove_files()
            raise
        return image

    def shown(self):
        """Those that a version of a page shows, one of its sections, the clinic's details, or
        somebody's unsaved text.
        """
        by_each = [
            Exists(model.objects.filter(**{image: OuterRef("pk")}))
            for model, image, *_ in self.model.users()
        ]
        unsaved = Q(pk__in=in_unsaved_text("(share_)?(image|chosen)"))
        return self.filter(Q(*by_each, unsaved, _connector=Q.OR))

    def named(self, word):
        """Has it in a description (its own, or that of a use), in the name of its file, or in the
        title of a page that shows it (or the name of the clinic).
        """
        found = Q(alt__icontains=word) | Q(original_name__icontains=word)
        for model, image, alt, title in self.model.users():
            of_use = Q((f"{alt}__icontains", word)) | Q((f"{title}__icontains", word))
            found |= Exists(model.objects.filter(of_use, **{image: OuterRef("pk")}))
        return found

    def start_from(self, uses):
        """Let each of these that has no description start from that of its first use."""
        described = {one.image_id: one.alt for one in uses if one.image_id and one.alt}
        for image in self.filter(pk__in=described, alt=""):
            self.filter(pk=image.pk).update(alt=described[image.pk])
