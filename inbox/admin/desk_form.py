from django.core.exceptions import ValidationError

from inbox.forms import UncutForm


class DeskForm(UncutForm):
    """What staff write about a submission.

    It carries what it showed them, so that after a colleague's change, neither person's text is
    lost.
    """

    theirs = ()  # the label and the colleague's text of each field that both have changed

    def __init__(self, row, data=None):
        self.row = row
        super().__init__(data, initial=self.stored(row))
        for field in self.fields.values():
            field.show_hidden_initial = True

    @staticmethod
    def stored(row) -> dict:
        """The row's value of each field."""
        raise NotImplementedError

    def handle(self, by, seen, **decision):
        """Store all fields, and the chosen `state` if there is one, in one step.

        Raises ChangedMeanwhile.

        """
        raise NotImplementedError

    def merged_with(self, row):
        """This form on top of the current row, which decides fields not changed here."""
        stored, data, theirs = self.stored(row), self.data.copy(), []
        for name, field in self.fields.items():
            now, bound = field.prepare_value(stored[name]), self[name]
            if name not in self.changed_data:
                data.pop(name, None)
                if now not in (None, False):
                    data[name] = now
            elif field.has_changed(self.shown_before(bound), now):
                theirs.append((bound.label, stored[name]))
            data[bound.html_initial_name] = "" if now is None else str(now)
        merged = type(self)(row, data)
        merged.theirs = theirs
        return merged

    def shown_before(self, bound):
        try:
            return bound.field.to_python(self.data.get(bound.html_initial_name))
        except ValidationError:
            return None
