from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0004_tell_the_writers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="comment",
            name="token",
            field=models.CharField(editable=False, max_length=64, null=True, unique=True),
        ),
    ]
