from django import forms
from django.contrib import admin

from clinic.screens import OneRowAdmin
from pages.models import PublishingRules
from pages.models.publishing_rules import publishers


class PublishingRulesForm(forms.ModelForm):
    def clean_needs_second_person(self):
        """Refuse a rule under which nobody could publish what the only publisher writes."""
        is_needed = self.cleaned_data["needs_second_person"]
        if is_needed and publishers()[:2].count() < 2:
            raise forms.ValidationError(
                "Only one account may publish now. First add a colleague to the Editors group."
            )
        return is_needed


@admin.register(PublishingRules)
class PublishingRulesAdmin(OneRowAdmin):
    form = PublishingRulesForm
    fields = ["needs_second_person"]
