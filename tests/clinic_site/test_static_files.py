"""Static files as production serves them, by RFC 9110."""

import gzip

import brotli
import pytest
from django.core.management import call_command
from django.test import Client

from clinic_site import settings as production

PATH = "css/site.css"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def ask(settings, folder):
    """A function that asks for the site's style sheet, compressed ahead as in production."""
    settings.STATIC_ROOT, settings.STORAGES = str(folder), production.STORAGES
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    if not any(folder.iterdir()):
        call_command("collectstatic", "-i", "admin", "-i", "django_prose_editor", verbosity=0)

    def answer(method="GET", **headers):
        response = Client().generic(method, f"/static/{PATH}", headers=headers)
        response.body = response.getvalue()
        return response

    return answer


def test_a_file_comes_in_the_coding_that_a_browser_prefers(ask):
    plain = ask().body
    assert b"var(--brand)" in plain
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
    for accepted, sent in (("gzip, br", "br"), ("br;q=0.5, gzip", "gzip"), ("br;q=0", None)):
        response = ask(accept_encoding=accepted)
        assert response.get("Content-Encoding") == sent
        assert response["Vary"] == "Accept-Encoding"
        assert unpack.get(sent, bytes)(response.body) == plain


def test_each_coding_has_its_own_etag_and_none_is_taken_for_another(ask):
    etags = [ask(accept_encoding=coding)["ETag"] for coding in ("", "gzip", "br")]
    assert len({*etags}) == 3
    for etag, coding in zip(etags, ("", "gzip", "br"), strict=True):
        for named in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            response = ask(accept_encoding=coding, if_none_match=named)
            assert (response.status_code, response["ETag"]) == (304, etag)
            assert {"Cache-Control", "Vary"} <= {*response.headers}
    assert ask(accept_encoding="gzip", if_none_match=etags[0]).status_code == 200
    assert ask(if_match='"other"').status_code == 412
    assert ask("HEAD", accept_encoding="gzip")["ETag"] == etags[1]


def test_a_date_counts_only_without_an_etag(ask):
    changed = ask()["Last-Modified"]
    assert ask(if_modified_since=changed).status_code == 304
    assert ask(if_modified_since=changed, if_none_match='"other"').status_code == 200
    assert ask(if_modified_since="Fri, 31 Dec 1999 00:00:00 GMT").status_code == 200
    assert ask(if_modified_since="no date").status_code == 200


def test_a_range_is_answered_with_the_whole_file(ask):
    for asked in ("bytes=0-0", "bytes=5-", "bytes=-1", "bytes=9-1", "bytes=999999999-", "x"):
        for condition in ({}, {"if_range": '"other"'}):
            assert ask(range=asked, **condition).status_code == 200
