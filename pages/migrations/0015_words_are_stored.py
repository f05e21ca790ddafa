import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from pages.models.words import WordsQuerySet


def read(apps, schema_editor):
    """Read what was published before there was a place for its words."""
    words = WordsQuerySet(apps.get_model("pages", "Words"))
    words.store(apps.get_model("pages", "Revision").objects.exclude(publish_at=None))
    # What the new rows refer to would be checked at the end only, too late for later changes.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0014_files_that_no_image_knows"),
    ]

    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="pages.revision",
                    ),
                ),
                (
                    "section",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="pages.section",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "words",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("section", None)),
                        fields=("revision",),
                        name="pages_words_of_a_revision_are_once",
                    )
                ],
            },
        ),
        migrations.RunPython(read, migrations.RunPython.noop),
    ]
