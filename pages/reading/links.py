"""Links in the text that readers see."""

import copy
from functools import partial

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from pages.blocks import LinkField
from pages.models import Page
from pages.text.fields import RichTextFormField
from pages.text.lasting import references, shown, with_addresses


def followed(sections, pages=()):
    """These sections, with the present address in each link to a page.

    `pages` are those that have been read already; a query reads the others, if there are any.
    """
    known = {one.pk: one for one in pages}
    texts = [text for one in sections for text in (one.body, *(own[1] for own in own_links(one)))]
    wanted = set().union(*map(references, texts))
    known |= Page.objects.in_bulk(wanted - known.keys())
    paths = {key: known[key].get_absolute_url() for key in wanted & known.keys()}
    return [with_links(one, partial(shown, path_of=paths.get)) for one in sections]


def with_links(section, changed):
    """A copy of this section, with each link's address replaced by what `changed` returns."""
    section = copy.copy(section)
    section.body = with_addresses(section.body, changed)
    for name, value, is_address in own_links(section):
        new = changed(value) if is_address else with_addresses(value, changed)
        section.data = section.data | {name: new}
    return section


def own_links(section):
    """The name and the value of each own field with links, and whether it is just an address."""
    for name, field in section.block.fields.items():
        value = section.data.get(name)
        if isinstance(value, str) and isinstance(field, (LinkField, RichTextFormField)):
            yield name, value, isinstance(field, LinkField)


@require_safe
def lasting(request, pk):
    """Redirect a link as it is stored to the page, wherever that is now."""
    page = Page.objects.public().filter(pk=pk).first()
    if page is None:
        raise Http404
    return redirect(page)
