from django.conf import settings
from django.db import migrations, models


def invite_on_the_first_page_about_ims(apps, schema_editor):
    """The page that has ended with the invitation so far, because of its address."""
    apps.get_model("pages", "Page").objects.filter(slug="ims").update(invites_to_book=True)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0006_share_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="map_link",
            field=models.URLField(
                blank=True,
                db_default="",
                help_text="Shown beside the address. Copy it from a map's “share” button.",
                verbose_name="link to a map",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="notice",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="Stands at the top of every page, for instance when the clinic cannot open today. Empty it when it is over.",
                max_length=300,
                verbose_name="emergency notice",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="invites_to_book",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Ends the text with the way to request an appointment.",
                verbose_name="invites readers to book",
            ),
        ),
        migrations.RunPython(invite_on_the_first_page_about_ims, migrations.RunPython.noop),
    ]
