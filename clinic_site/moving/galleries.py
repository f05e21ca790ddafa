"""Galleries that name their pictures by number, or mean all that were uploaded to their page.

The pictures may be further on in the file. So while it is planned, WordPress's own address of each
is noted, and replaced once all items are known.
"""

import re
from collections import defaultdict

from clinic_site.moving.pictures import is_document

NUMBERED = re.compile(r"\?attachment_id=([0-9]{1,18})\Z")
OF_PAGE = re.compile(r"\?p=([0-9]{1,18})#gallery\Z")


def not_known_yet(item):
    """What `converted` is to ask about the galleries in an item while the file is planned."""

    def gallery(ids):
        here = [f"?p={item.id}#gallery"] if item.id and ids is None else []
        return [(address, "", "") for address in here or map(numbered, ids or ())]

    return gallery


def numbered(number):
    return f"?attachment_id={number}"


class Galleries:
    def __init__(self, work):
        self.by_id, self.of_page = {}, defaultdict(list)
        attached = work.items.filter(kind="attachment")
        for number, page, about in attached.values_list("old_id", "old_parent", "about_file"):
            if about.get("url") and not is_document(about["url"].lower()):
                self.by_id.setdefault(number, about)
                self.of_page[page].append(about)

    def known(self, addresses) -> list[str]:
        """These with the addresses of pictures that were numbers, if the file has them."""
        found = []
        for address in addresses:
            if one := OF_PAGE.search(address):
                found += [about["url"] for about in self.of_page[int(one[1])]] or [address]
            elif one := NUMBERED.search(address):
                found.append(self.by_id.get(int(one[1]), {}).get("url", address))
            else:
                found.append(address)
        return list(dict.fromkeys(found))

    def of(self, item):
        """What `converted` is to ask about the galleries in an item, with their pictures known."""

        def gallery(ids):
            if ids is None:  # without a number, it would have all that belong to no page
                found = self.of_page[item.id] if item.id else []
            else:
                found = [self.by_id.get(one, {"url": numbered(one)}) for one in ids]
            return [(one["url"], one.get("alt", ""), one.get("caption", "")) for one in found]

        return gallery
