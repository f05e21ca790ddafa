"""What browsers are told: every response has the full score of the HTTP Observatory, and more."""

import base64
import hashlib
import re

import pytest
from django.conf import settings as project_settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import URLResolver, get_resolver

from clinic.models import Clinic
from clinic_site import headers, integrity
from clinic_site.page_memory.door import Door
from tests import observatory
from tests.door import Answer

pytestmark = pytest.mark.django_db
# What stands for each name in a route: some of it leads to something, the rest to an error page.
FILLED = {"slug": "ims", "name": "x.webp", "token": 43 * "x", "uidb64": "MQ", "signed": "x"}
STOCK = re.compile(r"/(add|history|delete)/$")
ROUTE = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture(autouse=True)
def https(settings):
    """The settings of a site behind one proxy that ends TLS."""
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def routes(resolver=None, before=""):
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, route)
        else:
            yield re.sub(r"\(\?P<app_label>(\w+).*", r"\1/", route).replace("(?P<url>.*)$", "x")


def address(route):
    return "/" + ROUTE.sub(lambda part: FILLED.get(part[1], "1"), route)


def faults(answer, html=""):
    """What a response lacks: its points, where they are not full, and what we ask beyond them."""
    cookies = [one.OutputString() for one in getattr(answer, "cookies", {}).values()]
    has, full = observatory.points(answer.headers, html, cookies), observatory.full(html, cookies)
    said = [f"{name}: {has[name]} of {full[name]}" for name in full if has[name] != full[name]]
    said += [one for one in headers.OTHERS if one not in answer.headers]
    said += [one for one in ("Permissions-Policy",) if one not in answer.headers]
    if len(re.findall(r'<script\b[^>]*\ssrc="/static/', html)) > html.count(' integrity="sha384-'):
        said.append("a script without integrity")
    return said


def ask(client, path, method="GET"):
    return client.generic(method, path, headers={"x-forwarded-proto": "https"})


def html_of(answer):
    is_html = answer.get("Content-Type", "").startswith("text/html") and not answer.streaming
    return answer.text if is_html else ""


def lacking(client, paths, *methods):
    found, codes = {}, set()
    for path in paths:
        for method in methods:
            answer = ask(client, path, method)
            codes.add(answer.status_code)
            if said := faults(answer, html_of(answer)):
                found[f"{method} {path} {answer.status_code}"] = said
    return found, codes


def test_every_address_has_the_full_score_and_every_bonus(client, seeded):
    found, codes = lacking(client, map(address, routes()), "GET", "POST")
    assert found == {}
    assert codes >= {200, 302, 404, 405, 410, 422}


def test_every_page_of_the_desk_has_it_for_those_who_may_see_it(client, seeded):
    client.force_login(User.objects.create_superuser("sample-chief"))
    desk = [path for path in map(address, routes()) if path.startswith("/admin/")]
    # Of the screens that Django makes for every model, those of one.
    desk = [path for path in desk if not STOCK.search(path) or "/therapist/" in path]
    found, codes = lacking(client, desk, "GET")
    assert found == {}
    assert codes >= {200, 302, 404, 405}


def test_what_answers_before_any_view_has_it_too(client, seeded):
    strange = {
        "a static file": ask(client, "/static/css/site.css", "HEAD"),
        "a NUL byte": ask(client, "/%00"),
        "only the headers": ask(client, "/ims/", "HEAD"),
        "another host": client.get("/", headers={"host": "elsewhere.example"}),
        "another spelling": ask(client, "/IMS"),
        "too much": client.post(
            "/contact/", {"text": 600_000 * "x"}, headers={"x-forwarded-proto": "https"}
        ),
        "from another site": client.post(
            "/contact/", headers={"x-forwarded-proto": "https", "sec-fetch-site": "cross-site"}
        ),
    }
    codes = [answer.status_code for answer in strange.values()]
    assert codes == [200, 400, 200, 400, 301, 413, 403]
    del strange["another host"].headers["Strict-Transport-Security"]
    for what, answer in strange.items():
        said = faults(answer, html_of(answer))
        # Nothing is promised in the name of a host that is not ours.
        assert said == (["transport: -20 of 0"] if what == "another host" else []), what


def test_an_error_of_ours_has_it_too(seeded, monkeypatch):
    monkeypatch.setattr("contact.views.write", None)
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(Clinic, "current", lambda: 1 / 0)
    answer = ask(client, "/contact/")
    assert (answer.status_code, faults(answer, html_of(answer))) == (500, [])


def test_http_leads_to_https_on_the_same_host(client):
    answer = client.get("/ims/?a=1")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/ims/?a=1")


def test_a_page_from_memory_has_it_and_serves_all_readers_alike(settings, seeded):
    settings.PAGES_FRESH_FOR = 3600
    door = Door()
    first, second = (Answer(door, "/book/", x_forwarded_proto="https") for _ in range(2))
    assert (second.headers, second.body) == (first.headers, first.body)
    assert faults(second, second.text) == []
    assert "nonce" not in second.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in second.headers


def test_a_new_policy_reaches_a_browser_that_has_the_page(settings, seeded):
    before = Answer(Door(), "/ims/", x_forwarded_proto="https").headers["ETag"]
    settings.PERMISSIONS_POLICY = {"camera": []}
    asked = {"x_forwarded_proto": "https", "if_none_match": before}
    assert Answer(Door(), "/ims/", **asked).status == 200


def test_cookies_belong_to_this_host_alone(settings, client):
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    answer = ask(client, "/admin/login/")
    for cookie in answer.cookies.values():
        assert cookie.key.startswith("__Host-")
        assert (cookie["path"], cookie["domain"], cookie["secure"]) == ("/", "", True)
        assert cookie["samesite"] == "Lax"
    assert answer.cookies


def test_a_reader_gets_no_cookie(client, seeded):
    for path in (
        "/",
        "/ims/",
        "/book/",
        "/contact/",
        "/comments/ims/",
        "/search/?q=x",
        "/nowhere/",
    ):
        assert ask(client, path).cookies == {}


def test_a_script_is_named_with_its_digest(client, seeded):
    page = ask(client, "/book/").text
    file = project_settings.BASE_DIR / "static/js/steps.js"
    digest = base64.b64encode(hashlib.sha384(file.read_bytes()).digest()).decode()
    assert f'src="/static/js/steps.js" integrity="sha384-{digest}"' in page


def test_only_our_own_files_are_named_with_a_digest():
    for html in (
        b'<script src="https://elsewhere.example/static/js/steps.js">',
        b'<script src="/static/../manage.py">',
        b'<script src="/static/js/nothing.js">',
        b'<script src="/admin/jsi18n/">',
        b"&lt;script src=&quot;/static/js/steps.js&quot;&gt;",
    ):
        assert integrity.with_integrity(html) == html


def test_the_page_of_a_site_that_is_down_has_it_too(tmp_path):
    call_command("down_page", tmp_path / "down.html")
    page = (tmp_path / "down.html").read_text()
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page
    for file, line in (
        ("nginx.conf", r"add_header (\S+) (.+) always;"),
        ("Caddyfile", r"\t\t\theader (\S+) (.+)"),
    ):
        lines = (project_settings.BASE_DIR / "deploy" / file).read_text()
        said = {name: value.strip('"') for name, value in re.findall(line, lines)}
        assert said.items() >= headers.OTHERS.items()
        assert said["Content-Security-Policy"] == headers.DOWN_BY_PROXY
        assert observatory.points(said, page) == observatory.full(page)
