from django.db import migrations

ONE = "handle_personal_data"
EXPORT = "export_personal_data", "Can see and export personal data"
ERASE = "erase_personal_data", "Can erase personal data"


def of_requests(apps):
    rows = apps.get_model("auth", "Permission").objects
    of_model = {"content_type__app_label": "clinic_site"}
    return rows.filter(**of_model, content_type__model="personaldatarequest")


def split(apps, schema_editor):
    """Groups and accounts that had the one permission get both."""
    for before in of_requests(apps).filter(codename=ONE):
        for codename, name in (EXPORT, ERASE):
            new, _ = of_requests(apps).get_or_create(
                codename=codename, content_type=before.content_type, defaults={"name": name}
            )
            new.group_set.add(*before.group_set.all())
            new.user_set.add(*before.user_set.all())
        before.delete()


def join(apps, schema_editor):
    """Those who may do both keep the one permission."""
    for export in of_requests(apps).filter(codename=EXPORT[0]):
        before, _ = of_requests(apps).get_or_create(
            codename=ONE,
            content_type=export.content_type,
            defaults={"name": "Can export and erase personal data"},
        )
        before.group_set.add(*export.group_set.filter(permissions__codename=ERASE[0]))
        before.user_set.add(*export.user_set.filter(user_permissions__codename=ERASE[0]))
    of_requests(apps).filter(codename__in=[EXPORT[0], ERASE[0]]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("clinic_site", "0011_remember_who_was_erased"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="personaldatarequest",
            options={
                "default_permissions": [],
                "ordering": ["-pk"],
                "permissions": [
                    ("export_personal_data", "Can see and export personal data"),
                    ("erase_personal_data", "Can erase personal data"),
                ],
                "verbose_name": "export or erasure",
                "verbose_name_plural": "exports and erasures",
            },
        ),
        migrations.RunPython(split, join, elidable=False),
    ]
