from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models.functions import Coalesce, NullIf


class Migration(migrations.Migration):
    atomic = False  # so that comments can be written while the index is made

    dependencies = [
        ("comments", "0005_room_for_sealed_links"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="comment",
            index=GinIndex(
                SearchVector(
                    Coalesce(
                        NullIf(models.F("shown_text"), models.Value("", models.TextField())),
                        models.F("text"),
                    ),
                    "reply",
                    config="english",
                ),
                condition=models.Q(("state", "approved"), models.Q(("reply", ""), _negated=True)),
                name="comments_answers",
            ),
        ),
    ]
