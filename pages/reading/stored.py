"""Answers with an uploaded file, from a folder or a bucket."""

import logging

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response

logger = logging.getLogger(__name__)


def answer(request, storage, name, headers):
    """The file of this name, whose content never changes; 404 if there is none.

    It is at most some megabytes, and not read at all for a browser that has it.
    """
    etag = f'"{name}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(content(storage, name))
    for header, value in {**headers, "ETag": etag}.items():
        response[header] = value
    return response


def content(storage, name):
    try:
        with storage.open(name) as file:
            return file.read()
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            logger.error("A file in MEDIA_ROOT or MEDIA_BUCKET cannot be read: %s", error)
        raise Http404 from None
