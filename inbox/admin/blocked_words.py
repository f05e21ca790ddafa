from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.shortcuts import redirect

from inbox.disguises import comparable, has_letter_or_digit
from inbox.fields import LineField
from inbox.models import BlockedWord


class BlockedWordForm(forms.ModelForm):
    word = LineField(max_length=60, help_text=BlockedWord._meta.get_field("word").help_text)

    class Meta:
        model = BlockedWord
        fields = ["word", "weight"]

    def clean_word(self):
        word = self.cleaned_data["word"]
        if not has_letter_or_digit(word):
            raise ValidationError("Enter a word with at least one letter or digit.", code="word")
        if "," in word or ";" in word:
            raise ValidationError(
                "Enter one word or phrase at a time, without commas.", code="word"
            )
        if len(comparable(word)) == 1 and word.isascii():
            raise ValidationError(
                "One letter or digit alone would be found too often.", code="word"
            )
        return word


class BlockedWordInList(BlockedWordForm):
    """A row of the list, whose fields have no visible labels."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["word"].widget.attrs["aria-label"] = "Word"
        self.fields["weight"].widget.attrs["aria-label"] = f"What to do with “{self.instance}”"


class BlockedWordsFormSet(forms.BaseModelFormSet):
    def clean(self):
        """Also refuse two rows with the same word within this form."""
        super().clean()
        words = [comparable(form.cleaned_data.get("word", "")) for form in self.forms]
        for form, word in zip(self.forms, words, strict=True):
            if word and words.count(word) > 1 and "word" in form.changed_data:
                form.add_error("word", "This word is on the list twice.")


@admin.register(BlockedWord)
class BlockedWordAdmin(admin.ModelAdmin):
    form = BlockedWordForm
    list_display = list_editable = ["word", "weight"]
    list_display_links = None
    search_fields = ["word"]

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:  # only if a colleague saves between our check and our row
            text = "A colleague has just added the same word."
            self.message_user(request, text, messages.WARNING)
            return redirect("admin:inbox_blockedword_changelist")

    def get_changelist_form(self, request, **kwargs):
        return BlockedWordInList

    def get_changelist_formset(self, request, **kwargs):
        return super().get_changelist_formset(request, formset=BlockedWordsFormSet, **kwargs)
