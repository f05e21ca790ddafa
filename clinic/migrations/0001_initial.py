import datetime

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.db import migrations, models

# What `folded_words` does, from the inside out: apostrophes become one, and what is not seen goes;
# compatibility forms and accents go; letters that do not decompose are written as a keyboard has
# them; apostrophes and hyphens become `joint`; other punctuation separates words; a script without
# spaces is read character by character; a word is cut to what an index can hold. Text in ASCII,
# whose bytes are its characters, needs the least of that.
#
# `searched_words` holds the words with what joins them left out and read as a space, and of a phone
# number each ending with at least four digits. To change either function, rebuild the
# indexes that use it. Each is a RETURN, whose names are looked up once: indexes are built without
# the usual search path.
FOLDED = r"""
CREATE FUNCTION folded_words(words text, joint text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
RETURN btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    CASE WHEN octet_length(words) = char_length(words) THEN lower(replace(words, '`', ''''))
    ELSE regexp_replace(
        replace(replace(replace(replace(replace(replace(replace(replace(translate(
            lower(normalize(regexp_replace(normalize(
                regexp_replace(
                    translate(words, '´΄`‘’‛′ʹʻʼʽˈ՚ꞌ＇', repeat('''', 15)),
                    '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]', '', 'g'),
                NFKD), '[\u0300-\u036f]', '', 'g'), NFC)),
            'đðøłħŧŋĸıəĐÐØŁĦŦŊƏ', 'ddolhtnkieddolhtne'), 'ß', 'ss'), 'ẞ', 'ss'),
            'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th'),
        '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])',
        ' \1 ', 'g')
    END,
    '[''ʼ\u2010-\u2015\u2212-]', joint, 'g'),
    '[\u0001-/:-@[-`{-\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f]+',
        ' ', 'g'),
    '([^ ]{100})[^ ]*', '\1', 'g'),
    ' +', ' ', 'g'));
"""
SEARCHED = r"""
CREATE FUNCTION searched_words(texts text, phone text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
RETURN (
    SELECT array_to_tsvector(array_remove(
        string_to_array(replace(folded, U&'\E000', ' '), ' ')
        || string_to_array(replace(folded, U&'\E000', ''), ' ')
        || array(
            SELECT '#' || substr(digits, start)
            FROM regexp_replace(normalize(phone, NFKC), '[^0-9]', '', 'g') AS digits,
                generate_series(1, length(digits) - 3) AS start),
        ''))
    FROM (SELECT folded_words(texts, U&'\E000') AS folded OFFSET 0) AS once
);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION folded_words(text, text)"),
        migrations.RunSQL(SEARCHED, "DROP FUNCTION searched_words(text, text)"),
        migrations.CreateModel(
            name="Clinic",
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
                ("name", models.CharField(max_length=120)),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        help_text="As patients should read it. Patients can tap it to call.",
                        max_length=40,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "address",
                    models.TextField(
                        blank=True, help_text="Not shown while it is empty.", max_length=400
                    ),
                ),
                (
                    "map_link",
                    models.URLField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Shown beside the address. Copy it from a map's “share” button.",
                        max_length=500,
                        verbose_name="link to a map",
                    ),
                ),
                (
                    "notice",
                    models.TextField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Shown at the top of every page, for instance when the clinic can’t open today. Clear it once it no longer applies.",
                        max_length=300,
                        verbose_name="emergency notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "clinic details",
                "verbose_name_plural": "clinic details",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="clinic_clinic_is_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("map_link", ""), ("map_link__startswith", "https://"), _connector="OR"
                        ),
                        name="clinic_map_link_is_https",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ]
                    ),
                ),
                ("opens", models.TimeField()),
                ("closes", models.TimeField(help_text="00:00 is midnight at the end of that day.")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Shown beside the hours, for instance “by appointment”.",
                        max_length=80,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="clinic.clinic",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "opening hours",
                "ordering": ["weekday", "opens"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes__gt", models.F("opens")),
                            ("closes", datetime.time(0, 0)),
                            _connector="OR",
                        ),
                        name="clinic_opening_hours_close_after_opening",
                        violation_error_message="The closing time must be later than the opening time.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("clinic"),
                                    models.F("clinic"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("weekday"),
                                    models.F("weekday"),
                                    models.Value("[]"),
                                    function="int4range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    django.db.models.functions.comparison.Cast(
                                        django.db.models.functions.datetime.Extract(
                                            "opens", "epoch"
                                        ),
                                        models.IntegerField(),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.NullIf(
                                            django.db.models.functions.comparison.Cast(
                                                django.db.models.functions.datetime.Extract(
                                                    "closes", "epoch"
                                                ),
                                                models.IntegerField(),
                                            ),
                                            models.Value(0),
                                        ),
                                        models.Value(86400),
                                    ),
                                    function="int4range",
                                ),
                                "&&",
                            ),
                        ],
                        name="clinic_opening_hours_do_not_overlap",
                    ),
                ],
            },
        ),
    ]
