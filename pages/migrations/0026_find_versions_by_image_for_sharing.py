from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that pages can be written while the index is made

    dependencies = [
        ("pages", "0025_images_for_sharing"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("share_image__isnull", False)),
                fields=["share_image"],
                name="pages_revisions_by_share_image",
            ),
        ),
    ]
