from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from booking.models import CalendarFeed, Therapist
from clinic.tokens import new_token


class FeedLinks:
    """A therapist's private calendar link: shown, created, replaced and revoked on their page."""

    def get_urls(self):
        return [
            path(
                f"<int:pk>/feed/{verb}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"booking_therapist_{verb}_feed",
            )
            for verb, view in (
                ("make", self.make_feed),
                ("replace", self.replace_feed),
                ("revoke", self.revoke_feed),
            )
        ] + super().get_urls()

    def render_change_form(self, request, context, obj=None, **kwargs):
        if obj and self.has_change_permission(request, obj):
            feed = CalendarFeed.objects.filter(therapist=obj).first()
            context |= {
                "may_share": True,
                "feed": feed,
                "feed_url": settings.SITE_URL + feed.get_absolute_url() if feed else "",
            }
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def make_feed(self, request, pk):
        therapist = self.therapist_to_share(request, pk)
        CalendarFeed.objects.get_or_create(therapist=therapist)
        return self.back(request, therapist, "The calendar link is ready.")

    def replace_feed(self, request, pk):
        therapist = self.therapist_to_share(request, pk)
        changed = self.seen_feed(request, therapist).update(
            token=new_token(), created_at=timezone.now()
        )
        words = "The calendar has a new link. The old one opens nothing now."
        return self.back(request, therapist, words if changed else None)

    def revoke_feed(self, request, pk):
        therapist = self.therapist_to_share(request, pk)
        deleted, _ = self.seen_feed(request, therapist).delete()
        words = "The calendar link is revoked. It opens nothing now."
        return self.back(request, therapist, words if deleted else None)

    def therapist_to_share(self, request, pk):
        if not request.user.has_perm("booking.change_therapist"):
            raise PermissionDenied
        return get_object_or_404(Therapist, pk=pk)

    @staticmethod
    def seen_feed(request, therapist):
        """The therapist's link, if it is still the one that the person saw."""
        seen = request.POST.get("seen", "").replace("\0", "")
        return CalendarFeed.objects.filter(therapist=therapist, token=seen)

    def back(self, request, therapist, words):
        if words:
            self.message_user(request, words)
        else:
            words = "A colleague has changed this link meanwhile. Here is how it is now."
            self.message_user(request, words, messages.ERROR)
        return redirect("admin:booking_therapist_change", therapist.pk)
