import django.contrib.postgres.indexes
from django.db import migrations

import pages.finding


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0002_handling"),
        ("pages", "0021_words_are_folded"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=django.contrib.postgres.indexes.GinIndex(
                pages.finding.Words("name", "email", "text", "note", phone="phone"),
                name="contact_words",
            ),
        ),
    ]
