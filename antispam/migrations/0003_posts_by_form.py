from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("antispam", "0002_blocked_words"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["form", "at"], name="antispam_at_form_5610ab_idx"),
        ),
    ]
