"""The one settings file. It reads the environment (and `.env`), and production is the default.

`.env.example` explains every variable. A missing or wrong one stops startup and says why.
"""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv
from environs import Env, EnvValidationError

from clinic_site import headers, logs, texts_url
from clinic_site.accounts import passwords
from pages.text import editor

BASE_DIR = Path(__file__).resolve().parent.parent

load_dotenv(BASE_DIR / ".env")  # into os.environ, where boto3 looks for its own
env = Env()


def read(name, reader=env.str, default=None):
    """A variable's value, or `default` when it is unset or empty.

    Without a default it is required. Raises ImproperlyConfigured, with a sentence that names the
    variable, if it is missing or invalid.
    """
    if not env.str(name, "").strip():
        if default is None:
            raise ImproperlyConfigured(
                f"{name} is not set. See .env.example for what it should hold."
            )
        return default
    try:
        return reader(name)
    except EnvValidationError as error:
        reason = " ".join(error.error_messages)
        raise ImproperlyConfigured(f"{name} cannot be used: {reason}") from None


DEBUG = read("DEBUG", env.bool, False)
SECRET_KEY = read("SECRET_KEY")
SECRET_KEY_FALLBACKS = read("SECRET_KEY_FALLBACKS", env.list, [])
ALLOWED_HOSTS = read("ALLOWED_HOSTS", env.list)
SITE_URL = read("SITE_URL").rstrip("/")
if not SITE_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("SITE_URL must begin with https:// (or http:// in development).")
DATABASES = {"default": read("DATABASE_URL", env.dj_db_url)}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database (postgres://…).")
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A server-side cursor belongs to one session, which PgBouncer keeps for one transaction only.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
# A database that does not answer counts as down, so that nobody waits minutes for an error page.
patience = {"connect_timeout": 5, "tcp_user_timeout": 10_000}  # seconds; milliseconds
DATABASES["default"]["OPTIONS"] = patience | DATABASES["default"].get("OPTIONS", {})

# Proxies in front of the site. Each adds an entry to X-Forwarded-For; earlier ones prove nothing.
TRUSTED_PROXIES = read("TRUSTED_PROXIES", env.int, 0)
if TRUSTED_PROXIES < 0:
    raise ImproperlyConfigured("TRUSTED_PROXIES must be 0 or more.")
CSRF_TRUSTED_ORIGINS = read("CSRF_TRUSTED_ORIGINS", env.list, [])
FETCH_PRIVATE_ADDRESSES = read("FETCH_PRIVATE_ADDRESSES", env.bool, False)

INSTALLED_APPS = [
    *("booking", "clinic", "comments", "contact", "inbox", "pages", "typed"),
    "crispy_forms",
    "csp",
    "pgtrigger",
    "django_prose_editor",
    "pictures",
    "mailer",
    "axes",
    "django_otp",
    "django_otp_webauthn",
    "clinic_site.apps.ClinicAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "clinic_site",  # last, so that its groups find the permissions just created
]

MIDDLEWARE = [
    "clinic_site.middleware.protect",
    "clinic_site.middleware.ContentSecurityPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "clinic_site.middleware.keep_dates_whole",
    "clinic_site.middleware.refuse_unreadable_text",
    "clinic_site.middleware.refuse_too_large",
    "clinic_site.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "clinic_site.old_addresses.redirect_old_addresses",
    "clinic_site.canonical_address.redirect_to_canonical",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic_site.accounts.sign_in.let_nobody_in_halfway",
    "clinic_site.editors_bar.show_editors_bar",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]

APPEND_SLASH = False  # `redirect_to_canonical` does it, and redirects no form
ROOT_URLCONF = "clinic_site.urls"
WSGI_APPLICATION = "clinic_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.reading.pages.site",
                "clinic_site.on_show.people.on_show",
            ],
            "builtins": ["clinic.templatetags.clock"],
        },
    }
]
CRISPY_TEMPLATE_PACK = "crispy"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["crispy"]
CRISPY_FAIL_SILENTLY = False

DJANGO_PROSE_EDITOR_EXTENSIONS = editor.SCRIPTS

LANGUAGE_CODE = "en-ca"
FORMAT_MODULE_PATH = "clinic_site.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Toronto"  # what people read and type; PostgreSQL keeps UTC
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How long a process may answer from memory before it asks whether anything has changed.
PAGES_FRESH_FOR = 1  # second

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = read("MEDIA_ROOT", env.path, BASE_DIR / "media")
MEDIA_URL = "/media/"
MEDIA_BUCKET = read("MEDIA_BUCKET", default="")
if MEDIA_BUCKET and not find_spec("storages"):
    raise ImproperlyConfigured("MEDIA_BUCKET needs: pip install -r requirements-s3.txt")
