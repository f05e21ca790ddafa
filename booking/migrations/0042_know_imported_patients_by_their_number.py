from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0041_tell_numbers_that_are_here"),
    ]

    operations = [
        migrations.AddField(
            model_name="importedperson",
            name="keys",
            field=models.JSONField(
                db_default=[],
                default=list,
                help_text="Digests of their numbers there, each with a name.",
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="import_key",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="A digest of the key that the other appointment book gave it.",
                max_length=64,
            ),
        ),
    ]
