import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clinic", "0001_initial"),
        ("pages", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(editable=False, max_length=32, unique=True)),
                ("reference", models.CharField(editable=False, max_length=9, unique=True)),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                (
                    "answers",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        help_text="A digest of the form as it was sent.",
                        max_length=64,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "email",
                    models.EmailField(
                        blank=True, help_text="Empty if they phoned and gave none.", max_length=254
                    ),
                ),
                ("phone", models.CharField(max_length=40)),
                (
                    "phone_dialled",
                    models.CharField(
                        editable=False,
                        help_text="The same number as E.164, for searching.",
                        max_length=64,
                    ),
                ),
                (
                    "contact_by",
                    models.CharField(
                        choices=[("email", "Email"), ("phone", "Phone call")],
                        default="email",
                        max_length=5,
                        verbose_name="preferred contact",
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=1000)),
                (
                    "reasons",
                    models.JSONField(blank=True, default=list, verbose_name="spam signals"),
                ),
                (
                    "sent_by",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        help_text="A keyed digest of the visitor's address, new each day.",
                        max_length=64,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "hold_lapsed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the patient was told that the time is no longer held.",
                        null=True,
                    ),
                ),
                ("link_sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mail_id",
                    models.CharField(
                        blank=True,
                        help_text="Message-ID of the last email to the patient, or that it was held back.",
                        max_length=200,
                    ),
                ),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("name"),
                                            "||",
                                            models.Value(" "),
                                            output_field=models.TextField(),
                                        ),
                                        "||",
                                        models.F("email"),
                                        output_field=models.TextField(),
                                    ),
                                    "||",
                                    models.Value(" "),
                                    output_field=models.TextField(),
                                ),
                                "||",
                                models.F("reference"),
                                output_field=models.TextField(),
                            ),
                            models.F("phone_dialled"),
                            function="searched_words",
                            output_field=django.contrib.postgres.search.SearchVectorField(),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "privacy_notice",
                    models.ForeignKey(
                        blank=True,
                        help_text="The version of the privacy page that was live when they sent it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pages.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
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
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("spam", "Spam"),
                            ("offered", "Offered"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                            ("cancelled", "Cancelled"),
                            ("attended", "Attended"),
                            ("missed", "Missed"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("holds_time", models.BooleanField(default=True)),
                (
                    "held_until",
                    models.DateTimeField(
                        help_text="When an unanswered request or offer stops holding its time."
                    ),
                ),
                (
                    "outside_hours",
                    models.BooleanField(
                        default=False,
                        help_text="Reception deliberately booked it for a time when nobody works.",
                    ),
                ),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        help_text="The patient reads this on their page and in the email, so do not name anyone.",
                        max_length=300,
                        verbose_name="reason to decline",
                    ),
                ),
                (
                    "needs_call",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="It ended without an answer, and nobody has phoned the patient since.",
                    ),
                ),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="The patient reads this on their page and in the email, so do not name anyone.",
                        max_length=300,
                        verbose_name="reason to cancel",
                    ),
                ),
                ("waiting_list_since", models.DateTimeField(blank=True, null=True)),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the visit was confirmed, or moved after that.",
                        null=True,
                    ),
                ),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "no_room_told_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When reception was told that it no longer fits the schedule.",
                        null=True,
                    ),
                ),
                (
                    "instead_of",
                    models.ForeignKey(
                        blank=True,
                        help_text="The visit that moves to this time once the patient accepts the offer.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="booking.appointment",
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="booking.booking",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at"],
                "permissions": [("decide_appointment", "Can confirm or decline a request")],
            },
        ),
        migrations.CreateModel(
            name="BookingRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice_hours",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="How long in advance patients must request a visit online.",
                        validators=[django.core.validators.MaxValueValidator(336)],
                        verbose_name="notice (hours)",
                    ),
                ),
                (
                    "horizon_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="How many days ahead patients can request a time. Later visits of a course can be beyond that.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="how far ahead (days)",
                    ),
                ),
                (
                    "hold_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="How long the time of an unanswered request or offer is held. Days when nobody works do not count. After that, a request stays on your list and can be confirmed while its time is available.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="hold (working days)",
                    ),
                ),
                (
                    "cutoff_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        help_text="After that, the patient's page asks them to phone instead.",
                        validators=[django.core.validators.MaxValueValidator(336)],
                        verbose_name="online changes close (hours before)",
                    ),
                ),
                (
                    "most_waiting",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="How many unanswered requests one email address or phone number can have. A course counts as one. At this number, patients are asked to phone.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="most waiting requests",
                    ),
                ),
                (
                    "reminder_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        help_text="When patients are reminded of a confirmed visit by email. Enter 0 to send no reminders.",
                        validators=[django.core.validators.MaxValueValidator(336)],
                        verbose_name="reminder (hours before)",
                    ),
                ),
                (
                    "kept_years",
                    models.PositiveSmallIntegerField(
                        db_default=3,
                        default=3,
                        help_text="How long the patient's name, email, phone number and note are kept after the last visit of a booking. After that, only the visit itself is kept: when, with whom, which service, and how it ended. Three years allow time for questions about a past visit. Clinical records are kept elsewhere, and for longer: this is not one. If you change this, update the privacy page too.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="keep contact details (years)",
                    ),
                ),
            ],
            options={
                "verbose_name": "booking rules",
                "verbose_name_plural": "booking rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="booking_rules_are_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hold_days__gte", 1), ("horizon_days__gte", 1)),
                        name="booking_rules_allow_some",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most_waiting__gte", 1)),
                        name="booking_rules_allow_a_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_years__gte", 1)),
                        name="booking_rules_keep_details_for_a_while",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=20)),
                (
                    "actor",
                    models.CharField(
                        choices=[("patient", "Patient"), ("staff", "Staff"), ("system", "System")],
                        max_length=10,
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(help_text="When the visit was to start after this."),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="booking.appointment",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FormerLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=32, unique=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_links",
                        to="booking.booking",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                (
                    "duration",
                    models.PositiveSmallIntegerField(
                        help_text="A therapist can have their own duration for it.",
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                        verbose_name="duration (minutes)",
                    ),
                ),
                (
                    "buffer_before",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Kept free of other visits before each one, and within working hours. Patients do not see it.",
                        validators=[django.core.validators.MaxValueValidator(240)],
                        verbose_name="buffer before (minutes)",
                    ),
                ),
                (
                    "buffer_after",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Kept free of other visits after each one, and within working hours. Patients do not see it.",
                        validators=[django.core.validators.MaxValueValidator(240)],
                        verbose_name="buffer after (minutes)",
                    ),
                ),
                (
                    "buffers_overrun",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Select this box to offer visits whose buffers reach into a break or a closure, or past opening or closing time. You can always book such a visit yourself by entering its time.",
                        verbose_name="buffers may overrun",
                    ),
                ),
                (
                    "start_every",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="How far apart the available times are, counted from opening.",
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                        verbose_name="minutes between starts",
                    ),
                ),
                (
                    "longest_course",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="How many weekly visits a patient can ask for at once, up to 7. Enter 1 for single visits only.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(7),
                        ],
                        verbose_name="longest course (visits)",
                    ),
                ),
                (
                    "is_online",
                    models.BooleanField(
                        default=True,
                        help_text="Clear this box to ask patients to phone for it. You can still book it for them.",
                        verbose_name="booked online",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Clear this box to stop offering it. You will first see which booked visits this affects. To keep those and take no new ones online, clear “Booked online”.",
                        verbose_name="offered",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                "ordering": ["order", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("duration__gte", 5), ("start_every__gte", 5)),
                        name="booking_service_takes_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("longest_course__range", (1, 7))),
                        name="booking_course_has_a_length",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "duration",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Leave empty to use the service's own.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(480),
                        ],
                        verbose_name="own duration (minutes)",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offerings",
                        to="booking.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "service of a therapist",
                "verbose_name_plural": "services of therapists",
            },
        ),
        migrations.AddField(
            model_name="appointment",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="booking.service"
            ),
        ),
        migrations.CreateModel(
            name="Therapist",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="As patients see it.", max_length=80)),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Clear this box when they no longer take patients. You will first see which booked visits would need another therapist.",
                        verbose_name="takes bookings",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=100)),
                (
                    "services",
                    models.ManyToManyField(
                        related_name="therapists", through="booking.Offering", to="booking.service"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "name"],
            },
        ),
        migrations.AddField(
            model_name="offering",
            name="therapist",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="offerings",
                to="booking.therapist",
            ),
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(help_text="The same as the first for a single day.")),
                (
                    "from_time",
                    models.TimeField(
                        blank=True, help_text="Leave both times empty for the whole day.", null=True
                    ),
                ),
                (
                    "until_time",
                    models.TimeField(
                        blank=True, help_text="00:00 is midnight at the end of that day.", null=True
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="For staff only, unless you select “Show to patients”.",
                        max_length=120,
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Announces the days and the reason on every page. Only for clinic closures.",
                        verbose_name="show to patients",
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty if the whole clinic is closed.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closures",
                        to="booking.therapist",
                    ),
                ),
            ],
            options={
                "ordering": ["first_day", "from_time"],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
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
                ("token", models.CharField(editable=False, max_length=32, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "therapist",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed",
                        to="booking.therapist",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="appointment",
            name="therapist",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="booking.therapist",
            ),
        ),
        migrations.CreateModel(
            name="WorkingHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ]
                    ),
                ),
                (
                    "opens",
                    models.TimeField(help_text="Toronto time, such as 09:00.", verbose_name="from"),
                ),
                (
                    "closes",
                    models.TimeField(
                        help_text="Visits end by this time. 00:00 is midnight at the end of that day.",
                        verbose_name="until",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(
                        blank=True,
                        help_text="Leave empty for no start date.",
                        null=True,
                        verbose_name="first day",
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Leave empty for no end date.",
                        null=True,
                        verbose_name="last day",
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="For staff only.", max_length=80)),
                (
                    "therapist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_hours",
                        to="booking.therapist",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "working hours",
                "ordering": ["weekday", "opens", "valid_from"],
            },
        ),
        migrations.AddIndex(
            model_name="booking",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="booking_words"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                django.db.models.functions.text.Upper("email"), name="booking_of_an_email"
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["phone_dialled"], name="booking_of_a_phone"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(
                    ("email", ""),
                    ("name", "Erased"),
                    ("note", ""),
                    ("phone_dialled", ""),
                    _negated=True,
                ),
                fields=["created_at"],
                name="booking_not_erased",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("mail_id", ""), _negated=True),
                fields=["mailed_at"],
                name="booking_mailed",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("sent_by", ""), _negated=True),
                fields=["sent_by"],
                name="booking_of_a_visitor",
            ),
        ),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.UniqueConstraint(
                fields=("therapist", "service"), name="booking_offered_once_by_a_therapist"
            ),
        ),
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.CheckConstraint(
                condition=models.Q(("duration", None), ("duration__gte", 5), _connector="OR"),
                name="booking_own_duration_takes_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="booking_closure_ends_after_it_begins",
                violation_error_message="The last day can’t be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_time", None), ("until_time", None)),
                    models.Q(
                        ("from_time__isnull", False),
                        ("until_time__isnull", False),
                        models.Q(
                            ("until_time__gt", models.F("from_time")),
                            ("until_time", datetime.time(0, 0)),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="booking_closure_times_are_a_pair",
                violation_error_message="Enter both times, the second later than the first, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_public", False), ("therapist", None), _connector="OR"),
                name="booking_a_day_off_stays_private",
                violation_error_message="Only a closure of the whole clinic is shown to patients.",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["starts_at"], name="booking_visits_by_time"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("state", "requested")),
                fields=["starts_at"],
                name="booking_waiting_requests",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("state", "offered")),
                fields=["starts_at"],
                name="booking_offers",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("state", "spam")), fields=["starts_at"], name="booking_spam"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("holds_time", True), ("state__in", ["requested", "offered"])),
                fields=["held_until"],
                name="booking_held_for_a_while",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("waiting_list_since__isnull", False)),
                fields=["starts_at"],
                name="booking_waiting_list",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("needs_call", True)),
                fields=["starts_at"],
                name="booking_needs_call",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("holds_time", True)),
                expressions=[
                    (
                        models.Func(
                            models.F("therapist"),
                            models.F("therapist"),
                            models.Value("[]"),
                            function="int8range",
                        ),
                        "&&",
                    ),
                    ("period", "&&"),
                ],
                name="booking_no_double_booking",
                violation_error_message="This therapist has another visit at that time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="booking_visit_takes_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period__isempty", False),
                    ("period__lower_inc", True),
                    ("period__lower_inf", False),
                    ("period__upper_inc", False),
                    ("period__upper_inf", False),
                ),
                name="booking_period_is_a_stretch",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("instead_of__isnull", False),
                    models.Q(
                        ("period__endswith__gte", models.F("ends_at")),
                        ("period__startswith__lte", models.F("starts_at")),
                    ),
                    _connector="OR",
                ),
                name="booking_period_contains_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Func(
                        models.Func(models.F("period"), function="lower"),
                        function="isfinite",
                        output_field=models.BooleanField(),
                    ),
                    models.Func(
                        models.Func(models.F("period"), function="upper"),
                        function="isfinite",
                        output_field=models.BooleanField(),
                    ),
                ),
                name="booking_period_is_finite",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["requested", "offered"]),
                    models.Q(
                        ("holds_time", True), ("state__in", ["confirmed", "attended", "missed"])
                    ),
                    models.Q(
                        ("holds_time", False),
                        ("state__in", ["spam", "declined", "withdrawn", "lapsed", "cancelled"]),
                    ),
                    _connector="OR",
                ),
                name="booking_state_decides_hold",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("instead_of", None),
                    (
                        "state__in",
                        ["offered", "spam", "declined", "withdrawn", "lapsed", "cancelled"],
                    ),
                    _connector="OR",
                ),
                name="booking_an_offer_is_not_a_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "offered")),
                fields=("instead_of",),
                name="booking_one_offer_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes__gt", models.F("opens")),
                    ("closes", datetime.time(0, 0)),
                    _connector="OR",
                ),
                name="booking_hours_close_after_opening",
                violation_error_message="“Until” must be later than “from”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from", None),
                    ("valid_until", None),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="booking_hours_end_after_they_begin",
                violation_error_message="The last day can’t be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__range", (0, 6))),
                name="booking_hours_are_on_a_weekday",
            ),
        ),
        migrations.AddConstraint(
            model_name="workinghours",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                expressions=[
                    (
                        models.Func(
                            models.F("therapist"),
                            models.F("therapist"),
                            models.Value("[]"),
                            function="int8range",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("weekday"),
                            models.F("weekday"),
                            models.Value("[]"),
                            function="int4range",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_until"),
                            models.Value("[]"),
                            function="daterange",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            django.db.models.functions.comparison.Cast(
                                django.db.models.functions.datetime.Extract("opens", "epoch"),
                                models.IntegerField(),
                            ),
                            django.db.models.functions.comparison.Coalesce(
                                django.db.models.functions.comparison.NullIf(
                                    django.db.models.functions.comparison.Cast(
                                        django.db.models.functions.datetime.Extract(
                                            "closes", "epoch"
                                        ),
                                        models.IntegerField(),
                                    ),
                                    models.Value(0),
                                ),
                                models.Value(86400),
                            ),
                            function="int4range",
                        ),
                        "&&",
                    ),
                ],
                name="booking_hours_do_not_overlap",
                violation_error_message="These hours overlap others on that weekday.",
            ),
        ),
    ]
