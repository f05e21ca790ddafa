from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Once(PBKDF2PasswordHasher):
    """As in production, but made once instead of a million times: tests make many accounts."""

    iterations = 1
