from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0004_index_the_pages_in_links"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sharelink",
            name="token",
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
    ]
