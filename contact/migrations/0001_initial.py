import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clinic", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        editable=False,
                        help_text="Counts the changes, so that nobody undoes one they have not seen.",
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("text", models.TextField(max_length=4000)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="sent")),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
                ("score", models.PositiveSmallIntegerField(default=0)),
                (
                    "reasons",
                    models.JSONField(blank=True, default=list, verbose_name="spam signals"),
                ),
                ("digest", models.CharField(editable=False, max_length=64)),
                (
                    "text_digest",
                    models.CharField(blank=True, db_default="", editable=False, max_length=64),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("appointment", "An appointment"),
                            ("treatment", "A question about treatment"),
                            ("payment", "Payment or a receipt"),
                            ("website", "This website"),
                            ("other", "Something else"),
                        ],
                        db_default="other",
                        default="other",
                        max_length=20,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("answered", "Answered"), ("spam", "Spam")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        db_default="",
                        help_text="For staff only.",
                        max_length=4000,
                        verbose_name="private note",
                    ),
                ),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("name"),
                                                    "||",
                                                    models.Value(" "),
                                                    output_field=models.TextField(),
                                                ),
                                                "||",
                                                models.F("email"),
                                                output_field=models.TextField(),
                                            ),
                                            "||",
                                            models.Value(" "),
                                            output_field=models.TextField(),
                                        ),
                                        "||",
                                        models.F("text"),
                                        output_field=models.TextField(),
                                    ),
                                    "||",
                                    models.Value(" "),
                                    output_field=models.TextField(),
                                ),
                                "||",
                                models.F("note"),
                                output_field=models.TextField(),
                            ),
                            models.F("phone"),
                            function="searched_words",
                            output_field=django.contrib.postgres.search.SearchVectorField(),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "permissions": [("answer_message", "Can mark messages as answered")],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MessageChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=30)),
                (
                    "version",
                    models.PositiveIntegerField(
                        help_text="The submission's version after this change."
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="contact.message",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["digest"], name="contact_mes_digest_e6aeb8_idx"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["text_digest"], name="contact_mes_text_di_1f7d40_idx"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="contact_words"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["created_at"], name="contact_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), ("phone", ""), _negated=True),
                name="contact_message_can_be_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "answered", "spam"])),
                name="contact_state_is_known",
            ),
        ),
    ]
