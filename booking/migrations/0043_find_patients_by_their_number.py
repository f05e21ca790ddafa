from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that patients can be written while the index is made

    dependencies = [
        ("booking", "0042_know_imported_patients_by_their_number"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="patient",
            index=models.Index(
                condition=models.Q(("import_key", ""), _negated=True),
                fields=["import_key"],
                name="booking_patient_of_a_book",
            ),
        ),
    ]
