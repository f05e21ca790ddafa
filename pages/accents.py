"""A search of the desk's lists that finds “Álvarez” also as “alvarez”.

PostgreSQL's own `unaccent` would be shorter, but is an extension that not every server has.
"""

from django.db.models import CharField, TextField, Transform

from pages.plain import ACCENTS, without_accents


@CharField.register_lookup
@TextField.register_lookup
class WithoutAccents(Transform):
    """For a search field: `name__without_accents__icontains`."""

    lookup_name = "without_accents"
    template = f"regexp_replace(normalize(%(expressions)s, NFD), '[{ACCENTS}]', '', 'g')"


class AccentsDoNotMatter:
    """For a ModelAdmin whose search fields that can hold accents are all read without them."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, without_accents(search_term))
