import django.db.models.deletion
import pictures.models
from django.conf import settings
from django.db import migrations, models

import pages.models.image


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Image",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    pictures.models.PictureField(
                        aspect_ratios=[None],
                        breakpoints={"desk": 1200, "phone": 480, "tablet": 800},
                        container_width=1200,
                        file_types=["AVIF", "WEBP"],
                        grid_columns=1,
                        height_field="height",
                        pixel_densities=[1],
                        upload_to=pages.models.image.unguessable,
                        width_field="width",
                    ),
                ),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name="revision",
            name="alt",
            field=models.CharField(
                blank=True,
                default="",
                db_default="",
                help_text="What somebody who cannot see the image should know of it.",
                max_length=250,
                verbose_name="description of the image",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="decorative",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="It tells nothing that the text does not say, so it needs no description.",
                verbose_name="the image only decorates",
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="alt",
            field=models.CharField(
                blank=True,
                default="",
                db_default="",
                help_text="What somebody who cannot see the image should know of it.",
                max_length=250,
                verbose_name="description of the image",
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="decorative",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="It tells nothing that the text does not say, so it needs no description.",
                verbose_name="the image only decorates",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="uploaded_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pages.image",
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pages.image",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("image", None),
                    models.Q(("alt", ""), _negated=True),
                    ("decorative", True),
                    _connector="OR",
                ),
                name="pages_revision_describes_its_image",
                violation_error_message="Describe the image, or say that it only decorates the text.",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("image", None),
                    models.Q(("alt", ""), _negated=True),
                    ("decorative", True),
                    _connector="OR",
                ),
                name="pages_section_describes_its_image",
                violation_error_message="Describe the image, or say that it only decorates the text.",
            ),
        ),
    ]
