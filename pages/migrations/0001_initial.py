import uuid

import django.contrib.postgres.functions
import django.contrib.postgres.search
import django.db.models.deletion
import pictures.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnknownFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("seen_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Image",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    pictures.models.PictureField(
                        aspect_ratios=[None],
                        breakpoints={"l": 1200, "m": 992, "s": 768, "xl": 1400, "xs": 576},
                        container_width=1200,
                        file_types=["AVIF", "WEBP"],
                        grid_columns=12,
                        height_field="height",
                        pixel_densities=[1, 2],
                        upload_to="",
                        width_field="width",
                    ),
                ),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "unused_since",
                    models.DateTimeField(
                        editable=False,
                        help_text="When `purge` first found that nothing uses it.",
                        null=True,
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Page",
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
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of the page's address, as in /ims/. “home” is the home page.",
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=100, help_text="Smaller numbers come first in the menu."
                    ),
                ),
                ("in_menu", models.BooleanField(default=True, verbose_name="in the menu")),
                (
                    "menu_name",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="A short name for the menu, if the title is too long for a phone.",
                        max_length=30,
                        verbose_name="name in the menu",
                    ),
                ),
                (
                    "allows_comments",
                    models.BooleanField(
                        default=False,
                        help_text="Shows the comment form. Without it, comments already approved stay visible.",
                    ),
                ),
                (
                    "invites_to_book",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Shows how to request an appointment at the bottom.",
                        verbose_name="invites readers to book",
                    ),
                ),
                (
                    "treatment",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="The name of the treatment that the whole page explains, if any. Readers do not see it here: it tells search engines what the page is about.",
                        max_length=120,
                        verbose_name="treatment explained",
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(
                        default=True,
                        help_text="Clear this box to take the page off the site. Nothing is lost.",
                        verbose_name="public",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="pages_slug_is_lower_case",
                        violation_error_message="Use small letters, digits and single hyphens only.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "slug__in",
                                (
                                    "account",
                                    "accounts",
                                    "admin",
                                    "api",
                                    "appointments",
                                    "assets",
                                    "book",
                                    "calendar",
                                    "calendars",
                                    "comments",
                                    "contact",
                                    "en",
                                    "export",
                                    "feed",
                                    "fees",
                                    "fr",
                                    "healthz",
                                    "hours",
                                    "livez",
                                    "login",
                                    "logout",
                                    "media",
                                    "metrics",
                                    "preview",
                                    "readyz",
                                    "search",
                                    "services",
                                    "static",
                                    "status",
                                    "team",
                                    "therapists",
                                    "treatments",
                                    "waiting-list",
                                ),
                            ),
                            _negated=True,
                        ),
                        name="pages_slug_is_not_reserved",
                        violation_error_message="This address is taken by another part of the site. Choose another one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("slug", "home"), _negated=True),
                            ("is_public", True),
                            _connector="OR",
                        ),
                        name="pages_home_is_public",
                        violation_error_message="The home page can't be taken off the site.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
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
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="What someone who can’t see the image should know about it.",
                        max_length=250,
                        verbose_name="image description",
                    ),
                ),
                (
                    "decorative",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="It adds no information, so it needs no description.",
                        verbose_name="decorative only",
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences under the title.",
                        max_length=600,
                    ),
                ),
                (
                    "seo_description",
                    models.CharField(
                        blank=True,
                        help_text="What a search result shows under the title. Leave empty to use the summary.",
                        max_length=160,
                        verbose_name="description for search engines",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="What changed and why, for your colleagues.",
                        max_length=200,
                    ),
                ),
                ("publish_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("discarded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True,
                        help_text="When someone qualified last checked this text.",
                        null=True,
                    ),
                ),
                (
                    "reviewed_by",
                    models.CharField(
                        blank=True,
                        help_text="Their name or role, shown to readers.",
                        max_length=120,
                    ),
                ),
                ("next_review_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "began_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="The version that was live when this one was started.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="pages.revision",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pages.image",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="pages.page",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-publish_at", "-pk"],
                "permissions": [("publish_revision", "Can publish a revision")],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="What someone who can’t see the image should know about it.",
                        max_length=250,
                        verbose_name="image description",
                    ),
                ),
                (
                    "decorative",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="It adds no information, so it needs no description.",
                        verbose_name="decorative only",
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        help_text="Stays the same in every revision, so that two of them can be compared.",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=100, help_text="Smaller numbers come first."
                    ),
                ),
                ("heading", models.CharField(max_length=160)),
                ("body", models.TextField(max_length=20000, verbose_name="text")),
                (
                    "drawing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nerve", "What a supersensitive nerve does to a muscle"),
                            ("needle", "What the needle does, in three steps"),
                            ("course", "What a course of weekly treatments looks like"),
                        ],
                        db_default="",
                        default="",
                        help_text="One of the site's own drawings, shown below the text.",
                        max_length=10,
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pages.image",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="pages.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(editable=False, max_length=32, unique=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="share_links",
                        to="pages.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="pages.revision",
                    ),
                ),
                (
                    "section",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="pages.section",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "words",
            },
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("changed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="pages.page",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "slug__in",
                                (
                                    "account",
                                    "accounts",
                                    "admin",
                                    "api",
                                    "appointments",
                                    "assets",
                                    "book",
                                    "calendar",
                                    "calendars",
                                    "comments",
                                    "contact",
                                    "en",
                                    "export",
                                    "feed",
                                    "fees",
                                    "fr",
                                    "healthz",
                                    "hours",
                                    "livez",
                                    "login",
                                    "logout",
                                    "media",
                                    "metrics",
                                    "preview",
                                    "readyz",
                                    "search",
                                    "services",
                                    "static",
                                    "status",
                                    "team",
                                    "therapists",
                                    "treatments",
                                    "waiting-list",
                                ),
                            ),
                            _negated=True,
                        ),
                        name="pages_former_slug_is_not_reserved",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                fields=["page", "-publish_at", "-id"], name="pages_revis_page_id_457269_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("image", None),
                    models.Q(("alt", ""), _negated=True),
                    ("decorative", True),
                    _connector="OR",
                ),
                name="pages_revision_describes_its_image",
                violation_error_message="Describe the image, or select “Decorative only”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("discarded_at", None), ("publish_at", None)),
                fields=("page",),
                name="pages_one_draft_for_each_page",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_at", None), models.Q(("title", ""), _negated=True), _connector="OR"
                ),
                name="pages_published_has_a_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("publish_at", None), ("discarded_at", None), _connector="OR"),
                name="pages_discarded_is_not_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_review_on__gte", models.F("reviewed_on"))),
                name="pages_next_review_follows_the_last",
                violation_error_message="The next review can't be before the last one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("image", None),
                    models.Q(("alt", ""), _negated=True),
                    ("decorative", True),
                    _connector="OR",
                ),
                name="pages_section_describes_its_image",
                violation_error_message="Describe the image, or select “Decorative only”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("revision", "key"), name="pages_section_is_once_in_a_revision"
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("drawing__in", ["", "nerve", "needle", "course"])),
                name="pages_section_drawing_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="words",
            constraint=models.UniqueConstraint(
                condition=models.Q(("section", None)),
                fields=("revision",),
                name="pages_words_of_a_revision_are_once",
            ),
        ),
    ]
