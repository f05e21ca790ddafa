import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0015_hours_may_end_at_midnight"),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="buffers_overrun",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Tick to offer visits whose buffers reach into a break or a closure, or past opening or closing time. You can always book such a visit yourself by typing its time.",
                verbose_name="buffers may overrun",
            ),
        ),
        migrations.AlterField(
            model_name="service",
            name="buffer_after",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Kept free of other visits after each one, and within working hours. Patients do not see it.",
                validators=[django.core.validators.MaxValueValidator(240)],
                verbose_name="buffer after (minutes)",
            ),
        ),
        migrations.AlterField(
            model_name="service",
            name="buffer_before",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Kept free of other visits before each one, and within working hours. Patients do not see it.",
                validators=[django.core.validators.MaxValueValidator(240)],
                verbose_name="buffer before (minutes)",
            ),
        ),
    ]
