from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0011_pages_name_their_treatment")]

    operations = [
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_review_on__gte", models.F("reviewed_on"))),
                name="pages_next_review_follows_the_last",
                violation_error_message="The next review cannot be before the last one.",
            ),
        ),
    ]
