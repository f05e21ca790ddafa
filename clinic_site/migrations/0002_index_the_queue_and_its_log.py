from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clinic_site", "0001_initial")]

    operations = [
        # The tables are django-mailer's. Every two seconds the worker looks for new emails, even while
        # thousands wait for the mail server; and it often looks for lines of the log to purge.
        migrations.RunSQL(
            "CREATE INDEX clinic_site_new_mail ON mailer_message (when_added) WHERE priority <> 4",
            "DROP INDEX clinic_site_new_mail",
        ),
        migrations.RunSQL(
            "CREATE INDEX clinic_site_log_by_time ON mailer_messagelog (when_added)",
            "DROP INDEX clinic_site_log_by_time",
        ),
    ]
