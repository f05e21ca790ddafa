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
        ("pages", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
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
                ("email", models.EmailField(help_text="Never published.", max_length=254)),
                ("website", models.URLField(blank=True)),
                ("show_website", models.BooleanField(db_default=False, default=False)),
                ("shown_name", models.CharField(blank=True, db_default="", max_length=80)),
                ("shown_text", models.TextField(blank=True, db_default="", max_length=4000)),
                ("reply", models.TextField(blank=True, db_default="", max_length=4000)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("spam", "Spam"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                (
                    "announced_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When an email told reception that it was waiting.",
                        null=True,
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
                                                models.F("shown_name"),
                                                output_field=models.TextField(),
                                            ),
                                            "||",
                                            models.Value(" "),
                                            output_field=models.TextField(),
                                        ),
                                        "||",
                                        models.F("shown_text"),
                                        output_field=models.TextField(),
                                    ),
                                    "||",
                                    models.Value(" "),
                                    output_field=models.TextField(),
                                ),
                                "||",
                                models.F("reply"),
                                output_field=models.TextField(),
                            ),
                            models.Value(""),
                            function="searched_words",
                            output_field=django.contrib.postgres.search.SearchVectorField(),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
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
                (
                    "page",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="pages.page",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "permissions": [("moderate_comment", "Can approve and reject comments")],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CommentChange",
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
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["digest"], name="comments_co_digest_046096_idx"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["text_digest"], name="comments_co_text_di_516fe4_idx"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("page"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("state", "approved")),
                name="comments_under_a_page",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="comments_words"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["page", "created_at"], name="comments_co_page_id_afc659_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["created_at"],
                name="comments_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("announced_at__isnull", False)),
                fields=["announced_at"],
                name="comments_announced",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("website", ""), ("website__regex", "^https?://"), _connector="OR"
                ),
                name="comments_website_is_a_web_page",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "approved", "rejected", "spam"])),
                name="comments_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replied_at", None), ("reply", "")),
                    models.Q(models.Q(("reply", ""), _negated=True), ("replied_at__isnull", False)),
                    _connector="OR",
                ),
                name="comments_a_reply_has_its_time",
            ),
        ),
    ]
