import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=20)),
                (
                    "client",
                    models.CharField(
                        help_text="A keyed digest of the sender, new each day, or of the address that is emailed.",
                        max_length=64,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["form", "client", "at"], name="inbox_attem_form_8bc992_idx"
                    ),
                    models.Index(fields=["form", "at"], name="inbox_attem_form_2309a7_idx"),
                    models.Index(fields=["at"], name="inbox_attem_at_d0df7e_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlockedWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        help_text="A word or a phrase, in any language. Capital letters make no difference. Only whole words match: “ten” does not match “often”.",
                        max_length=60,
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        choices=[(2, "A signal for the moderator"), (5, "Store as spam")],
                        default=2,
                        help_text="A signal adds 2 points. With 5 points or more, what was sent is stored as spam.",
                        verbose_name="what to do",
                    ),
                ),
            ],
            options={
                "ordering": ["word"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("word"),
                        name="inbox_word_is_blocked_once",
                        violation_error_message="This word is already on the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("word", ""), _negated=True),
                        name="inbox_blocked_word_is_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__in", [2, 5])),
                        name="inbox_blocked_word_has_a_known_weight",
                    ),
                ],
            },
        ),
    ]
