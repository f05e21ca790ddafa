"""What all feeds of the site share."""

import re

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri

from clinic.links import whole

# XML can't hold these characters: one of them would break the whole feed.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def allowed_in_xml(text):
    return NOT_IN_XML.sub("", text)


def begin(title, address, **facts):
    """An empty feed at this address."""
    return Atom1Feed(
        title=allowed_in_xml(title),
        link=whole("/"),
        description=None,
        language=settings.LANGUAGE_CODE,
        feed_url=whole(address),
        feed_guid=whole(address),  # without it, all feeds of the site would have one id
        **facts,
    )


def lasting_id(moment, name):
    """An id that survives a change of address. `moment` is the first publication."""
    return get_tag_uri(whole("/"), moment) + name


def answer(atom):
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
