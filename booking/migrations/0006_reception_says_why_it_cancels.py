from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0005_events_in_the_order_they_were_written"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="cancel_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "The patient reads it on their page and in the mail, so it should name nobody."
                ),
                max_length=300,
                verbose_name="reason to cancel",
            ),
        ),
    ]
