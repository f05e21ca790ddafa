"""What the settings promise to people who start the site, each time with a fresh process."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic_site import texts_url
from tests import forked

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "clinic.example",
    "SITE_URL": "https://clinic.example",
    "DATABASE_URL": "postgres://clinic.example/clinic",
    "TRUSTED_PROXIES": "1",
}
LIBRARIES = ("dj_database_url", "dj_email_url", "django.conf", "dotenv", "environs", "js_asset")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """This checkout without its `.env`."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "clinic_site", folder / "clinic_site")
    shutil.copy(ROOT / "manage.py", folder)
    for app in (
        "booking",
        "clinic",
        "comments",
        "contact",
        "inbox",
        "pages",
        "typed",
        "static",
        "templates",
    ):
        (folder / app).symlink_to(ROOT / app)
    return folder


@pytest.fixture(scope="module")
def start(project):
    """A function that starts Python in the project, to run some code."""
    with forked.waiting(project, LIBRARIES, environment()) as run:

        def start(code, *arguments, **changes):
            return run(code, *arguments, environ=environment(**changes))

        yield start


def environment(without=(), **changes):
    variables = {name: value for name, value in PRODUCTION.items() if name not in without}
    variables |= {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "clinic_site.settings"}
    return variables | changes


def manage(project, *arguments, without=()):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=project,
        env=environment(without),
        capture_output=True,
        text=True,
    )


def failure(start, **changes):
    """The last line of what a start says that does not succeed."""
    failed = start("import django; django.setup()", **changes)
    assert failed.returncode != 0
    assert failed.stderr.count("Traceback") == 1
    return failed.stderr.splitlines()[-1].removeprefix("django.core.exceptions.")


def values(start, *names, **changes):
    script = (
        "import json, sys; from django.conf import settings\n"
        "print(json.dumps([getattr(settings, name) for name in sys.argv[1:]], default=str))"
    )
    return json.loads(start(script, *names, **changes).stdout)


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL"])
def test_missing_or_empty_variable_stops_the_start_and_is_named(start, name):
    sentence = f"ImproperlyConfigured: {name} is not set. See .env.example for what it should hold."
    assert failure(start, without=[name]) == sentence
    assert failure(start, **{name: " "}) == sentence


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "sqlite:///db", "must name a PostgreSQL database (postgres://…)."),
        ("DATABASE_URL", "nonsense", "cannot be used: Not a valid database URL."),
        ("SITE_URL", "clinic.ca", "must begin with https:// (or http:// in development)."),
        ("TRUSTED_PROXIES", "abc", "cannot be used: Not a valid integer."),
        ("TRUSTED_PROXIES", "-1", "must be 0 or more."),
        ("DEBUG", "maybe", "cannot be used: Not a valid boolean."),
        ("EMAIL_URL", "nonsense", "must begin with smtp://, submission:// or console:."),
        ("EMAIL_URL", "smtp://host:port", "cannot be used: Not a valid email URL."),
    ],
)
def test_unusable_variable_stops_the_start_and_is_named(start, name, value, sentence):
    assert failure(start, **{name: value}) == f"ImproperlyConfigured: {name} {sentence}"


def test_pictures_are_in_a_bucket_if_one_is_named_and_its_library_is_there(start):
    def storage(**changes):
        return values(start, "STORAGES", **changes)[0]["default"]

    assert storage() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    named = storage(MEDIA_BUCKET="clinic-media")
    assert named == {"BACKEND": "pages.bucket.Bucket", "OPTIONS": {"bucket_name": "clinic-media"}}
    without = "import sys; sys.modules['storages'] = None; import django; django.setup()"
    failed = start(without, MEDIA_BUCKET="clinic-media")
    assert failed.stderr.endswith("MEDIA_BUCKET needs: pip install -r requirements-s3.txt\n")


def test_texts_need_their_library_and_a_whole_address():
    named = texts_url.parse("twilio://AC0:s%2Fecret@api.twilio.com/+14165550100")
    assert named["OPTIONS"] == {
        "account": "AC0",
        "token": "s/ecret",
        "sent_from": "+14165550100",
        "api": "https://api.twilio.com",
    }
    for url in ("twilio://AC0@api.twilio.com/+1", "twilio://AC0:secret@api.twilio.com", "+1416"):
        with pytest.raises(ImproperlyConfigured, match="must look like") as error:
            texts_url.parse(url)
        assert "secret" not in str(error.value)


