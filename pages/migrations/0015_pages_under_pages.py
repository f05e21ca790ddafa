import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0014_note_what_was_decided_about_wording"),
    ]

    operations = [
        # The constraints come NOT VALID, so that no table is read while it is locked.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE pages_page ADD COLUMN parent_id bigint NULL",
                    "ALTER TABLE pages_page DROP COLUMN parent_id",
                ),
                migrations.RunSQL(
                    "ALTER TABLE pages_page ADD CONSTRAINT pages_page_parent_fk "
                    "FOREIGN KEY (parent_id) REFERENCES pages_page (id) "
                    "DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    migrations.RunSQL.noop,
                ),
            ],
            state_operations=[
                migrations.AddField(
                    model_name="page",
                    name="parent",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="children",
                        to="pages.page",
                        verbose_name="under",
                    ),
                ),
            ],
        ),
        AddConstraintNotValid(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(
                        models.Q(("slug", "home"), _negated=True),
                        models.Q(("parent", models.F("pk")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="pages_parent_is_another_page",
            ),
        ),
    ]
