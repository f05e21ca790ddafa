"""Static files from WhiteNoise, following RFC 9110 where WhiteNoise does not.

It ignores weights in Accept-Encoding, gives all codings of a file the same strong ETag, reads
If-None-Match as a single tag, and ignores If-Match and If-Range. Ranges, which nobody needs for
files this small, are ignored here, as 14.2 allows.
"""

from types import SimpleNamespace

from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe
from whitenoise.middleware import WhiteNoiseMiddleware

from clinic_site.page_memory.representations import IDENTITY, REPEATED, accepted

# Headers that are handled here, not by WhiteNoise.
DECIDED = ("HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


class StaticFiles(WhiteNoiseMiddleware):
    @staticmethod
    def serve(static_file, request):
        if not hasattr(static_file, "alternatives"):  # a redirect
            return WhiteNoiseMiddleware.serve(static_file, request)
        meta = {name: value for name, value in request.META.items() if name not in DECIDED}
        known = {dict(one[2]).get("Content-Encoding", IDENTITY) for one in static_file.alternatives}
        liked = accepted(meta.get("HTTP_ACCEPT_ENCODING", ""))
        meta["HTTP_ACCEPT_ENCODING"] = next(coding for coding in liked if coding in known)
        headers = dict(static_file.get_path_and_headers(meta)[1])
        etag = of_coding(headers["ETag"], headers.get("Content-Encoding"))
        changed = parse_http_date_safe(headers["Last-Modified"])
        if response := get_conditional_response(request, etag=etag, last_modified=changed):
            for name in headers:
                if name.lower() in REPEATED:
                    response[name] = headers[name]
        else:
            asked = SimpleNamespace(method=request.method, META=meta)
            response = WhiteNoiseMiddleware.serve(static_file, asked)
        response["ETag"] = etag
        return response


def of_coding(etag, coding):
    return f'{etag[:-1]}-{coding}"' if coding else etag
