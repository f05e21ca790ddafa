import datetime

import django.contrib.postgres.constraints
import django.db.models.constraints
import django.db.models.functions.comparison
from django.db import migrations, models

import pages.closing_time


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0014_a_booking_keeps_a_digest_of_its_form"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="closure",
            name="booking_closure_times_are_a_pair",
        ),
        migrations.RemoveConstraint(
            model_name="workinghours",
            name="booking_hours_close_after_opening",
        ),
        migrations.RemoveConstraint(
            model_name="workinghours",
            name="booking_hours_do_not_overlap",
        ),
        migrations.AlterField(
            model_name="closure",
            name="until_time",
            field=pages.closing_time.ClosingTimeField(
                blank=True, help_text="00:00 is midnight, at the end of that day.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="workinghours",
            name="closes",
            field=pages.closing_time.ClosingTimeField(
                help_text="A visit ends by then. 00:00 is midnight, at the end of that day.",
                verbose_name="until",
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
                violation_error_message="Enter both times, the second after the first, or none.",
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
                violation_error_message="“Until” must come after “from”.",
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
                                pages.closing_time.SecondOfDay("opens"), models.IntegerField()
                            ),
                            django.db.models.functions.comparison.Coalesce(
                                django.db.models.functions.comparison.NullIf(
                                    django.db.models.functions.comparison.Cast(
                                        pages.closing_time.SecondOfDay("closes"),
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
