"""How an answer that is no ordinary page is given: to programs as JSON, and kept by nobody."""

from http import HTTPStatus

from django.http import JsonResponse


def wants_json(request):
    kinds = ["text/html", "application/json"]
    try:
        return request.get_preferred_type(kinds) == "application/json"
    except ValueError:  # an Accept header that can't be parsed
        return False


def in_json(status, headers=None):
    words = {"error": HTTPStatus(status).phrase}
    return kept_by_nobody(JsonResponse(words, status=status, headers=headers))


def kept_by_nobody(response):
    response["Cache-Control"] = "no-store"
    return response
