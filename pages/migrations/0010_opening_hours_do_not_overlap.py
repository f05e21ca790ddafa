import django.contrib.postgres.constraints
from django.db import migrations, models
from django.db.models.functions import Cast

import pages.closing_time


def join_overlapping(apps, schema_editor):
    """Make one span of two that overlap: the clinic is open just as long."""
    before = None
    for row in apps.get_model("pages", "OpeningHours").objects.order_by("weekday", "opens", "pk"):
        if before and row.weekday == before.weekday and row.opens < before.closes:
            before.closes = max(before.closes, row.closes)
            before.note = "; ".join(filter(None, dict.fromkeys([before.note, row.note])))[:80]
            before.save(update_fields=["closes", "note"])
            row.delete()
        else:
            before = row


class Migration(migrations.Migration):
    dependencies = [("pages", "0009_clinic_details_have_a_version")]

    operations = [
        migrations.RemoveConstraint(
            model_name="openinghours", name="pages_opening_hours_are_said_once"
        ),
        migrations.RunPython(join_overlapping, migrations.RunPython.noop),
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
                            Cast(pages.closing_time.SecondOfDay("opens"), models.IntegerField()),
                            Cast(pages.closing_time.SecondOfDay("closes"), models.IntegerField()),
                            function="int4range",
                        ),
                        "&&",
                    ),
                ],
                name="pages_opening_hours_do_not_overlap",
            ),
        ),
    ]
