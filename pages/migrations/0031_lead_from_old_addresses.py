import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0030_check_own_values"),
    ]

    operations = [
        migrations.CreateModel(
            name="OldAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=600)),
                ("query", models.CharField(blank=True, help_text="Such as p=12.", max_length=40)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_addresses",
                        to="pages.page",
                    ),
                ),
            ],
            options={
                "default_permissions": [],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("path", "query"), name="pages_old_address_leads_once"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="oldaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="shown_on_pages",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO clinic_watchedchange (topic, at) VALUES ('pages', clock_timestamp()); RETURN NULL;",
                    hash="0ea2479daf362453938f17a69aa46f19f93cd3fa",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_shown_on_pages_a6842",
                    table="pages_oldaddress",
                    when="AFTER",
                ),
            ),
        ),
    ]