def test_texts_are_off_unless_asked_for_and_say_what_they_need(start):
    assert values(start, "TEXTS") == [{"BACKEND": "", "OPTIONS": {}}]
    without = "import sys; sys.modules['twilio'] = None; import django; django.setup()"
    failed = start(without, TEXTS_URL="twilio://AC0:secret@api.twilio.com/+1416")
    assert failed.stderr.endswith("TEXTS_URL needs: pip install -r requirements-texts.txt\n")


def test_debug_is_off_unless_asked_for(start):
    assert values(start, "DEBUG") == [False]
    assert values(start, "DEBUG", DEBUG="") == [False]
    assert values(start, "DEBUG", DEBUG="true") == [True]


def test_empty_optional_variable_counts_as_unset(start):
    names = "CSRF_TRUSTED_ORIGINS", "MEDIA_ROOT", "RECEPTION_EMAIL", "EMAIL_PORT"
    empty = dict.fromkeys([*names[:3], "EMAIL_URL", "TRUSTED_PROXIES"], "")
    assert values(start, *names, **empty) == values(start, *names)


def test_env_file_is_read_and_the_environment_wins(project, start):
    (project / ".env").write_text("RECEPTION_EMAIL=desk@example.com\nSITE_URL=https://other\n")
    try:
        names = "RECEPTION_EMAIL", "SITE_URL"
        assert values(start, *names) == ["desk@example.com", PRODUCTION["SITE_URL"]]
    finally:
        (project / ".env").unlink()


def test_commands_find_the_database_in_the_env_file(project):
    lines = (f"{name}={value}\n" for name, value in PRODUCTION.items())
    (project / ".env").write_text("".join(lines))
    try:
        ask = "from django.conf import settings; print(settings.DATABASES['default']['HOST'])"
        asked = manage(project, "shell", "-c", ask, without=PRODUCTION)
        assert asked.stdout.splitlines()[-1:] == ["clinic.example"], asked.stderr
    finally:
        (project / ".env").unlink()


def test_django_finds_nothing_to_warn_of_in_production(project):
    check = manage(project, "check", "--deploy", "--fail-level", "WARNING")
    assert (check.returncode, check.stderr) == (0, "")


def test_a_silent_database_is_given_up_within_seconds_unless_its_url_says_otherwise(start):
    def patience(**changes):
        (database,) = values(start, "DATABASES", **changes)
        return database["default"]["OPTIONS"]

    assert patience() == {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    url = f"{PRODUCTION['DATABASE_URL']}?connect_timeout=9&sslmode=require"
    own = {"connect_timeout": 9, "sslmode": "require"}
    assert patience(DATABASE_URL=url) == patience() | own


HTTPS = "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER"
COOKIES = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"


def test_https_is_enforced_behind_a_proxy(start):
    a_year, header = 365 * 24 * 60 * 60, ["HTTP_X_FORWARDED_PROTO", "https"]
    assert values(start, *HTTPS, *COOKIES) == [True, a_year, header, True, True]


def test_https_is_not_enforced_without_a_proxy(start):
    plain = {"TRUSTED_PROXIES": "0", "SITE_URL": "http://localhost:8000"}
    assert values(start, *HTTPS, *COOKIES, **plain) == [False, 0, None, False, False]


def test_cookies_have_a_name_that_no_other_host_can_set_where_https_is_used(start):
    names = "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"
    assert values(start, *names) == ["__Host-sessionid", "__Host-csrftoken"]
    plain = {"TRUSTED_PROXIES": "0", "SITE_URL": "http://localhost:8000"}
    assert values(start, *names, **plain) == ["sessionid", "csrftoken"]


def test_https_is_promised_for_the_whole_domain_only_if_somebody_says_so(start):
    names = "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"
    assert values(start, *names) == [False, False]
    assert values(start, *names, HSTS_PRELOAD="true") == [True, True]


def test_mail_goes_where_email_url_says(start):
    names = "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"
    url = "submission://me%40clinic.example:p%3Aw@mail.example"
    expected = ["mail.example", 587, True, "me@clinic.example", "p:w"]
    assert values(start, *names, EMAIL_URL=url) == expected
