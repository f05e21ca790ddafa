from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0012_found_by_words"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="appointment",
            name="booking_period_contains_visit",
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period__isempty", False),
                    ("period__lower_inc", True),
                    ("period__lower_inf", False),
                    ("period__upper_inc", False),
                    ("period__upper_inf", False),
                ),
                name="booking_period_is_a_stretch",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("instead_of__isnull", False),
                    models.Q(
                        ("period__endswith__gte", models.F("ends_at")),
                        ("period__startswith__lte", models.F("starts_at")),
                    ),
                    _connector="OR",
                ),
                name="booking_period_contains_visit",
            ),
        ),
    ]
