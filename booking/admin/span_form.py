from booking.fields import TypedDayField
from booking.spans import LONGEST, Span
from inbox.forms import UncutForm


class SpanForm(UncutForm):
    """From which day to which: at most two years."""

    use_required_attribute = False

    first = TypedDayField(label="From")
    last = TypedDayField(label="To")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        cleaned["span"] = span = Span(cleaned["first"], cleaned["last"])
        if span.last < span.first:
            self.add_error("last", "The last day can’t be before the first.")
        elif span.is_too_long():
            self.add_error("last", f"Choose {LONGEST} years at most.")
        return cleaned
