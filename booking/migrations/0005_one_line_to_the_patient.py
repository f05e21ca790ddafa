from django.db import migrations, models

TO_ONE = """
UPDATE booking_appointment SET line = cancel_reason WHERE line = '' AND cancel_reason <> ''
"""
BACK = """
UPDATE booking_appointment SET cancel_reason = left(line, 300) WHERE state IN ('cancelled', 'withdrawn');
UPDATE booking_appointment SET line = CASE state WHEN 'declined' THEN left(line, 300) ELSE '' END
WHERE line <> ''
"""


class Migration(migrations.Migration):
    """A reason to decline and a reason to cancel become one column for every decision."""

    dependencies = [
        ("booking", "0004_waiting_list_without_a_visit"),
    ]

    operations = [
        migrations.RenameField("appointment", old_name="decline_reason", new_name="line"),
        migrations.AlterField(
            model_name="appointment",
            name="line",
            field=models.CharField(
                "line to the patient",
                blank=True,
                db_default="",
                default="",
                help_text="The clinic's own words with its last decision, in the email and on their page.",
                max_length=600,
            ),
        ),
        migrations.RunSQL(TO_ONE, BACK),
        migrations.RemoveField(model_name="appointment", name="cancel_reason"),
    ]
