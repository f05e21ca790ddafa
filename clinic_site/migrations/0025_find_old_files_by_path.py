from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that files can be brought in while the index is made

    dependencies = [
        ("clinic_site", "0024_remember_old_file_paths"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="oldfile",
            index=models.Index(
                condition=models.Q(("path", ""), _negated=True),
                fields=["path"],
                name="clinic_site_old_file_paths",
            ),
        ),
    ]
