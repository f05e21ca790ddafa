"""The links to other pages: the menu with its second level, the footer, and what is above a page.

From plain links, in the order of `Page.objects.linked`, so that all of them take one query.
"""


def as_link(revision):
    page = revision.page
    return {
        "page": page.pk,
        "under": page.parent_id,
        "title": revision.title,
        "menu_name": page.menu_name or revision.title,
        "summary": revision.summary,
        "url": revision.get_absolute_url(),
        "in_menu": page.in_menu,
        "has_folder": page.folder != "",
    }


def nested(links):
    """The links of the menu, each with those under it as `children`.

    One whose parent is not in the menu is at the top, so that no page is lost with its parent.
    """
    links = [one | {"children": []} for one in links if one["in_menu"]]
    by_page = {one["page"]: one for one in links}
    top = []
    for one in links:
        parent = by_page.get(one["under"])
        (parent["children"] if parent else top).append(one)
    return top


def fine_print(links):
    """The links outside the menu, but for those that the overview of their folder leads to."""
    shown = {one["page"] for one in links}
    return [
        one
        for one in links
        if not (one["in_menu"] or (one["has_folder"] and one["under"] in shown))
    ]


def above(page, links):
    """The link to the page that this one is under; None if there is none that readers see."""
    return next((one for one in links if page.parent_id and one["page"] == page.parent_id), None)
