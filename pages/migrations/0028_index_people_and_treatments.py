from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that pages can be written while the index is made

    dependencies = [
        ("pages", "0027_words_that_mean_the_same"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="section",
            index=models.Index(
                condition=models.Q(("kind__in", ["person", "treatment"])),
                fields=["revision"],
                name="pages_gathered_by_revision",
            ),
        ),
    ]
