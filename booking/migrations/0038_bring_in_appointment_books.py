import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0037_a_price_of_ones_own_and_pages_that_show_it"),
        ("clinic", "0008_keep_files_for_the_worker"),
        ("pages", "0031_lead_from_old_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        editable=False,
                        help_text="Counts the changes, so that nobody undoes one they have not seen.",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for its turn"),
                            ("working", "being worked on"),
                            ("asks", "waiting for you"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("step", models.CharField(editable=False, max_length=30)),
                ("done", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "total",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="0 while unknown."
                    ),
                ),
                ("problem", models.CharField(blank=True, editable=False, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("claim", models.CharField(blank=True, editable=False, max_length=16)),
                ("claimed_until", models.DateTimeField(editable=False, null=True)),
                (
                    "claims",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, help_text="Since it last got any further."
                    ),
                ),
                (
                    "asks",
                    models.CharField(
                        choices=[
                            ("columns", "what each column means"),
                            ("names", "who and what the names are"),
                            ("preview", "what comes in"),
                            ("report", "nothing more"),
                        ],
                        default="columns",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("is_calendar", models.BooleanField(default=False, editable=False)),
                ("header", models.JSONField(default=list, editable=False)),
                (
                    "samples",
                    models.JSONField(default=list, editable=False, help_text="The first rows."),
                ),
                (
                    "columns",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        help_text="What each column means, by its number.",
                    ),
                ),
                (
                    "order",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="What is first in dates: day or month.",
                        max_length=5,
                    ),
                ),
                (
                    "unsure",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="A date that can be read two ways.",
                        max_length=100,
                    ),
                ),
                (
                    "therapists",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        help_text="Who it is here, by each name in the file.",
                    ),
                ),
                ("services", models.JSONField(default=dict, editable=False)),
                (
                    "subjects",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        help_text="Which entries of a calendar are patients.",
                    ),
                ),
                ("lacks_length", models.BooleanField(default=False, editable=False)),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        editable=False,
                        help_text="The length of visits of which the file has none.",
                        null=True,
                    ),
                ),
                (
                    "remind_from",
                    models.DateField(
                        blank=True,
                        help_text="From this day on, patients get reminders and the email after a visit, as all others do. Leave it empty to send them nothing.",
                        null=True,
                        verbose_name="remind patients of imported visits from",
                    ),
                ),
                ("counts", models.JSONField(default=dict, editable=False)),
                (
                    "is_begun",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Some of it may have been brought in.",
                    ),
                ),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
                (
                    "forgotten_at",
                    models.DateTimeField(
                        editable=False, help_text="When its file and rows were deleted.", null=True
                    ),
                ),
            ],
            options={
                "verbose_name": "import of an appointment book",
                "verbose_name_plural": "imports of appointment books",
                "ordering": ["-pk"],
                "default_permissions": ["add"],
            },
        ),
        migrations.CreateModel(
            name="ImportedPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="Counted within the file.")),
                ("name", models.CharField(max_length=120)),
                (
                    "other_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                (
                    "emails",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=254), default=list, size=None
                    ),
                ),
                (
                    "phones",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                (
                    "names_folded",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "contact_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=254), default=list, size=None
                    ),
                ),
                (
                    "is_known",
                    models.BooleanField(default=False, help_text="The patient was here before."),
                ),
                (
                    "added",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=254),
                        default=list,
                        help_text="The names and contacts that a patient who was here got from the file.",
                        size=None,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.PositiveIntegerField(
                        help_text="Where it begins in the file; the first is 1."
                    ),
                ),
                (
                    "said_who",
                    models.CharField(
                        blank=True, help_text="The therapist’s name there.", max_length=200
                    ),
                ),
                (
                    "said_what",
                    models.CharField(
                        blank=True, help_text="The service’s name there.", max_length=200
                    ),
                ),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("spam", "Spam"),
                            ("unproven", "Link not opened"),
                            ("offered", "Offered"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                            ("cancelled", "Cancelled"),
                            ("attended", "Attended"),
                            ("missed", "Missed"),
                        ],
                        default="confirmed",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "key",
                    models.CharField(
                        blank=True, help_text="As `Booking.import_key`.", max_length=64
                    ),
                ),
                (
                    "read_as",
                    models.CharField(
                        choices=[
                            ("fits", "Visits that fit"),
                            ("cancelled", "Cancelled visits"),
                            ("patient", "Patients without a visit"),
                            ("overlaps", "Visits that overlap another"),
                            (
                                "outside",
                                "Visits outside hours, in a closure, or of a service not offered",
                            ),
                            ("twice", "Visits of a patient who has another visit then"),
                            ("repeat", "Rows that repeat another row"),
                            ("here", "Rows that are here already"),
                            ("block", "Blocked times and other rows that are no visits"),
                            ("all day", "All-day entries"),
                            ("left out", "Rows of somebody or something that you leave out"),
                            ("refused", "Rows that can’t be read"),
                        ],
                        help_text="What the file alone says.",
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fits", "Visits that fit"),
                            ("cancelled", "Cancelled visits"),
                            ("patient", "Patients without a visit"),
                            ("overlaps", "Visits that overlap another"),
                            (
                                "outside",
                                "Visits outside hours, in a closure, or of a service not offered",
                            ),
                            ("twice", "Visits of a patient who has another visit then"),
                            ("repeat", "Rows that repeat another row"),
                            ("here", "Rows that are here already"),
                            ("block", "Blocked times and other rows that are no visits"),
                            ("all day", "All-day entries"),
                            ("left out", "Rows of somebody or something that you leave out"),
                            ("refused", "Rows that can’t be read"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "is_outside",
                    models.BooleanField(
                        default=False, help_text="Its therapist does not work then."
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Why it is of that kind.", max_length=500
                    ),
                ),
                (
                    "is_ticked",
                    models.BooleanField(
                        default=False, help_text="Somebody wants it in all the same."
                    ),
                ),
                ("is_done", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["line", "pk"],
                "default_permissions": [],
            },
        ),
        migrations.CreateModel(
            name="ProbableTwin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_same", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": [],
            },
        ),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="booking_state_decides_hold",
        ),
        migrations.AddField(
            model_name="appointment",
            name="is_beside",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Brought in from another appointment book over another visit.",
                verbose_name="beside the rule",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="import_key",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="A digest of the key that the other appointment book gave it.",
                max_length=64,
            ),
        ),
        migrations.AlterField(
            model_name="recordview",
            name="screen",
            field=models.CharField(
                choices=[
                    ("visit", "Visit"),
                    ("patient", "Patient"),
                    ("waiting", "Waiting-list entry"),
                    ("phone", "Booking for a caller"),
                    ("list", "List"),
                    ("board", "Board"),
                    ("sheet", "Day sheet"),
                    ("export", "Visits as a file"),
                    ("import", "Import of an appointment book"),
                    ("data", "Personal data"),
                    ("data file", "Personal data as a file"),
                    ("mail", "Undelivered email"),
                    ("log", "View log"),
                    ("joined", "Joined with another patient"),
                    ("private", "Private page"),
                    ("calendar", "Calendar file of a private page"),
                    ("feed", "Calendar link of a therapist"),
                    ("refused", "Refused to open a record"),
                ],
                max_length=20,
            ),
        ),
        AddConstraintNotValid(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["requested", "offered"]),
                    models.Q(
                        ("holds_time", True), ("state__in", ["confirmed", "attended", "missed"])
                    ),
                    models.Q(
                        ("is_beside", True), ("state__in", ["confirmed", "attended", "missed"])
                    ),
                    models.Q(
                        ("holds_time", False),
                        (
                            "state__in",
                            ["spam", "unproven", "declined", "withdrawn", "lapsed", "cancelled"],
                        ),
                    ),
                    _connector="OR",
                ),
                name="booking_state_decides_hold",
            ),
        ),
        migrations.AddField(
            model_name="bookimport",
            name="file",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="clinic.keptfile",
            ),
        ),
        migrations.AddField(
            model_name="bookimport",
            name="started_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE booking_booking ADD COLUMN book_import_id bigint NULL",
                    "ALTER TABLE booking_booking DROP COLUMN book_import_id",
                ),
                # NOT VALID, so that no table is read while it is locked.
                migrations.RunSQL(
                    "ALTER TABLE booking_booking ADD CONSTRAINT booking_booking_book_import_fk "
                    "FOREIGN KEY (book_import_id) REFERENCES booking_bookimport (id) "
                    "DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    migrations.RunSQL.noop,
                ),
            ],
            state_operations=[
                migrations.AddField(
                    model_name="booking",
                    name="book_import",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="booking.bookimport",
                    ),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE booking_patient ADD COLUMN book_import_id bigint NULL",
                    "ALTER TABLE booking_patient DROP COLUMN book_import_id",
                ),
                # NOT VALID, so that no table is read while it is locked.
                migrations.RunSQL(
                    "ALTER TABLE booking_patient ADD CONSTRAINT booking_patient_book_import_fk "
                    "FOREIGN KEY (book_import_id) REFERENCES booking_bookimport (id) "
                    "DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    migrations.RunSQL.noop,
                ),
            ],
            state_operations=[
                migrations.AddField(
                    model_name="patient",
                    name="book_import",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="booking.bookimport",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="importedperson",
            name="book_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="people",
                to="booking.bookimport",
            ),
        ),
        migrations.AddField(
            model_name="importedperson",
            name="patient",
            field=models.ForeignKey(
                help_text="Who they are here: as was found, or as was brought in.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="booking.patient",
            ),
        ),
        migrations.AddField(
            model_name="importedrow",
            name="book_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="booking.bookimport",
            ),
        ),
        migrations.AddField(
            model_name="importedrow",
            name="booking",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="booking.booking",
            ),
        ),
        migrations.AddField(
            model_name="importedrow",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="booking.importedperson",
            ),
        ),
        migrations.AddField(
            model_name="importedrow",
            name="service",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="booking.service",
            ),
        ),
        migrations.AddField(
            model_name="importedrow",
            name="therapist",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="booking.therapist",
            ),
        ),
        migrations.AddField(
            model_name="probabletwin",
            name="book_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="twins",
                to="booking.bookimport",
            ),
        ),
        migrations.AddField(
            model_name="probabletwin",
            name="other",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="booking.importedperson",
            ),
        ),
        migrations.AddField(
            model_name="probabletwin",
            name="patient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="booking.patient",
            ),
        ),
        migrations.AddField(
            model_name="probabletwin",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="booking.importedperson",
            ),
        ),
        migrations.AddConstraint(
            model_name="importedperson",
            constraint=models.UniqueConstraint(
                fields=("book_import", "number"), name="booking_people_of_an_import"
            ),
        ),
        migrations.AddIndex(
            model_name="importedrow",
            index=models.Index(
                fields=["book_import", "kind", "line"], name="booking_rows_of_an_import"
            ),
        ),
        migrations.AddConstraint(
            model_name="probabletwin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("other", None), ("patient__isnull", False)),
                    models.Q(("other__isnull", False), ("patient", None)),
                    _connector="OR",
                ),
                name="booking_a_twin_of_somebody",
            ),
        ),
    ]
