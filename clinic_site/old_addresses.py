"""Redirects the addresses of the clinic's old site to what was brought in from it."""

import re

from django.http import HttpResponsePermanentRedirect

from clinic.links import moved
from clinic_site.moving.pictures import below_uploads, original
from clinic_site.moving.records import OldFile
from pages.models.old_address import OF_QUERY, OldAddress

UPLOADS = "/uploads/"  # in the address of each file of WordPress
NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
IN_QUERY = re.compile(rf"(?:^|&)(?:{'|'.join(OF_QUERY)})=[0-9]")


def redirect_old_addresses(get_response):
    """Redirect what has no view or page here, and `/?p=12`, which would be the page at `/`."""

    def middleware(request):
        reads = request.method in ("GET", "HEAD")
        if reads and (found := by_query(request)):
            return found
        response = get_response(request)
        if not reads or response.status_code != 404:
            return response
        return by_path(request) or response

    return middleware


def by_query(request):
    if not IN_QUERY.search(request.META.get("QUERY_STRING", "")):
        return None
    for name in OF_QUERY:
        number = request.GET.get(name, "")
        if NUMBER.fullmatch(number):
            query = f"{name}={int(number)}"
            if page := OldAddress.objects.page_at(request.path_info, query):
                headers = {"Cache-Control": "no-cache"}  # as in `moved`, without the old query
                return HttpResponsePermanentRedirect(page.get_absolute_url(), headers=headers)
    return None


def by_path(request):
    if page := OldAddress.objects.page_at(request.path_info):
        return moved(request, page.get_absolute_url())
    if UPLOADS not in request.path_info or "\0" in request.path_info:
        return None
    path = original(below_uploads(request.path_info))
    address = path and OldFile.objects.address_at(path)
    return moved(request, address) if address else None
