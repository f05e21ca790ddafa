import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import pages.finding


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0017_contact_details_are_kept_for_years"),
        ("pages", "0022_words_are_stored_in_one_spelling"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="booking",
            name="booking_words",
        ),
        migrations.AddField(
            model_name="booking",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=pages.finding.Words("name", "email", "reference", phone="phone_dialled"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="booking_words"),
        ),
    ]
