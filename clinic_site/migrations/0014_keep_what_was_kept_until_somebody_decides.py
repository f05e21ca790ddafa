from django.db import migrations

# A site that was installed before there were these periods kept messages, comments and spam for
# good, and requests as long as visits. Nobody has looked at what the defaults would delete there,
# so it begins with the longest periods. The row is as migration 0005 made it: nobody has saved it.
KEEP = """
UPDATE clinic_site_retention
SET requests_months = least(120, 12 * visits_years), messages_months = 120,
    comments_refused_months = 120, comment_emails_months = 120, spam_days = 365
WHERE version = 0 AND waiting_months = least(120, 12 * visits_years)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_site", "0013_log_in_with_a_second_step"),
    ]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
