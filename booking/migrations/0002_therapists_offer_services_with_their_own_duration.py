import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

MINUTES = [
    django.core.validators.MinValueValidator(5),
    django.core.validators.MaxValueValidator(480),
]


class Migration(migrations.Migration):
    """The plain list of a therapist's services becomes rows with a duration; nothing is lost."""

    dependencies = [("booking", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Offering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "duration",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: as the service says.",
                        null=True,
                        validators=MINUTES,
                        verbose_name="own duration (minutes)",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offerings",
                        to="booking.service",
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offerings",
                        to="booking.therapist",
                    ),
                ),
            ],
            options={
                "verbose_name": "service of a therapist",
                "verbose_name_plural": "services of therapists",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("therapist", "service"), name="booking_offered_once_by_a_therapist"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(duration=None) | models.Q(duration__gte=5),
                        name="booking_own_duration_takes_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO booking_offering (therapist_id, service_id) "
            "SELECT therapist_id, service_id FROM booking_therapist_services",
            "INSERT INTO booking_therapist_services (therapist_id, service_id) "
            "SELECT therapist_id, service_id FROM booking_offering",
        ),
        migrations.RemoveField(model_name="therapist", name="services"),
        migrations.AddField(
            model_name="therapist",
            name="services",
            field=models.ManyToManyField(
                related_name="therapists", through="booking.Offering", to="booking.service"
            ),
        ),
    ]
