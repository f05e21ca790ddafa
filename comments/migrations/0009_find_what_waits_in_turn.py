from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that comments can be written while the index is made

    dependencies = [
        ("comments", "0008_find_the_answers_to_a_comment"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="comment",
            index=models.Index(
                models.F("state"),
                models.OrderBy(models.F("handled_at"), nulls_first=True),
                models.F("created_at"),
                models.F("id"),
                name="comments_in_turn",
            ),
        ),
    ]
