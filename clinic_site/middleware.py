from django.core.exceptions import BadRequest


def refuse_nul_bytes(get_response):
    """Answer 400 to a NUL byte in an address: PostgreSQL cannot hold one, so each look-up is a 500.

    A NUL in a posted field is refused by the form field itself, with what was typed kept.
    """

    def middleware(request):
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A NUL byte in the address")
        return get_response(request)

    return middleware
