"""A log-in as `Client.force_login` makes it, with a quarter of its queries: most tests start so."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.test import Client

usual = Client.force_login


def force_login(client, user, backend=None):
    """Without `last_login` and axes' log. Where somebody is logged in already it is Django's."""
    if settings.SESSION_COOKIE_NAME in client.cookies:
        usual(client, user, backend)
        return
    user.backend = backend or client._get_backend()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.session[SESSION_KEY] = user._meta.pk.value_to_string(user)
    request.session[BACKEND_SESSION_KEY] = user.backend
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    request.session.create()
    client._set_login_cookies(request)
