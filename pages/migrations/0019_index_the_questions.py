from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that pages can be written while the index is made

    dependencies = [
        ("pages", "0018_remarks_and_a_second_person"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="section",
            index=models.Index(
                condition=models.Q(("kind", "question")),
                fields=["revision"],
                name="pages_questions_by_revision",
            ),
        ),
    ]
