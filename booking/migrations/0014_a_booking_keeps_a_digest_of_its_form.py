from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0013_an_offer_holds_what_its_visit_does_not"),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="answers",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="A digest of all that the form said when it was sent.",
                max_length=64,
            ),
        ),
    ]
