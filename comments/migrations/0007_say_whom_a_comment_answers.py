import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0006_index_the_answers"),
    ]

    operations = [
        # The constraint comes NOT VALID, so that no table is read while it is locked.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE comments_comment ADD COLUMN in_answer_to_id bigint NULL",
                    "ALTER TABLE comments_comment DROP COLUMN in_answer_to_id",
                ),
                migrations.RunSQL(
                    "ALTER TABLE comments_comment ADD CONSTRAINT comments_comment_in_answer_to_fk "
                    "FOREIGN KEY (in_answer_to_id) REFERENCES comments_comment (id) "
                    "DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    migrations.RunSQL.noop,
                ),
            ],
            state_operations=[
                migrations.AddField(
                    model_name="comment",
                    name="in_answer_to",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        help_text="On the site that it was brought in from.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answers",
                        to="comments.comment",
                    ),
                ),
            ],
        ),
    ]
