"""What a person decides about an import of an appointment book."""

from django.db import models, transaction

from booking.moving_in.imported import Kind
from typed.seen import NEXT, ChangedMeanwhile, Versioned


class Step(models.TextChoices):
    """What a person decides next."""

    COLUMNS = "columns", "what each column means"
    NAMES = "names", "who and what the names are"
    PREVIEW = "preview", "what comes in"
    REPORT = "report", "nothing more"


class Deciding(Versioned):
    """Each raises ChangedMeanwhile if something was decided, or begun, in the meantime."""

    class Meta:
        abstract = True

    @transaction.atomic
    def decide(self, seen, step, **values):
        """Store what was decided, and let the worker do this step."""
        row = self.locked(seen)
        if row.is_begun or row.forgotten_at:
            raise ChangedMeanwhile
        type(self).objects.filter(pk=row.pk).update(**values, version=NEXT)
        row.ask_for(step)

    @transaction.atomic
    def begin(self, seen, remind_from):
        """Bring in what was chosen, and let patients be reminded from that day on, or never."""
        row = self.locked(seen)
        is_asked = row.asks == Step.PREVIEW and row.state == row.State.ASKS
        if not is_asked or row.is_begun or row.forgotten_at:
            raise ChangedMeanwhile
        rows = type(self).objects.filter(pk=row.pk)
        rows.update(is_begun=True, remind_from=remind_from, version=NEXT)
        row.ask_for("bring_in")

    @transaction.atomic
    def go_on(self, seen):
        """Do the step that has failed again; or compare again with what is here."""
        row = self.locked(seen)
        has_failed = row.state == self.State.FAILED
        if row.forgotten_at or not (has_failed or (row.asks == Step.PREVIEW and not row.is_begun)):
            raise ChangedMeanwhile
        type(self).objects.filter(pk=row.pk).update(version=NEXT)
        row.ask_for(row.step if has_failed else "plan")

    @transaction.atomic
    def undo(self, seen):
        """Take back what nobody has touched since."""
        row = self.locked(seen)
        if not row.is_begun or row.undone_at or row.forgotten_at:
            raise ChangedMeanwhile
        type(self).objects.filter(pk=row.pk).update(version=NEXT)
        row.ask_for("take_back")

    def remind(self, day):
        """Let patients be reminded from this day on; None for never."""
        type(self).objects.filter(pk=self.pk).update(remind_from=day)

    @transaction.atomic
    def discard(self, seen):
        """Delete the file and its rows now. Raises ChangedMeanwhile while they are worked on."""
        row = self.locked(seen)
        if row.is_running or row.forgotten_at:
            raise ChangedMeanwhile
        type(self).objects.filter(pk=row.pk).update(version=NEXT)
        row.forget()

    @transaction.atomic
    def tick(self, keys, ticked):
        """Bring in those `ticked` of these rows that need a decision, and not the others."""
        self.check_undecided()
        rows = self.rows.filter(pk__in=keys, kind__in=Kind.beside_the_rule())
        rows.update(is_ticked=models.Case(models.When(pk__in=ticked, then=True), default=False))

    @transaction.atomic
    def tick_all(self, kind, is_ticked):
        self.check_undecided()
        self.rows.filter(kind=kind, kind__in=Kind.beside_the_rule()).update(is_ticked=is_ticked)

    @transaction.atomic
    def say_who(self, same, others, undecided=()):
        """Of these probable twins, those `same` are one person, the `others` two; the
        `undecided` are open again."""
        self.check_undecided()
        self.twins.filter(pk__in=same).update(is_same=True, is_other=False)
        self.twins.filter(pk__in=others).update(is_same=False, is_other=True)
        self.twins.filter(pk__in=undecided).update(is_same=False, is_other=False)

    @transaction.atomic
    def join_all(self, group):
        """Join all open pairs of this group of twins; returns how many."""
        self.check_undecided()
        return self.twins.open_of(group).update(is_same=True)

    @transaction.atomic
    def part_the_others(self):
        """Say that all open pairs are two people; returns how many."""
        self.check_undecided()
        return self.twins.open().update(is_other=True)

    def check_undecided(self):
        """Lock the row and count the change, so that nobody begins what they have not seen. Raises
        ChangedMeanwhile once it is begun."""
        asked = {"asks": Step.PREVIEW, "state": self.State.ASKS, "is_begun": False}
        if not type(self).objects.filter(pk=self.pk, **asked).update(version=NEXT):
            raise ChangedMeanwhile
        self.version += 1
