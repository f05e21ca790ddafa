from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from pages.models.revision import Revision
from pages.tokens import new_token

LASTS = timedelta(days=7)


def a_week_from_now():
    return timezone.now() + LASTS


class ShareLinkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def listed(self):
        """Those that open something, with who made each."""
        return self.open().select_related("made_by")

    def revoke(self):
        """Close these links; returns how many were open until now."""
        return self.open().update(revoked_at=timezone.now())


class ShareLink(models.Model):
    """Lets whoever has the link read one version before it is published, until it ends."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="share_links")
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    expires_at = models.DateTimeField(default=a_week_from_now)
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
