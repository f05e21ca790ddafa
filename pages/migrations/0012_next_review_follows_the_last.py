from django.db import migrations, models


def forget_reviews_due_before_the_last(apps, schema_editor):
    """Such a date says nothing: the text was reviewed after it."""
    wrong = models.Q(next_review_on__lt=models.F("reviewed_on"))
    apps.get_model("pages", "Revision").objects.filter(wrong).update(next_review_on=None)


class Migration(migrations.Migration):
    dependencies = [("pages", "0011_pages_name_their_treatment")]

    operations = [
        migrations.RunPython(forget_reviews_due_before_the_last, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_review_on__gte", models.F("reviewed_on"))),
                name="pages_next_review_follows_the_last",
                violation_error_message="The next review cannot be before the last one.",
            ),
        ),
    ]
