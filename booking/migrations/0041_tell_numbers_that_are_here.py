from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0040_the_other_calendar_of_a_therapist"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importedrow",
            name="kind",
            field=models.CharField(
                choices=[
                    ("fits", "Visits that fit"),
                    ("cancelled", "Cancelled visits"),
                    ("patient", "Patients without a visit"),
                    ("overlaps", "Visits that overlap another"),
                    ("outside", "Visits outside hours, in a closure, or of a service not offered"),
                    ("twice", "Visits of a patient who has another visit then"),
                    ("changed", "Visits whose number is here already, at another time"),
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
        migrations.AlterField(
            model_name="importedrow",
            name="read_as",
            field=models.CharField(
                choices=[
                    ("fits", "Visits that fit"),
                    ("cancelled", "Cancelled visits"),
                    ("patient", "Patients without a visit"),
                    ("overlaps", "Visits that overlap another"),
                    ("outside", "Visits outside hours, in a closure, or of a service not offered"),
                    ("twice", "Visits of a patient who has another visit then"),
                    ("changed", "Visits whose number is here already, at another time"),
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
    ]
