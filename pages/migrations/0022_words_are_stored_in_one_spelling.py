from django.db import migrations

from pages.models.words import WordsQuerySet


def read_again(apps, schema_editor):
    """What the search knows of the texts was read by other rules."""
    words = WordsQuerySet(apps.get_model("pages", "Words"))
    words.store(apps.get_model("pages", "Revision").objects.exclude(publish_at=None))


class Migration(migrations.Migration):
    dependencies = [("pages", "0021_words_are_folded")]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop)]
