import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0024_files_have_a_library"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="share_alt",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="What someone who can’t see the image should know about it.",
                max_length=250,
                verbose_name="description of the image for sharing",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="share_focus_x",
            field=models.SmallIntegerField(
                db_default=50,
                default=50,
                help_text="In percent of the width.",
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="focal point, from the left",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="share_focus_y",
            field=models.SmallIntegerField(
                db_default=50,
                default=50,
                help_text="In percent of the height.",
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="focal point, from the top",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="share_image",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pages.image",
            ),
        ),
    ]
