from django.db import migrations, models


def show_the_home_page(apps, schema_editor):
    """Without it the site's own address answers that there is no such page."""
    apps.get_model("pages", "Page").objects.filter(slug="home").update(is_public=True)


class Migration(migrations.Migration):
    dependencies = [("pages", "0017_name_in_the_menu")]

    operations = [
        migrations.RunPython(show_the_home_page, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=~models.Q(slug="home") | models.Q(is_public=True),
                name="pages_home_is_public",
                violation_error_message="The home page can't be taken off the site.",
            ),
        ),
    ]
