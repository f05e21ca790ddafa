from django import forms
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from clinic.screens import say_limits
from pages.editing.links_here import links_in_words
from pages.models import FormerSlug, Page
from pages.models.page import HOME, HOME_IS_PUBLIC
from typed.seen import SeenForm

SETTINGS = {
    "folder",
    "parent",
    "in_menu",
    "menu_name",
    "order",
    "allows_comments",
    "invites_to_book",
    "treatment",
    "is_public",
}


TOO_DEEP = (
    "Pages can be only one level deep. Choose a page that is not itself under another one; a page "
    "that has others under it stays where it is."
)


class ParentField(forms.ModelChoiceField):
    """Pages by their titles. `titles` has them by key."""

    titles = {}

    def label_from_instance(self, page):
        return self.titles.get(page.pk) or str(page)


class PageForm(SeenForm):
    """A page's address and its place on the site.

    Asks before it takes an address that another page had, because links to it would lead elsewhere;
    and before it takes a page off the site, because links would lead nowhere. Warns if a colleague
    has moved the page since the form was opened.
    """

    parent = ParentField(
        Page.objects.filter(parent=None).exclude(slug=HOME),
        required=False,
        label="Under",
        empty_label="No other page",
        help_text=(
            "The menu shows this page under that one, and this page leads back to it. The address "
            "stays the same, so every link still works."
        ),
        error_messages={"invalid_choice": TOO_DEEP},
    )
    takes_over = forms.CharField(widget=forms.HiddenInput, required=False)
    takes_off = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Page
        fields = [
            "slug",
            "folder",
            "parent",
            "in_menu",
            "order",
            "allows_comments",
            "invites_to_book",
            "is_public",
        ]
        error_messages = {
            "slug": {
                "required": "Enter an address, such as our-team.",
                "invalid": "Use small letters, digits and single hyphens only, such as our-team.",
                "unique": "Another page has this address.",
            },
            "order": {
                "required": "Enter a number, such as 100.",
                "invalid": "Enter a whole number, such as 100.",
            },
        }
        help_texts = {
            "in_menu": (
                "The menu is at the top of every page. A page that is not in it is linked in the "
                "footer or, if it is about a person or a treatment, on the page above it."
            ),
            "order": (
                "Smaller numbers come first in the menu. Leave gaps, such as 10, 20, 30, so that "
                "a page can be added in between later."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if parent := self.fields.get("parent"):
            parent.queryset = parent.queryset.exclude(pk=self.instance.pk)
            drafts = parent.queryset.draft_titles().items()
            begun = {key: f"{title} (not published)" for key, title in drafts}
            parent.titles = begun | parent.queryset.titles()
        say_limits(self)
        if self.instance.pk:
            for name in SETTINGS & set(self.fields):
                # So that only what this person changed is stored, and a colleague's changes stay.
                self.fields[name].show_hidden_initial = True

    def clean(self):
        """Ask about the address while no other address can change."""
        cleaned = super().clean()
        if cleaned.get("is_public") is False:
            self.ask_before_it_goes()
        slug = cleaned.get("slug")
        Page.lock_addresses()
        parent = cleaned.get("parent")
        if parent and not self.instance.may_be_under(parent):
            self.add_error("parent", TOO_DEEP)
        if not slug:
            return cleaned
        if self.instance.pk:
            self.notice_a_move(slug)
        former = FormerSlug.objects.filter(slug=slug).exclude(page=self.instance.pk).first()
        if former:
            self.ask_about(former)
        return cleaned

    def notice_a_move(self, slug):
        now = Page.objects.get(pk=self.instance.pk)
        if now.slug != slug:
            words = f"A colleague has moved the page to {now}. Save again to move it to /{slug}/."
            self.notice_change(now, words, field="slug")

    def ask_about(self, former):
        day = date_format(localtime(former.changed_at), "F j, Y")
        self.ask(
            "takes_over",
            former.slug,
            f"Old links to “/{former.slug}/” will then lead here",
            f"Until {day}, /{former.slug}/ was the address of the page /{former.page.slug}/, and "
            "old links still lead there. Select this box to take the address, or choose another "
            "one.",
        )

    def ask_before_it_goes(self):
        """Name the pages that link to this one. No question if readers never saw it."""
        if self.cleaned_data.get("slug") == HOME:
            self.add_error("is_public", HOME_IS_PUBLIC)
        elif self.instance.pk and Page.objects.public().filter(pk=self.instance.pk).exists():
            # At its stored address, not the one in this form.
            page = Page.objects.get(pk=self.instance.pk)
            links = links_in_words(page)
            self.ask(
                "takes_off",
                page.slug,
                f"Take {page} off the site",
                format_html(
                    "Readers will not find {}. {} Select this box to take it off, or select "
                    "“Public” again.",
                    *(page, links),
                ),
            )

    def ask(self, name, value, label, question):
        """Refuse the form until the box with this question is selected for this value."""
        agreed = self.cleaned_data.get(name) == value
        self[name].label = label
        self.fields[name].widget = forms.CheckboxInput(
            {"value": value}, check_test=lambda _: agreed
        )
        if not agreed:
            self.add_error(name, question)
