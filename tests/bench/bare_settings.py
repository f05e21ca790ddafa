"""Settings of the baseline: what gunicorn's settings ask for, and no more."""

ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.bench.bare"
MIDDLEWARE = []
LOG_FORMAT = "json"
