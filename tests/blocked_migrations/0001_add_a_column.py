from django.db import migrations


class Migration(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE contact_message ADD COLUMN trial integer",
            "ALTER TABLE contact_message DROP COLUMN trial",
        )
    ]
