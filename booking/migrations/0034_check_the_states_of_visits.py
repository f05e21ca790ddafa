from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """After the constraints exist, in a transaction of its own, so that nobody waits for it."""

    dependencies = [
        ("booking", "0033_hold_a_share_of_each_week"),
    ]

    operations = [
        ValidateConstraint("appointment", "booking_state_decides_hold"),
        ValidateConstraint("appointment", "booking_an_offer_is_not_a_visit"),
    ]
