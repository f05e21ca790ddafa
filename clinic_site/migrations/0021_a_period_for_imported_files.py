import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_site", "0020_bring_in_from_wordpress"),
    ]

    operations = [
        migrations.AddField(
            model_name="retention",
            name="imports_days",
            field=models.PositiveSmallIntegerField(
                db_default=30,
                default=30,
                validators=[
                    django.core.validators.MinValueValidator(7),
                    django.core.validators.MaxValueValidator(90),
                ],
                verbose_name="files of imported appointment books (days)",
            ),
        ),
        migrations.AddConstraint(
            model_name="retention",
            constraint=models.CheckConstraint(
                condition=models.Q(("imports_days__range", (7, 90))),
                name="retention_imports_days_in_range",
            ),
        ),
    ]
