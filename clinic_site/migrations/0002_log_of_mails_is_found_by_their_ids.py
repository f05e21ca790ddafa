from django.db import migrations


class Migration(migrations.Migration):
    """The table is django-mailer's, which never looks for one mail in it; the desk does."""

    dependencies = [
        ("clinic_site", "0001_exports_and_erasures_are_written_down"),
        ("mailer", "0007_alter_messagelog_message_data"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX clinic_site_log_of_a_mail ON mailer_messagelog (message_id)",
            "DROP INDEX clinic_site_log_of_a_mail",
        )
    ]
