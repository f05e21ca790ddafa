from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0043_find_patients_by_their_number"),
    ]

    operations = [
        # The column stays in the database, with its default, for processes of the earlier version.
        migrations.AlterField(
            model_name="bookimport",
            name="unsure",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=100),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="bookimport", name="unsure")]
        ),
        migrations.AddField(
            model_name="bookimport",
            name="dates",
            field=models.JSONField(
                db_default={},
                default=dict,
                editable=False,
                help_text="Those that can be read in several ways, and what the file says about it.",
            ),
        ),
        migrations.AddField(
            model_name="importedrow",
            name="remark",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="What was read in a way that somebody may want to look at.",
                max_length=500,
            ),
        ),
        migrations.AlterField(
            model_name="importedrow",
            name="kind",
            field=models.CharField(
                choices=[
                    ("fits", "Upcoming visits that fit"),
                    ("past", "Past visits"),
                    ("cancelled", "Cancelled visits"),
                    ("patient", "Patients without a visit"),
                    ("overlaps", "Visits that overlap another"),
                    ("outside", "Visits outside hours, in a closure, or for a service not offered"),
                    ("twice", "Visits of a patient who has another visit at that time"),
                    ("changed", "Visits whose number is here already, at another time"),
                    ("repeat", "Rows that repeat another row"),
                    ("here", "Rows already here"),
                    ("block", "Blocked times, and other rows that are not visits"),
                    ("all day", "All-day entries"),
                    ("left out", "Rows whose therapist or service you left out"),
                    ("refused", "Rows that can’t be read"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="importedrow",
            name="read_as",
            field=models.CharField(
                choices=[
                    ("fits", "Upcoming visits that fit"),
                    ("past", "Past visits"),
                    ("cancelled", "Cancelled visits"),
                    ("patient", "Patients without a visit"),
                    ("overlaps", "Visits that overlap another"),
                    ("outside", "Visits outside hours, in a closure, or for a service not offered"),
                    ("twice", "Visits of a patient who has another visit at that time"),
                    ("changed", "Visits whose number is here already, at another time"),
                    ("repeat", "Rows that repeat another row"),
                    ("here", "Rows already here"),
                    ("block", "Blocked times, and other rows that are not visits"),
                    ("all day", "All-day entries"),
                    ("left out", "Rows whose therapist or service you left out"),
                    ("refused", "Rows that can’t be read"),
                ],
                help_text="What the file alone says.",
                max_length=10,
            ),
        ),
    ]
