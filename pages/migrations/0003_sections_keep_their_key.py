import uuid

import django.contrib.postgres.functions
from django.conf import settings
from django.db import migrations, models


def share_keys(apps, schema_editor):
    """One key for what is the same section in all revisions of a page, told by its heading."""
    keys = {}
    for section in apps.get_model("pages", "Section").objects.select_related("revision"):
        revision, heading = section.revision, section.heading
        before = revision.sections.filter(heading=heading, pk__lt=section.pk).count()
        section.key = keys.setdefault((revision.page_id, heading, before), section.key)
        section.save(update_fields=["key"])
    # The new column has made every row new, and PostgreSQL would check its references only at the
    # end: too late for the constraint that follows.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_images"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="section",
            name="key",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                help_text="Stays the same in every revision, so that two of them can be compared.",
            ),
        ),
        migrations.RunPython(share_keys, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("revision", "key"), name="pages_section_is_once_in_a_revision"
            ),
        ),
    ]
