"""Words that mean the same, for the search of the public site."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect

from clinic.screens import say_limits, with_status_of_form
from inbox.fields import TextField
from pages.models import EmptySearch, Synonyms
from pages.models.synonyms import LONGEST, MOST, MOST_IN_A_SET, apart
from pages.reading.search_query import forms as written
from typed.seen import SeenForm, seen_version
from typed.text import whole_number, without_accents

TOO_FEW = "Enter at least two, separated by commas, such as “fee, price”."
TOO_MANY = f"Enter at most {MOST_IN_A_SET}. Words for another thing belong in a set of their own."
FULL = f"There are {MOST} sets already. Delete one that is not needed, or add these words to one."
NO_WORD = "“%(word)s” has no letter or digit. Remove it, or enter a word."
ELSEWHERE = "“%(word)s” is in another set already: %(words)s. Add the other words there."

CHANGED = (
    "This set has changed since you opened it, so it was not deleted. Its words are now below."
)


class SynonymsForm(SeenForm):
    words = TextField(
        label="Words that mean the same",
        max_length=LONGEST,
        rows=3,
        help_text=Synonyms._meta.get_field("words").help_text,
        error_messages={"required": TOO_FEW},
    )

    class Meta:
        model = Synonyms
        fields = ["words"]

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_limits(self)

    def clean_words(self):
        words = apart(self.cleaned_data["words"])
        for word in words:
            if not any(character.isalnum() for character in word):
                raise ValidationError(NO_WORD, params={"word": word})
        if len(words) < 2:
            raise ValidationError(TOO_FEW)
        if len(words) > MOST_IN_A_SET:
            raise ValidationError(TOO_MANY)
        self.refuse_words_of_others(words)
        return ", ".join(words)

    def refuse_words_of_others(self, words):
        """A word in two sets would make each search for it longer, and one of them be forgotten."""
        others = list(Synonyms.objects.exclude(pk=self.instance.pk))
        if self.instance.pk is None and len(others) >= MOST:
            raise ValidationError(FULL)
        for other in others:
            theirs = {form for word in apart(other.words) for form in forms_of(word)}
            if word := next((one for one in words if theirs & forms_of(one)), None):
                raise ValidationError(ELSEWHERE, params={"word": word, "words": other.words})

    def clean(self):
        super().clean()
        if self.instance.pk:
            stored = self.initial["words"]
            words = f"A colleague saved “{stored}”. Save again to use yours instead."
            self.notice_change(self.instance, words)


def forms_of(word):
    return {*written(without_accents(word))}


@admin.register(Synonyms)
class SynonymsAdmin(admin.ModelAdmin):
    form = SynonymsForm
    fields = ["words", "seen"]
    list_display = ["words"]
    search_fields = ["words"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("pages.change_revision")

    has_add_permission = has_change_permission = has_view_permission
    has_delete_permission = has_module_permission = has_view_permission

    def get_changeform_initial_data(self, request):
        """The words of a search that found nothing, which only its key in the address names."""
        one = searched(request)
        return {"words": f"{one.words}, "} if one else {}

    @transaction.atomic
    def changeform_view(self, request, *args, **kwargs):
        if request.method == "POST":
            Synonyms.objects.lock()
        response = super().changeform_view(request, *args, **kwargs)
        return with_status_of_form(response) if request.method == "POST" else response

    @transaction.atomic
    def delete_view(self, request, object_id, extra_context=None):
        if request.method == "POST" and self.has_delete_permission(request):
            Synonyms.objects.lock()
            one = self.get_object(request, object_id)
            if one and seen_version(request.POST) != one.version:
                messages.warning(request, CHANGED)
                return redirect(request.path)
        return super().delete_view(request, object_id, extra_context)

    def save_model(self, request, obj, form, change):
        if change:
            obj.count_change()
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        """Back to the searches, for an editor who has come from there."""
        if searched(request) and not {"_addanother", "_continue"} & set(request.POST):
            self.message_user(request, f"Saved: {obj.words}.", messages.SUCCESS)
            return redirect("admin:searches")
        return super().response_add(request, obj, post_url_continue)


def searched(request):
    pk = whole_number(request.GET.get("search", ""))
    return EmptySearch.objects.filter(pk=pk).first() if pk else None
