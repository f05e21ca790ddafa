"""What a password must be, as the settings want it."""

RULES = "django.contrib.auth.password_validation"
VALIDATORS = [
    {"NAME": f"{RULES}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{RULES}.UserAttributeSimilarityValidator"},
    {"NAME": f"{RULES}.CommonPasswordValidator"},
]
