"""What pages say of the place: the clinic's details, each by its name."""

from django import template

register = template.Library()


@register.simple_tag
def way(clinic, shows=""):
    """The (label, words) of what is known about the way here.

    `shows` are the values of a block, which says by name what of it to show; without, all is.
    """
    facts = [
        ("directions", "How to get here", clinic.directions),
        ("parking", "Parking", clinic.parking),
        ("access", "Step-free access", clinic.access),
        ("languages", "Languages we speak", ", ".join(clinic.spoken)),
    ]
    return [
        (label, words) for name, label, words in facts if words and (not shows or shows.get(name))
    ]
