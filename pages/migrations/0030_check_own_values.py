from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0029_own_values_are_an_object"),
    ]

    operations = [
        # No kind of block can read anything else: those sections show what an empty object does.
        migrations.RunSQL(
            "UPDATE pages_section SET data = '{}' WHERE jsonb_typeof(data) <> 'object'",
            migrations.RunSQL.noop,
        ),
        ValidateConstraint(model_name="section", name="pages_section_data_is_an_object"),
    ]
