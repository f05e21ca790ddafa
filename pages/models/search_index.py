from collections import defaultdict

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value

from clinic.watched import Topic, watched
from pages.models.revision import Revision
from pages.models.section import Section
from pages.text.plain import as_searchable, searchable, words_of
from pages.text.spelling import in_one_spelling

ENGLISH = "english"
WITH_SMALL_WORDS = "simple"  # which the other drops: how, what, is
# The words of a page's title, by Django's own classes, because a migration contains the expression.
OF_TITLE = Func(
    F("vector"), template="ts_filter(%(expressions)s, '{a}')", output_field=SearchVectorField()
)
READ = 200_000  # characters of a page's text: PostgreSQL refuses to index more than a megabyte


def vector(text, config, weight):
    """In one piece: Django's SearchVector, of five, takes as long as all else in publishing."""
    template = f"setweight(to_tsvector('{config}', %(expressions)s), '{weight}')"
    return Func(Value(text), template=template)


def together(vectors):
    return Func(
        *vectors, template="%(expressions)s", arg_joiner=" || ", output_field=SearchVectorField()
    )


def weighed(text, weight):
    """The words of a searchable text, as written and in the search's one spelling."""
    alike = apart(in_one_spelling(text[: READ // 2]))
    return [vector(text, ENGLISH, weight), vector(alike, ENGLISH, weight)]


def apart(text):
    """With a stop word before it, to separate its first word from the previous text's last."""
    return f"a {text}"


def weighed_whole(text, weight):
    """The words of a title or heading, including stop words: people search for whole questions."""
    alike = apart(in_one_spelling(text))
    return [*weighed(text, weight), vector(alike, WITH_SMALL_WORDS, weight)]


class WordsQuerySet(models.QuerySet):
    def store(self, revisions):
        """Index these revisions for the search, replacing what was indexed before.

        Also for migrations: loads only the fields that it names. Python brings words to the one
        spelling, here as in searches: in SQL, its forty rules for each text took longer than
        everything else in publishing.
        """
        self.filter(revision__in=revisions.values("pk")).delete()
        section = self.model._meta.get_field("section").related_model
        sections = section.objects.filter(revision__in=revisions.values("pk"))
        parts = sections.order_by("order", "pk").annotate(
            found_heading=searchable("heading"), found_body=searchable(words_of(F("body")))
        )
        rows, texts = [], defaultdict(list)
        for one in parts.only("revision", "kind", "data"):
            own = " ".join(one.block.texts(one.data))
            heading, body = one.found_heading, f"{one.found_body} {as_searchable(own)}".rstrip()
            texts[one.revision_id].append((heading, body))
            of_section = together(weighed_whole(heading, "B") + weighed(body, "C"))
            rows.append(self.model(revision_id=one.revision_id, section=one, vector=of_section))
        pages = revisions.order_by().values_list("pk", searchable("title"), searchable("summary"))
        for pk, title, summary in pages:
            headings, bodies = (" ".join(one[kind] for one in texts[pk]) for kind in (0, 1))
            of_page = weighed_whole(title, "A") + weighed(summary, "B")
            of_page += weighed_whole(headings[: READ // 10], "B") + weighed(bodies[:READ], "C")
            rows.append(self.model(revision_id=pk, vector=together(of_page)))
        self.bulk_create(rows)


class Words(models.Model):
    """The search index of a published revision, or of one of its sections.

    Published text never changes, so it is indexed once. In a table of its own, because no page that
    is shown needs it.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="words")
    section = models.OneToOneField(
        Section, on_delete=models.CASCADE, null=True, related_name="words"
    )
    vector = SearchVectorField()

    objects = WordsQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.PAGES)]
        verbose_name_plural = "words"
        indexes = [
            GinIndex(fields=["vector"], condition=Q(section=None), name="pages_words_of_pages"),
            GinIndex(OF_TITLE, condition=Q(section=None), name="pages_words_of_titles"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"],
                condition=Q(section=None),
                name="pages_words_of_a_revision_are_once",
            )
        ]

    def __str__(self):
        return f"{self.section or self.revision}"
