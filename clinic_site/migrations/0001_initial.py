import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("mailer", "0007_alter_messagelog_message_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonalDataRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("export", "Exported"), ("erasure", "Erased")], max_length=10
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("bookings", models.PositiveIntegerField(default=0)),
                ("comments", models.PositiveIntegerField(default=0)),
                ("messages", models.PositiveIntegerField(default=0)),
                (
                    "mails",
                    models.PositiveIntegerField(default=0, verbose_name="emails not sent yet"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "export or erasure",
                "verbose_name_plural": "exports and erasures",
                "ordering": ["-pk"],
                "permissions": [("handle_personal_data", "Can export and erase personal data")],
                "default_permissions": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["export", "erasure"])),
                        name="clinic_site_request_kind_is_known",
                    )
                ],
            },
        ),
        # The table is django-mailer's, which never looks for one mail in it; the desk does.
        migrations.RunSQL(
            "CREATE INDEX clinic_site_log_of_a_mail ON mailer_messagelog (message_id)",
            "DROP INDEX clinic_site_log_of_a_mail",
        ),
    ]
