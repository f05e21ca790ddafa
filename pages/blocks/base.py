"""What every kind of block has. A kind adds what differs."""

from django import forms

COLUMNS = ("heading", "body", "drawing", "image", "document")


class Block:
    """A kind of section: what it asks the editor for, and what the site makes of that.

    Plain values only, so that models, forms, comparison and search can all ask it. Readers see it
    through `templates/pages/blocks/<kind>.html`, below the heading.
    """

    kind = ""  # as stored in the section
    name = ""  # as editors read it
    about = ""  # when to choose it, in a sentence
    columns = ("heading", "body", "drawing", "image")  # of COLUMNS, those that it uses
    optional = ("drawing", "image")  # columns that may be left empty
    body_or_image = False  # whether an image or a drawing will do instead of its text
    # Form fields of its own; their values are in `Section.data`, by name. One called `look` is a
    # choice between ways to show the block, and a class of it.
    fields = {}
    new_body = ""  # what the text of a new one begins with
    image_name = "Image"  # as editors read it
    # Whether its image is the first thing to be asked for, and the picture of a page in its folder.
    portrays = False
    new_shape = ""  # of its image: of `pages.models.focus.Shape`
    folder = ""  # of the pages that are about one: their first draft begins with it
    followed_by = ()  # there, the headings of the empty texts below it
    gathers = ""  # the kind of sections that it shows from all pages
    overview = ""  # the title of a new page for what it gathers
    nothing_yet = ""  # what editors read while it has nothing to show, and readers see nothing
    shows = ""  # what readers are asked to ask about, where it is all of a page and shows nothing
    styled = True  # whether it needs blocks.css
    sheet = ""  # a stylesheet of its own, by its name in static/css/
    crops = False  # whether it shows images cropped, whatever shape was chosen for them
    has_table = False  # whether its template has a table, beside those in its text
    heading_inside = False  # whether its template shows the heading, rather than the page above it
    topics = ()  # what it shows beside words of pages: of `clinic.watched.Topic`

    def values(self, data):
        """The stored value of each own field, or the initial one.

        A value that the field could not have given, as another version of this software may have
        stored it, counts as none.
        """
        return {name: value_of(field, data.get(name)) for name, field in self.fields.items()}

    def name_of(self, section, title, folder):
        """What the section is about, on a page with this title; "" if nothing says it."""
        return section.heading or title

    def texts(self, data):
        """What an editor wrote in its own fields: searched, and read by the advice."""
        values = self.values(data)
        return [values[name] for name, field in self.fields.items() if is_text(field)]

    def links(self, data):
        """The (words, address) of each link in its own fields."""
        return []

    def refusals(self, values):
        """Each own field that can't be stored together with the others, with words about it."""
        return {}

    def advice(self, section, folder):
        """Sentences about this section, on a page in this folder, that an editor should read."""
        return ()

    def fit_heading(self, field):
        """Change the form field of its heading, if it differs from that of other kinds."""

    def fit_body(self, field):
        """Change the form field of its text, if it differs from that of other kinds."""

    def settle(self, cleaned):
        """Move what was typed in one field and belongs in another, in the form's cleaned values."""

    def body_refusal(self, body):
        """Words about why this cleaned text can't be its text, or ""."""
        return ""

    def displayed(self, name, data):
        """The value of an own field in words."""
        field, value = self.fields[name], self.values(data)[name]
        if isinstance(field, forms.BooleanField):
            return "Yes" if value else "No"
        if value == "":
            return ""  # even if leaving it empty is one of the choices, with a name
        names = dict(getattr(field, "choices", ()))
        if isinstance(value, list):
            return ", ".join(str(names.get(one, one)) for one in value)
        return names.get(value, value)


def value_of(field, stored):
    shape = shape_of(field)
    if type(stored) is shape and (shape is not list or all(type(one) is str for one in stored)):
        return stored
    return shape() if field.initial is None else field.initial


def shape_of(field):
    """The type of the field's values: `list` is of str."""
    if isinstance(field, forms.MultipleChoiceField):
        return list
    return bool if isinstance(field, forms.BooleanField) else str


def is_text(field):
    """Whether the field holds words, rather than a choice, a number or an address."""
    return type(field) is forms.CharField
