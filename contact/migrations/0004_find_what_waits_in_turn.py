from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that messages can be written while the index is made

    dependencies = [
        ("contact", "0003_send_receipts"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                models.F("state"),
                models.OrderBy(models.F("handled_at"), nulls_first=True),
                models.F("created_at"),
                models.F("id"),
                name="contact_in_turn",
            ),
        ),
    ]
