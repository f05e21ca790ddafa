from django.core.exceptions import ValidationError

from inbox.forms import UncutForm


class DeskForm(UncutForm):
    """What staff write beside a submission. It remembers what it showed them, so that whoever is
    told of a colleague's change neither loses their own words nor undoes the colleague's."""

    theirs = ()  # what a colleague has stored meanwhile where this person wrote something too

    def __init__(self, row, data=None):
        self.row = row
        super().__init__(data, initial=self.stored(row))
        for field in self.fields.values():
            field.show_hidden_initial = True

    @staticmethod
    def stored(row) -> dict:
        """What the row holds in each field."""
        raise NotImplementedError

    def handle(self, by, seen, **decision):
        """Store all of it, and the `state` decided on if there is one, in one step.

        Raises ChangedMeanwhile.
        """
        raise NotImplementedError

    def merged_with(self, row):
        """This form on top of the row as it is by now: what the person did not touch follows it."""
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
