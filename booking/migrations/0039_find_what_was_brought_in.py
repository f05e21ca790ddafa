from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # so that visits can be booked while the indexes are made

    dependencies = [
        ("booking", "0038_bring_in_appointment_books"),
    ]

    operations = [
        ValidateConstraint("appointment", "booking_state_decides_hold"),
        migrations.RunSQL(
            "ALTER TABLE booking_booking VALIDATE CONSTRAINT booking_booking_book_import_fk",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "ALTER TABLE booking_patient VALIDATE CONSTRAINT booking_patient_book_import_fk",
            migrations.RunSQL.noop,
        ),
        AddIndexConcurrently(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("book_import__isnull", False)),
                fields=["book_import"],
                name="booking_brought_in",
            ),
        ),
        AddIndexConcurrently(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("import_key", ""), _negated=True),
                fields=["import_key"],
                name="booking_of_another_book",
            ),
        ),
        AddIndexConcurrently(
            model_name="patient",
            index=models.Index(
                condition=models.Q(("book_import__isnull", False)),
                fields=["book_import"],
                name="booking_patients_brought_in",
            ),
        ),
    ]
