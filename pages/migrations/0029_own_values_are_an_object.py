from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models.lookups import Exact


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0028_index_people_and_treatments"),
    ]

    operations = [
        AddConstraintNotValid(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=Exact(
                    models.Func(
                        models.F("data"),
                        function="jsonb_typeof",
                        output_field=models.TextField(),
                    ),
                    models.Value("object"),
                ),
                name="pages_section_data_is_an_object",
            ),
        ),
    ]
