from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that lines can be added to the log while its index is made

    dependencies = [
        ("booking", "0034_check_the_states_of_visits"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="recordview",
            index=models.Index(fields=["screen", "-at"], name="booking_views_by_screen"),
        ),
    ]
