"""Which rows of a list somebody saw, so that an action on “all” touches no others."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import model_ngettext
from django.contrib.admin.views.main import ChangeList
from django.core import signing
from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.db.models import CharField, F, Func
from django.utils.translation import ngettext

from inbox.counting import MOST, CountedLists, counted, in_words
from typed.text import whole_number

MOST_AT_ONCE = MOST  # rows of one action; a longer list takes several
FIELD = "listed"  # a hidden field of the list's form: all its rows, as they were when shown


class ListedRows(ChangeList):
    most_at_once = f"{MOST_AT_ONCE:,}"

    def get_results(self, request):
        super().get_results(request)
        self.user = request.user
        if self.query and self.paginator.has_more:
            self.add_facets = False  # a word this common would be searched for each choice

    @property
    def is_too_long(self):
        """Whether an action on all rows would take more than once."""
        return self.paginator.has_more or self.result_count > MOST_AT_ONCE

    def listed(self):
        """All rows of the list and those of this page, signed, for the form to send back."""
        others = [self.queryset[:MOST_AT_ONCE]] if self.multi_page else []
        return self.model_admin.signed(self.user, *others, self.result_list)


class ActsOnListed(CountedLists):
    """For a ModelAdmin: its actions leave out rows added or changed since the list was shown."""

    def get_changelist(self, request, **kwargs):
        return ListedRows

    def fingerprint(self):
        """An expression that changes with the row: its version, or a digest of its columns."""
        try:
            return F(self.opts.get_field("version").name)
        except FieldDoesNotExist:
            table = self.opts.db_table
            return Func(template=f'left(md5("{table}"::text), 8)', output_field=CharField())

    def signed(self, user, *querysets):
        pks = [row for rows in querysets for row in self.pks(rows)]
        return signing.dumps(self.fingerprints(pks), salt=self.salt(user), compress=True)

    @staticmethod
    def pks(rows):
        is_query = hasattr(rows, "values_list")
        return list(rows.values_list("pk", flat=True)) if is_query else [row.pk for row in rows]

    def fingerprints(self, pks):
        rows = self.model._default_manager.filter(pk__in=pks)
        return {str(pk): mark for pk, mark in rows.values_list("pk", self.fingerprint())}

    def salt(self, user):
        return f"listed.{self.opts.label_lower}.{user.pk}"

    def seen(self, request):
        """The rows that this person saw listed, each with its fingerprint then; {} if unknown."""
        try:
            return signing.loads(request.POST.get(FIELD, ""), salt=self.salt(request.user))
        except signing.BadSignature:
            return {}

    def chosen(self, request):
        """The primary keys of the chosen rows, as text."""
        ticked = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
        return ticked | set(self.seen(request)) if is_for_all(request) else ticked

    def checks_seen(self, action):
        """Whether an action compares versions on its own, under the rows' locks."""
        return False

    def response_action(self, request, queryset):
        chosen = self.chosen(request)
        if not all(map(whole_number, chosen)):
            raise BadRequest("A chosen row has no number.")
        meant = queryset.filter(pk__in=chosen)
        said = []
        if is_for_all(request):
            left = queryset.exclude(pk__in=chosen).values("pk")
            said += self.why_not_all(request, counted(left))
        if not self.checks_seen(request.POST.get("action")):
            seen = self.seen(request)
            now = self.fingerprints(self.pks(meant))
            same = [pk for pk, mark in now.items() if seen.get(pk, mark) == mark]
            meant = meant.filter(pk__in=same)
            if others := len(chosen) - len(same):
                who = ngettext("it has", "they have", others)
                why = f"{who} changed, or left the list, since you opened it"
                said.append(f"{self.counted(others)} left unchanged: {why}.")
        if said:
            self.message_user(request, " ".join(said), messages.WARNING)
            if not meant.exists():
                return None  # and the list again
        response = super().response_action(request, meant)
        if getattr(response, "context_data", None) is not None:  # it asks once more
            response.context_data[FIELD] = self.signed(request.user, meant)
        return response

    def why_not_all(self, request, left):
        if not left:
            return []
        if len(self.seen(request)) >= MOST_AT_ONCE:
            return [
                f"{self.counted(left)} left for next time: the most at once is {MOST_AT_ONCE:,}."
            ]
        came = ngettext("it is", "they are", left)
        return [f"{self.counted(left)} left unchanged: {came} new since you opened the list."]

    def counted(self, number):
        return f"{in_words(number)} {model_ngettext(self.opts, number)}"


def is_for_all(request):
    return request.POST.get("select_across", "0") not in ("", "0", "false", "False")
