from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from clinic.sealed_columns import TokenField
from pages.models.revision import Revision

LASTS = timedelta(days=7)


class ShareLinkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(revoked_at=None, made_at__gt=timezone.now() - LASTS)

    def listed(self):
        """Links that still work, with who created each."""
        return self.open().select_related("made_by")

    def revoke(self):
        """Revoke these links; returns how many still worked."""
        return self.open().update(revoked_at=timezone.now())


class ShareLink(models.Model):
    """Lets anyone with the link read one version before it is published, until it expires."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="share_links")
    token = TokenField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"Link to {self.revision}"

    def get_absolute_url(self):
        return reverse("pages:shared", args=[self.token])

    @property
    def expires_at(self):
        return self.made_at + LASTS
