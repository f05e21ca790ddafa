import django.contrib.postgres.constraints
import django.db.models.constraints
import django.db.models.functions.comparison
from django.db import migrations, models

import pages.closing_time

DAYS = ("therapist_id", "weekday", "valid_from", "valid_until")


def join_overlapping(apps, schema_editor):
    """Make one stretch of two that overlap: the time in which visits can be stays the same."""
    hours = apps.get_model("booking", "WorkingHours").objects
    before = None
    for row in hours.order_by(*DAYS, "opens", "closes"):
        same_days = before and all(getattr(before, name) == getattr(row, name) for name in DAYS)
        if same_days and row.opens < before.closes:
            before.closes = max(before.closes, row.closes)
            before.save(update_fields=["closes"])
            row.delete()
        else:
            before = row


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_courses_offers_and_rules")]

    operations = [
        migrations.RemoveConstraint(
            model_name="workinghours",
            name="booking_hours_are_said_once",
        ),
        migrations.RunPython(join_overlapping, migrations.RunPython.noop),
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
                            django.db.models.functions.comparison.Cast(
                                pages.closing_time.SecondOfDay("closes"), models.IntegerField()
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
