from django.db import migrations, models


def name_it_on_the_page_about_ims(apps, schema_editor):
    pages = apps.get_model("pages", "Page").objects
    pages.filter(slug="ims").update(treatment="Intramuscular Stimulation (IMS)")


class Migration(migrations.Migration):
    dependencies = [("pages", "0010_opening_hours_do_not_overlap")]

    operations = [
        migrations.AddField(
            model_name="page",
            name="treatment",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The name of the treatment that the whole page explains, if it explains one. Readers do not see it here: it tells search engines what the page is about.",
                max_length=120,
                verbose_name="treatment explained",
            ),
        ),
        migrations.RunPython(name_it_on_the_page_about_ims, migrations.RunPython.noop),
    ]
