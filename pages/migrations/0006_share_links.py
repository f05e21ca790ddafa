import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import pages.models.share_link


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0005_former_slugs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=pages.models.share_link.new_token,
                        editable=False,
                        max_length=43,
                        unique=True,
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(default=pages.models.share_link.a_week_from_now),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="sharelink",
            name="made_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sharelink",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="share_links",
                to="pages.revision",
            ),
        ),
    ]
