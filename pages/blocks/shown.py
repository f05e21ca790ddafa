"""Blocks that show what is kept elsewhere: an image, the clinic's details, other pages."""

from django import forms

from pages.blocks.base import Block

NOTHING = "Select at least one of these, or remove the section."


class Picture(Block):
    kind = "picture"
    name = "Image"
    about = "One image, with a caption if you like."
    columns = ("image",)
    optional = ()
    fields = {
        "caption": forms.CharField(
            max_length=200, required=False, help_text="Shown below the image."
        ),
        "look": forms.ChoiceField(
            label="Width",
            choices=[("column", "As wide as the text"), ("full", "As wide as the page")],
            initial="column",
        ),
    }


def part(label):
    return forms.BooleanField(label=label, initial=True, required=False)


class Hours(Block):
    kind = "hours"
    name = "Hours and directions"
    about = (
        "Opening hours, address, directions and phone number, always as in the clinic details. "
        "What is empty there is left out."
    )
    columns = ("heading", "body")
    optional = ("heading", "body")
    fields = {
        "opening_hours": part("Opening hours"),
        "closures": part("Closures and holidays in the next weeks"),
        "address": part("Address"),
        "map": part("Link to a map"),
        "phone": part("Phone number"),
        "directions": part("How to get here"),
        "parking": part("Parking"),
        "access": part("Step-free access"),
        "languages": part("Languages"),
        "map_image": part("Image of a map"),
    }

    def fit_body(self, field):
        field.help_text = "Shown above what you select here, which is kept in Clinic details."

    def refusals(self, values):
        return {} if any(values.values()) else {"opening_hours": NOTHING}


class Pages(Block):
    styled = False
    kind = "pages"
    name = "Cards for other pages"
    about = "A card for each page in the menu, with its summary."
    columns = ("heading",)
    optional = ("heading",)
    heading_inside = True
