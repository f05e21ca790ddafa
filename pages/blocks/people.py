"""Blocks about the people who work here."""

from django import forms

from clinic.watched import Topic
from pages.blocks.base import Block
from pages.blocks.choices import offered


def words(label, longest, help_text):
    return forms.CharField(label=label, max_length=longest, required=False, help_text=help_text)


class Person(Block):
    kind = "person"
    name = "Person"
    about = "Somebody on the team: what they do, their languages, and how to book with them."
    columns = ("heading", "body", "image")
    optional = columns
    folder = "team"
    heading_inside = True
    image_name = "Photo"
    portrays = True
    new_shape = "square"
    styled = False
    sheet = "people"
    topics = (Topic.TIMES,)
    fields = {
        "role": words("Role", 80, "Such as “Physiotherapist”."),
        "pronouns": words("Pronouns", 30, "Such as “she/her”, if they wish."),
        "credentials": words("Credentials", 80, "Written after their name, such as “PT, BScPT”."),
        "college": words(
            "College",
            120,
            "Where they are registered, such as “College of Physiotherapists of Ontario”.",
        ),
        "registration": words("Registration number", 40, "With that College."),
        "languages": words("Languages", 120, "Those they speak, such as “English, French”."),
        "treats": forms.CharField(
            label="What they treat",
            max_length=1000,
            required=False,
            help_text="One on each line, such as “Low back pain”.",
            widget=forms.Textarea(attrs={"rows": 4}),
        ),
        "days": words("Usually in", 120, "Such as “Mondays and Thursdays”."),
        "therapist": forms.ChoiceField(
            label="Name in the schedule",
            choices=offered("therapists", blank="None"),
            required=False,
            initial="",
            help_text=(
                "If patients can book with them. Readers then see a button to do so and their next "
                "available time, and patients who book find this page."
            ),
        ),
    }

    def name_of(self, section, title, folder):
        return section.heading or (title if folder == self.folder else "")

    def fit_heading(self, field):
        field.label = "Name"
        field.help_text = "Leave empty on a person’s own page, whose title is their name."

    def fit_body(self, field):
        field.label = "About them"

    def settle(self, cleaned):
        if "treats" in cleaned:
            lines = (" ".join(one.split()) for one in cleaned["treats"].splitlines())
            cleaned["treats"] = "\n".join(filter(None, lines))

    def advice(self, section, folder):
        if not section.heading.strip() and folder != self.folder:
            yield "It has no name. Only on a person’s own page is the title their name."


class People(Block):
    kind = "people"
    name = "Everybody on the team"
    about = "A card for each person who has a section of the kind “Person” on a page."
    columns = ("heading",)
    optional = ("heading",)
    gathers = Person.kind
    overview = "Our team"
    shows = "our team"
    nothing_yet = (
        "Readers do not see this section yet, because no published page has a section about a "
        "person."
    )
    styled = False
    sheet = "people"
    crops = True