STORAGES = {
    "default": {"BACKEND": "pages.bucket.Bucket", "OPTIONS": {"bucket_name": MEDIA_BUCKET}}
    if MEDIA_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
BACKUP_KEY = read("BACKUP_KEY", default="")
PICTURES = {"USE_PLACEHOLDERS": False}  # the same pictures in development as in production
# Enough for a page of 50,000 words in a hundred sections, in any script. Pictures are not counted.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000  # bytes
# A therapist's page at its fullest: 200 rows of hours and 1,000 days off, 8 fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 250  # browsers send a part for each of a page's pictures, even none

# Accounts: only staff have one.
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = passwords.VALIDATORS
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds
SIGN_IN_RULES = {}  # where they differ from `SignInRules`, until an administrator has saved some
# Passkeys belong to this name for good: under another one, everybody has to add theirs again.
OTP_WEBAUTHN_RP_ID = urlsplit(SITE_URL).hostname
OTP_WEBAUTHN_RP_NAME = "Polyclinic Rehabilitation Institute"
OTP_WEBAUTHN_ALLOWED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(SITE_URL))]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
OTP_WEBAUTHN_EXCEPTION_LOGGER_NAME = ""
AXES_HANDLER = "clinic_site.accounts.throttle.Throttle"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address", "username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the pause ends when the page says it will
AXES_CLIENT_IP_CALLABLE = "inbox.client_address.client_network"
AXES_LOCKOUT_CALLABLE = "clinic_site.accounts.views.locked_out"

# Mail: `send()` inserts a row in the caller's transaction; `manage.py work` delivers it.
EMAIL_BACKEND = "clinic_site.mail_queue.Outbox"
fallback = dj_email_url.parse("console:" if DEBUG else "smtp://localhost:25")
email = read("EMAIL_URL", env.dj_email_url, fallback)
if "EMAIL_BACKEND" not in email:
    raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, submission:// or console:.")
MAILER_EMAIL_BACKEND = email["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = email["EMAIL_HOST"], email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = email["EMAIL_HOST_USER"], email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = email["EMAIL_USE_TLS"], email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20  # seconds
MAILER_USE_FILE_LOCK = False
MAILER_EMAIL_LOG_MESSAGE_DATA = False
# Short, so that the worker's other tasks go on while the mail server does not answer.
MAILER_EMAIL_MAX_BATCH = 50
MAILER_EMAIL_MAX_DEFERRED = 3
MAILER_ERROR_HANDLER = "clinic_site.mail_queue.put_off"
DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL", default="reception@priclinic.com")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who is told that the worker or email is down. No error is mailed to anybody.
ADMINS = [("", address) for address in read("ADMINS", env.list, [])]
RECEPTION_EMAIL = read("RECEPTION_EMAIL", default="reception@priclinic.com")

# Text messages: `manage.py work` sends them too. Off while there is no provider.
TEXTS = texts_url.parse(url) if (url := read("TEXTS_URL", default="")) else texts_url.NONE

# Security. Behind a proxy that ends TLS (TRUSTED_PROXIES above 0) https is enforced.
CONTENT_SECURITY_POLICY = {"DIRECTIVES": headers.SITE}
PERMISSIONS_POLICY = headers.PERMISSIONS
CSRF_FAILURE_VIEW = "clinic_site.unsent.csrf_failure"
SESSION_ENGINE = "clinic_site.accounts.sessions"
SESSION_COOKIE_AGE = 24 * 60 * 60  # seconds: the longest that `SignInRules` may allow
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # they name patients
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
if SESSION_COOKIE_SECURE:  # no other name of the domain can set a cookie with such a prefix
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
if TRUSTED_PROXIES > 0:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz(/database)?|readyz)$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
# Only for this host, unless somebody promises https for all other names of the domain, for good.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = read("HSTS_PRELOAD", env.bool, False)
# HSTS: as above. X-Frame-Options: `clinic_site.middleware.protect` sets it.
# E031: browsers allow passkeys on http only for localhost, where development is.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "security.W002", "otp_webauthn.E031"]

LOG_FORMAT = read("LOG_FORMAT", default="text" if DEBUG else "json")
if LOG_FORMAT not in ("text", "json"):
    raise ImproperlyConfigured("LOG_FORMAT must be text or json.")
LOGGING = logs.config(LOG_FORMAT)
