import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0016_buffers_lie_within_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="bookingrules",
            name="kept_years",
            field=models.PositiveSmallIntegerField(
                db_default=3,
                default=3,
                help_text="How long the patient's name, email, phone number and note are kept after the last visit of a booking. After that only the visit itself is kept: when, with whom, which service, and how it ended. Three years leave time for questions about a past visit. Clinical records are kept elsewhere, and for longer: this is not one. If you change this, update the privacy page too.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(20),
                ],
                verbose_name="keep contact details (years)",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookingrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept_years__gte", 1)),
                name="booking_rules_keep_details_for_a_while",
            ),
        ),
    ]
