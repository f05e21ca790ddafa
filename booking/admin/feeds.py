from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from booking.models import CalendarFeed, Therapist
from booking.models.visible import sees_own_alone
from typed.seen import ChangedMeanwhile, seen_versions


def shared(therapist):
    """What the templates show of a therapist's calendar link."""
    feed = CalendarFeed.objects.filter(therapist=therapist).first()
    return {
        "may_share": True,
        "feed": feed,
        "feed_url": settings.SITE_URL + feed.get_absolute_url() if feed else "",
    }


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
            context |= shared(obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def make_feed(self, request, pk):
        therapist = self.therapist_to_share(request, pk)
        CalendarFeed.objects.get_or_create(therapist=therapist)
        self.message_user(request, "The calendar link is ready.")
        return self.back(request, therapist)

    def replace_feed(self, request, pk):
        words = "The calendar has a new link. The old one no longer works."
        return self.change_feed(request, pk, CalendarFeed.replace, words)

    def revoke_feed(self, request, pk):
        words = "The calendar link is revoked and no longer works."
        return self.change_feed(request, pk, CalendarFeed.revoke, words)

    def change_feed(self, request, pk, act, words):
        therapist = self.therapist_to_share(request, pk)
        feed = CalendarFeed.objects.filter(therapist=therapist).first() or CalendarFeed()
        try:
            act(feed, seen_versions(request.POST).get(feed.pk))
        except ChangedMeanwhile as error:
            words = f"{error} Here is the link as it is now."
            self.message_user(request, words, messages.ERROR)
            return self.back(request, therapist)
        self.message_user(request, words)
        return self.back(request, therapist)

    def therapist_to_share(self, request, pk):
        """Any for people who can change therapists; for a therapist, their own. Raises Http404."""
        if request.user.has_perm("booking.change_therapist"):
            return get_object_or_404(Therapist, pk=pk)
        if not sees_own_alone(request.user):
            raise PermissionDenied
        return get_object_or_404(Therapist, pk=pk, account=request.user)

    @staticmethod
    def back(request, therapist):
        if request.user.has_perm("booking.change_therapist"):
            return redirect("admin:booking_therapist_change", therapist.pk)
        return redirect("admin:booking_appointment_mine")
