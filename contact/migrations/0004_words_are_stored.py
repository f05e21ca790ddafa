import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import pages.finding


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0003_found_by_words"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="message",
            name="contact_words",
        ),
        migrations.AddField(
            model_name="message",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=pages.finding.Words("name", "email", "text", "note", phone="phone"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="contact_words"),
        ),
    ]
