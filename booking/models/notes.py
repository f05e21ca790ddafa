from django.conf import settings
from django.db import models


class VisitNoteQuerySet(models.QuerySet):
    def add(self, visit, text, by):
        """The same words twice in a row, as by a double click, are one note."""
        type(visit).objects.select_for_update(no_key=True).get(pk=visit.pk)
        last = self.filter(appointment=visit).first()
        if last and (last.text, last.by) == (text, by):
            return last
        return self.create(appointment=visit, text=text, by=by)


class VisitNote(models.Model):
    """What one of the staff noted about a visit, for the staff only. Append-only."""

    appointment = models.ForeignKey(
        "booking.Appointment", on_delete=models.CASCADE, related_name="notes"
    )
    text = models.TextField(max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = VisitNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"of {self.at:%Y-%m-%d}"
