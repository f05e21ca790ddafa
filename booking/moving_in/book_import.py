"""One file of another program's appointment book, from its upload to its report."""

from django.db import models, transaction
from django.db.models import Count
from django.utils import timezone

from booking.moving_in import bringing_in, counting, planning, reading, remembered, taking_back
from booking.moving_in.book_imports import BookImportQuerySet
from booking.moving_in.deciding import Deciding, Step
from booking.moving_in.imported import ImportedRow, Kind
from booking.moving_in.imported_people import ImportedPerson
from booking.moving_in.meanings import OF_STARTS
from clinic.clock import moment
from clinic.kept_files import GONE, Gone, KeptFile
from clinic.long_work import LongWork

LARGEST = 20_000_000  # bytes


class BookImport(Deciding, LongWork):
    """One file of patients and visits of another program, and what was decided about it.

    What was brought in refers to it, so it can be undone while its rows are here.
    """

    Step, Kind = Step, Kind
    STEPS = frozenset({"read", "sort", "plan", "bring_in", "take_back"})

    file = models.OneToOneField(
        KeptFile, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    asks = models.CharField(max_length=10, choices=Step, default=Step.COLUMNS, editable=False)
    is_calendar = models.BooleanField(default=False, editable=False)
    header = models.JSONField(default=list, editable=False)
    samples = models.JSONField(default=list, editable=False, help_text="The first rows.")
    columns = models.JSONField(
        default=dict, editable=False, help_text="What each column means, by its number."
    )
    order = models.CharField(
        max_length=5, blank=True, editable=False, help_text="What is first in dates: day or month."
    )
    dates = models.JSONField(
        default=dict,
        db_default={},
        editable=False,
        help_text="Those that can be read in several ways, and what the file says about it.",
    )
    therapists = models.JSONField(
        default=dict, editable=False, help_text="Who it is here, by each name in the file."
    )
    services = models.JSONField(default=dict, editable=False)
    subjects = models.JSONField(
        default=dict, editable=False, help_text="Which entries of a calendar are patients."
    )
    statuses = models.JSONField(
        default=dict,
        db_default={},
        editable=False,
        help_text="What each word for the state of a visit means.",
    )
    as_in = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        help_text="The earlier file for which somebody said what these columns mean.",
    )
    lacks_length = models.BooleanField(default=False, editable=False)
    minutes = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="The length of visits of which the file has none."
    )
    remind_from = models.DateField(
        "remind patients of imported visits from",
        null=True,
        blank=True,
        help_text=(
            "From this day on, patients get reminders and the email after a visit, as all "
            "others do. Leave it empty to send them nothing."
        ),
    )
    counts = models.JSONField(default=dict, editable=False)
    is_begun = models.BooleanField(
        default=False, editable=False, help_text="Some of it may have been brought in."
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    forgotten_at = models.DateTimeField(
        null=True, editable=False, help_text="When its file and rows were deleted."
    )

    objects = BookImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import of an appointment book"
        verbose_name_plural = "imports of appointment books"
        default_permissions = ["add"]
        ordering = ["-pk"]

    # The steps, which the worker does. Each can begin again.

    def read(self):
        """Look at the file: its columns, and what they may mean."""
        if reading.is_calendar(self.content()):
            return self.sort()
        self.note(**reading.first_look(self.content()), asks=Step.COLUMNS, as_in_id=None)
        self.progress(0)
        if answered := remembered.columns(self):
            self.note(**answered)
            return self.sort()
        return True

    def sort(self):
        """Read every row, and find what has to be asked about them."""
        self.note(**reading.questions(self))
        if self.asks == Step.PREVIEW:
            return self.plan()
        return True

    def plan(self):
        """Compare the rows with what is here."""
        planning.plan(self)
        self.note(asks=Step.PREVIEW)
        return True

    def bring_in(self):
        bringing_in.bring_in(self)
        self.note(asks=Step.REPORT, counts=self.counts | {"came": counting.came(self)})

    def take_back(self):
        taking_back.take_back(self)
        self.note(asks=Step.REPORT, undone_at=timezone.now())

    def note(self, **values):
        type(self).objects.filter(pk=self.pk).update(**values)
        vars(self).update(values)

    def content(self):
        """The file's bytes. Raises Gone."""
        if self.file is None:
            raise Gone
        with self.file.open() as file:
            return file.read()

    def earlier(self):
        """Imports before this one whose answers may still be right, the newest first."""
        rows = type(self).objects.filter(pk__lt=self.pk, forgotten_at=None, undone_at=None)
        return rows.order_by("-pk")

    @transaction.atomic
    def forget(self):
        """Delete the file and its rows, and keep what they brought in."""
        self.lose_file()
        ImportedRow.objects.filter(book_import=self).delete()
        ImportedPerson.objects.filter(book_import=self).delete()
        self.note(forgotten_at=timezone.now())

    def lose_file(self):
        """Delete the file, and what of it is not in rows."""
        if self.file:
            self.file.delete()
        nothing = {kind: {} for kind in ("therapists", "services", "subjects", "statuses")}
        self.note(**nothing, file=None, header=[], samples=[], dates={})

    def lose(self, people):
        """Delete these people, with their rows, and the file that names them. It is locked.

        What is being brought in, or taken back, continues without them; nothing else can continue
        without the file.
        """
        self.lose_file()
        self.people.filter(pk__in=people).delete()
        if self.is_running and self.step in ("bring_in", "take_back"):
            self.note(claim="", state=self.State.WAITING)  # to begin anew
        elif self.is_running or self.asks in (Step.COLUMNS, Step.NAMES):
            ended = {"state": self.State.FAILED, "ended_at": timezone.now()}
            self.note(claim="", problem=GONE, **ended)

    # What the screens show.

    @property
    def is_at_preview(self):
        return (self.asks, self.state) == (Step.PREVIEW, self.State.ASKS) and not self.forgotten_at

    @property
    def of_what(self):
        """What its rows are: “patients”, “visits” or “calendar”, for those of a calendar's file."""
        if self.is_calendar:
            return "calendar"
        return "visits" if OF_STARTS & set(self.columns.values()) else "patients"

    @property
    def name(self):
        return self.file.name if self.file else f"a file from {moment(self.created_at, 'short')}"

    def heading(self):
        return f"{self.of_what.capitalize()}: {self.name}"

    @property
    def has_names(self):
        """Whether it has names, or words for states, that somebody may explain."""
        kinds = (self.therapists, self.services, self.statuses, self.subjects)
        return any(kinds) or self.lacks_length

    def answered_in(self):
        """The earlier imports whose answers were filled in here, by the names of their files."""
        kinds = (self.therapists, self.services, self.statuses, self.subjects)
        keys = {known.get("as_in") for names in kinds for known in names.values()}
        rows = type(self).objects.filter(pk__in={self.as_in_id, *keys} - {None})
        return rows.select_related("file").order_by("pk")

    def file_in_words(self):
        """Which file it is: “visits.csv” from Mon, Nov 23, 2:10 PM."""
        name = f"“{self.file.name}” from " if self.file else "a file from "
        return f"{name}{moment(self.created_at, 'short')}"

    def in_words(self):
        """Its state, for a list."""
        if self.undone_at:
            return "Undone"
        if self.forgotten_at and not self.is_begun:
            return "Deleted, nothing brought in"
        return self.get_state_display().capitalize()

    def by_kind(self):
        """How many rows there are of each kind."""
        rows = self.rows.order_by().values_list("kind").annotate(Count("pk"))
        return dict(rows)
