import datetime

import django.contrib.postgres.constraints
import django.db.models.functions.comparison
from django.db import migrations, models

import pages.closing_time


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0022_words_are_stored_in_one_spelling"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="openinghours",
            name="pages_opening_hours_close_after_opening",
        ),
        migrations.RemoveConstraint(
            model_name="openinghours",
            name="pages_opening_hours_do_not_overlap",
        ),
        migrations.AlterField(
            model_name="openinghours",
            name="closes",
            field=pages.closing_time.ClosingTimeField(
                help_text="00:00 is midnight, at the end of that day."
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes__gt", models.F("opens")),
                    ("closes", datetime.time(0, 0)),
                    _connector="OR",
                ),
                name="pages_opening_hours_close_after_opening",
                violation_error_message="Closing must come after opening.",
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("clinic"),
                            models.F("clinic"),
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
                name="pages_opening_hours_do_not_overlap",
            ),
        ),
    ]
