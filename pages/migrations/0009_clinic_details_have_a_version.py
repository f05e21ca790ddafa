from django.db import migrations, models

import pages.map_link


def lead_safely(apps, schema_editor):
    """Maps answer https too; what is neither http nor https leads nowhere and goes."""
    clinic = apps.get_model("pages", "Clinic").objects.exclude(map_link="").first()
    if clinic and not clinic.map_link.startswith("https://"):
        scheme, _, rest = clinic.map_link.partition("://")
        clinic.map_link = f"https://{rest}" if scheme.lower() in ("http", "https") else ""
        clinic.save(update_fields=["map_link"])


class Migration(migrations.Migration):
    dependencies = [("pages", "0008_images_unused_for_a_day")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="version",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="Counts the times the details were saved, so that nobody undoes another's.",
            ),
        ),
        migrations.AlterField(
            model_name="clinic",
            name="map_link",
            field=models.URLField(
                blank=True,
                db_default="",
                default="",
                help_text="Shown beside the address. Copy it from a map's “share” button.",
                max_length=500,
                validators=[pages.map_link.validate_map_link],
                verbose_name="link to a map",
            ),
        ),
        migrations.AlterField(
            model_name="clinic",
            name="notice",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Stands at the top of every page, for instance when the clinic cannot open today. Empty it when it is over.",
                max_length=300,
                verbose_name="emergency notice",
            ),
        ),
        migrations.RunPython(lead_safely, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("map_link", ""), ("map_link__startswith", "https://"), _connector="OR"
                ),
                name="pages_map_link_is_https",
            ),
        ),
    ]
