from django.db import migrations

from pages.addresses import make_room

# As they were when this was written: later ones come with migrations of their own.
ADDRESSES = (
    *("account", "accounts", "admin", "api", "appointments", "assets", "book", "calendar"),
    *("calendars", "comments", "contact", "en", "export", "feed", "fees", "fr", "healthz", "hours"),
    *("livez", "login", "logout", "media", "metrics", "preview", "readyz", "search", "services"),
    *("static", "status", "team", "therapists", "treatments", "waiting-list"),
)


def leave(apps, schema_editor):
    make_room(apps, ADDRESSES)


class Migration(migrations.Migration):
    dependencies = [("pages", "0018_home_is_public")]

    operations = [migrations.RunPython(leave, migrations.RunPython.noop)]
