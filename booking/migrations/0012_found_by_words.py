import django.contrib.postgres.indexes
from django.db import migrations

import pages.finding


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0011_what_somebody_looks_for_is_indexed"),
        ("pages", "0021_words_are_folded"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="booking",
            index=django.contrib.postgres.indexes.GinIndex(
                pages.finding.Words("name", "email", "reference", phone="phone_dialled"),
                name="booking_words",
            ),
        ),
    ]
