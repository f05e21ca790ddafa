import django.contrib.postgres.indexes
from django.db import migrations

import pages.finding


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0003_comments_are_shown_in_parts"),
        ("pages", "0021_words_are_folded"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=django.contrib.postgres.indexes.GinIndex(
                pages.finding.Words("name", "email", "text", "shown_name", "shown_text", "reply"),
                name="comments_words",
            ),
        ),
    ]
