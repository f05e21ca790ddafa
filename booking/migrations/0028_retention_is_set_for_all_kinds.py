from django.db import migrations


class Migration(migrations.Migration):
    """How long contact details are kept is one of the retention periods (of `clinic_site`) now.

    The column stays in the database, with its default, for processes of the earlier version that
    still run beside this one. A later release can drop it.
    """

    dependencies = [("booking", "0027_note_who_looks_at_records")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="bookingrules", name="booking_rules_keep_details_for_a_while"
                ),
                migrations.RemoveField(model_name="bookingrules", name="kept_years"),
            ]
        )
    ]
