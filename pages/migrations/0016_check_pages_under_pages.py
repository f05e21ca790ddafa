from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0015_pages_under_pages"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE pages_page VALIDATE CONSTRAINT pages_page_parent_fk",
            migrations.RunSQL.noop,
        ),
        ValidateConstraint(model_name="page", name="pages_parent_is_another_page"),
    ]
