"""TEXTS_URL: which provider sends text messages, read as `dj_email_url` reads EMAIL_URL."""

from importlib.util import find_spec
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

NONE = {"BACKEND": "", "OPTIONS": {}}
SCHEMES = {"twilio": "https", "twilio+http": "http"}


def parse(url):
    """`twilio://ACCOUNT:TOKEN@api.twilio.com/SENDER` as the setting TEXTS.

    `twilio+http://` reaches the API without TLS, for a test's own server. Raises
    ImproperlyConfigured, without the token in it.
    """
    parts = urlsplit(url)
    sent_from = unquote(parts.path.strip("/"))
    if parts.scheme not in SCHEMES or not (parts.username and parts.password and sent_from):
        raise ImproperlyConfigured(
            "TEXTS_URL must look like twilio://ACCOUNT:TOKEN@api.twilio.com/SENDER."
        )
    if not find_spec("twilio"):
        raise ImproperlyConfigured("TEXTS_URL needs: pip install -r requirements-texts.txt")
    options = {
        "account": unquote(parts.username),
        "token": unquote(parts.password),
        "sent_from": sent_from,
        "api": f"{SCHEMES[parts.scheme]}://{parts.netloc.rpartition('@')[2]}",
    }
    return {"BACKEND": "clinic.twilio_texts.Twilio", "OPTIONS": options}
