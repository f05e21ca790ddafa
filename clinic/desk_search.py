"""A search of the desk's lists by the beginnings of words, however they are typed.

Both sides are folded by one function of the database, `folded_words`, which an index can use: no
accents, capitals or full-width forms; letters that do not decompose as a keyboard has them (“Đặng”
as “dang”); and what joins a word, an apostrophe or a hyphen, both left out and read as a space. Its
definition is in clinic/migrations. PostgreSQL's own `unaccent` knows some letters more, but is an
extension that not every server has.
"""

import re
import unicodedata

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import connection, models
from django.db.models import BooleanField, F, Func, TextField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce

from clinic.phone import to_e164
from typed.text import line, without_scheme

FEWEST_DIGITS = 4  # digits of a phone number; fewer could be a house number
NUMBER = re.compile(  # with no letter beside it: the reference “BC23-45DF” has none
    r"(?<![a-z\d])(?P<dialled>[+(]*\d[\d\s()./\u2010-\u2015-]*\d)"
    r"(?:[\s;,]*(?:x|ext|extension|#)[\s.=:]*\d{1,6})?(?![a-z\d])",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"(?<=[^\s@])@([^\s@]+)")  # of an email address
FEW = 1000  # rows that one query can name by their keys
PHONE_MARK = "#"  # before each suffix of a phone number, by which its middle is found


def joined(texts):
    """These columns or expressions as one text."""
    first, *others = map(as_expression, texts)
    for text in others:
        for part in (Value(" "), text):
            first = CombinedExpression(first, "||", part, output_field=TextField())
    return first


def as_expression(text):
    return F(text) if isinstance(text, str) else text


class Words:
    """What rows are found by: the words of these columns, and any four digits of a phone number.

    None of the columns may be NULL. `names` are the columns, and `expression` is what they hold,
    made of Django's own parts: it is in migrations, which import nothing of ours.
    """

    def __init__(self, *texts, phone=None):
        self.names = [*texts, *([phone] if phone else [])]
        phones = as_expression(phone) if phone else Value("")
        self.expression = Func(
            joined(texts), phones, function="searched_words", output_field=SearchVectorField()
        )


class Matches(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def stored(words):
    """The stored column of a model that its rows are found by.

    A column and not only an index: for many matches, PostgreSQL would fold every row again.
    """
    return models.GeneratedField(
        expression=words.expression,
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )


class FoundByWords(models.QuerySet):
    """For the queryset of a model whose `words` column is made by `stored`."""

    def found(self, typed):
        return found(self, F("words"), typed)


class SearchedByWords:
    """For a ModelAdmin: its search uses the model's stored words, or else its `search_fields`."""

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        is_stored = isinstance(queryset, FoundByWords)
        words = F("words") if is_stored else Words(*map(as_text, self.search_fields)).expression
        every = found(self.model._default_manager.all(), words, search_term)
        if (few := few_keys(every)) is not None:
            return queryset.filter(pk__in=few), False
        return found(queryset, words, search_term), False


def as_text(column):
    """A column of any type as text, with "" for NULL."""
    return Coalesce(Cast(column.lstrip("^=@"), TextField()), Value(""))


def few_keys(rows):
    """The keys of these rows, or None if there are more than FEW.

    A screen needs them in a dozen queries: the list, the counts beside it, the rows that an action
    may change. With the keys, the search itself runs only once.
    """
    keys = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
    return keys if len(keys) <= FEW else None


def found(queryset, words, typed):
    """The rows that contain everything typed: each word or its beginning, and each number."""
    typed = unicodedata.normalize("NFKC", without_scheme(line(typed.replace("\0", " "))))
    # Half of all rows share a few domains, and an index would collect all of those rows. So domains
    # are matched only in the rows that the other words find, by an expression that has no index.
    domains = as_query(" ".join(DOMAIN.findall(typed)))
    query = as_query(DOMAIN.sub(" ", typed))
    if not query:  # of an address, there is nothing but its domain to look for
        query, domains = domains, ""
    if not query:
        return queryset.none()
    rows = queryset.filter(Matches(words, as_search(query)))
    if domains:
        rows = rows.filter(Matches(Coalesce(words, words), as_search(domains)))
    return rows


def as_search(query):
    return Cast(Value(query), SearchQueryField())


def as_query(rest):
    """A text search query for these words and numbers; "" without any letter or digit."""
    if not rest:
        return ""
    numbers = []
    for number in NUMBER.finditer(rest):
        if len(digits(number["dialled"])) >= FEWEST_DIGITS:
            numbers.append(number["dialled"])
            rest = rest.replace(number[0], " ", 1)
    parts = [*numbers, *rest.split()]
    conditions = []
    for part, (split, joined) in zip(parts, folded(parts), strict=True):
        ways = {all_of(split.split()), all_of(joined.split())}
        if part in numbers:
            ways |= {begun(PHONE_MARK + one) for one in dialled(part)}
        if ways := sorted(ways - {""}):
            conditions.append(f"({' | '.join(ways)})")
    return " & ".join(conditions)


def folded(parts):
    """Each part as the database folds it: with joiners read as spaces, and left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT folded_words(part, ' '), folded_words(part, '')"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS typed(part, place) ORDER BY place",
            [parts],
        )
        return cursor.fetchall()


def all_of(words):
    return " & ".join(map(begun, words)) and f"({' & '.join(map(begun, words))})"


def begun(word):
    return f"'{word}':*"


def digits(text):
    return "".join(character for character in text if character.isdecimal())


def dialled(number):
    """A number's digits with and without the country code."""
    typed = digits(number)
    whole = digits(to_e164(number).partition(";")[0])
    ways = {typed, typed.lstrip("0"), whole, whole.removeprefix("1"), typed.removeprefix("1")}
    return {one for one in ways if len(one) >= FEWEST_DIGITS}
