from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that comments can be written while the index is made

    dependencies = [
        ("comments", "0007_say_whom_a_comment_answers"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE comments_comment VALIDATE CONSTRAINT comments_comment_in_answer_to_fk",
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("in_answer_to__isnull", False)),
                fields=["in_answer_to"],
                name="comments_in_answer_to",
            ),
        ),
    ]
