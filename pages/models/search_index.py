from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from pages.models.revision import Revision
from pages.models.section import Section
from pages.text.plain import Left, searchable, words_of
from pages.text.spelling import stored_in_one_spelling

ENGLISH = "english"
WITH_SMALL_WORDS = "simple"  # which the other drops: how, what, is
READ = 200_000  # characters of a page's text: PostgreSQL refuses to index more than a megabyte


def weighed(text, weight):
    """The words of a text, as written and in the search's one spelling."""
    text = searchable(text)
    alike = apart(stored_in_one_spelling(Left(text, READ // 2)))
    as_written = SearchVector(text, config=ENGLISH, weight=weight)
    return as_written + SearchVector(alike, config=ENGLISH, weight=weight)


def apart(text):
    """With a stop word before it, to separate its first word from the previous text's last."""
    return Concat(Value("a "), text, output_field=models.TextField())


def weighed_whole(text, weight):
    """The words of a title or heading, including stop words: people search for whole questions."""
    alike = apart(stored_in_one_spelling(searchable(text)))
    return weighed(text, weight) + SearchVector(alike, config=WITH_SMALL_WORDS, weight=weight)


def joined(texts):
    order = ("sections__order", "sections__pk")
    return StringAgg(texts, Value(" "), default=Value(""), order_by=order)


class WordsQuerySet(models.QuerySet):
    def store(self, revisions):
        """Index these revisions for the search, replacing what was indexed before.

        Also for migrations: loads only the fields that it names.
        """
        self.filter(revision__in=revisions.values("pk")).delete()
        headings = Left(joined("sections__heading"), READ // 10)
        bodies = Left(joined(words_of(F("sections__body"))), READ)
        of_page = weighed_whole("title", "A") + weighed("summary", "B")
        of_page += weighed_whole(headings, "B")
        of_page += weighed(bodies, "C")
        section = self.model._meta.get_field("section").related_model
        of_section = weighed_whole("heading", "B") + weighed(words_of(F("body")), "C")
        sections = section.objects.filter(revision__in=revisions.values("pk"))
        pages = revisions.order_by().annotate(vector=of_page).values_list("pk", "vector")
        parts = sections.annotate(vector=of_section).values_list("revision", "vector", "pk")
        self.bulk_create(
            self.model(revision_id=revision, vector=vector, section_id=pk[0] if pk else None)
            for revision, vector, *pk in [*pages, *parts]
        )


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
        verbose_name_plural = "words"
        constraints = [
            models.UniqueConstraint(
                fields=["revision"],
                condition=Q(section=None),
                name="pages_words_of_a_revision_are_once",
            )
        ]

    def __str__(self):
        return f"{self.section or self.revision}"
