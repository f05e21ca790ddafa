from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that pages can be written while the index is made

    dependencies = [
        ("pages", "0009_files_that_readers_can_open"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE pages_section VALIDATE CONSTRAINT pages_section_document_fk",
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            model_name="section",
            index=models.Index(
                condition=models.Q(("document__isnull", False)),
                fields=["document"],
                name="pages_sections_by_document",
            ),
        ),
    ]
