import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import pages.finding


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0004_found_by_words"),
        ("pages", "0022_words_are_stored_in_one_spelling"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="comment",
            name="comments_words",
        ),
        migrations.AddField(
            model_name="comment",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=pages.finding.Words(
                    "name", "email", "text", "shown_name", "shown_text", "reply"
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="comments_words"),
        ),
    ]
