import django.core.validators
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0032_own_visits_of_therapists"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="appointment",
            name="booking_state_decides_hold",
        ),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="booking_an_offer_is_not_a_visit",
        ),
        migrations.AddField(
            model_name="bookingrules",
            name="held_of_day",
            field=models.PositiveSmallIntegerField(
                db_default=20,
                default=20,
                help_text="The same for everything that is asked for within 24 hours, for any week, as a share of this week’s working hours. A course counts with all its visits.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="online requests within 24 hours (% of a week)",
            ),
        ),
        migrations.AddField(
            model_name="bookingrules",
            name="held_of_week",
            field=models.PositiveSmallIntegerField(
                db_default=20,
                default=20,
                help_text="The share of any week’s working hours that unanswered online requests can hold together, so that nobody can fill your schedule with requests that are not genuine. Further requests hold their times once the patient has opened the link in our email and selected a button there. Until then, you find them under Requests. Raise this if patients often have to do that, for example because most of your visits are confirmed at once.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="online requests hold at most (% of a week)",
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="state",
            field=models.CharField(
                choices=[
                    ("requested", "Requested"),
                    ("spam", "Spam"),
                    ("unproven", "Link not opened"),
                    ("offered", "Offered"),
                    ("confirmed", "Confirmed"),
                    ("declined", "Declined"),
                    ("withdrawn", "Withdrawn"),
                    ("lapsed", "Lapsed"),
                    ("cancelled", "Cancelled"),
                    ("attended", "Attended"),
                    ("missed", "Missed"),
                ],
                default="requested",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="bookingrules",
            name="most_waiting",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="How many unanswered requests with one email address or phone number hold their times, if they come from one connection. A course counts as one. A further request holds its times once the patient has opened the link in our email.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(50),
                ],
                verbose_name="most waiting requests",
            ),
        ),
        AddConstraintNotValid(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["requested", "offered"]),
                    models.Q(
                        ("holds_time", True), ("state__in", ["confirmed", "attended", "missed"])
                    ),
                    models.Q(
                        ("holds_time", False),
                        (
                            "state__in",
                            ["spam", "unproven", "declined", "withdrawn", "lapsed", "cancelled"],
                        ),
                    ),
                    _connector="OR",
                ),
                name="booking_state_decides_hold",
            ),
        ),
        AddConstraintNotValid(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("instead_of", None),
                    (
                        "state__in",
                        [
                            "offered",
                            "spam",
                            "unproven",
                            "declined",
                            "withdrawn",
                            "lapsed",
                            "cancelled",
                        ],
                    ),
                    _connector="OR",
                ),
                name="booking_an_offer_is_not_a_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookingrules",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_of_day__range", (1, 100)), ("held_of_week__range", (1, 100))
                ),
                name="booking_rules_hold_a_share",
            ),
        ),
    ]
