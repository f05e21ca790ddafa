from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0028_retention_is_set_for_all_kinds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="booking",
            name="token",
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name="calendarfeed",
            name="token",
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name="formerlink",
            name="token",
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name="waitinglistentry",
            name="token",
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
    ]
