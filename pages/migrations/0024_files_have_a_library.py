import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0023_keep_what_editors_have_to_check"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="kept",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="It stays even if no page uses it.",
                verbose_name="keep in the library",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="original_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="As the file was called on the editor's device. Readers never see it.",
                max_length=100,
                verbose_name="name of its file",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="replaced_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                help_text="The newest file in its place.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replaced",
                to="pages.document",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="version",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="Counts the changes, so that nobody undoes one they have not seen.",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="unused_since",
            field=models.DateTimeField(
                editable=False,
                help_text="When `purge` first found that nothing uses it.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="image",
            name="original_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="As the file was called on the editor's device. Readers never see it.",
                max_length=100,
                verbose_name="name of its file",
            ),
        ),
    ]
